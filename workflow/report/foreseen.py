"""What another edition would do to open cases: in words, and for programs."""

from collections.abc import Mapping

from workflow.definition.model import Definition
from workflow.report.data import Data, instant
from workflow.report.glossary import Glossary
from workflow.report.table import Block, Table
from workflow.report.words import due, titled
from workflow.service.views import Foreseen, ForeseenDue
from workflow.translation import gettext, ngettext


def foreseen(old: Definition, found: Foreseen) -> list[Block]:
    """Return what becomes of open cases if they followed the other edition."""
    words = Glossary(old)
    blocks: list[Block] = ["", _cases(found)]
    if not found.cases:
        return blocks
    for state, number in found.stranded.items():
        text = ngettext(
            "  {number} case is in {state}, which is gone.",
            "  {number} cases are in {state}, which is gone.",
            number,
        )
        blocks.append(text.format(number=number, state=words.state(state)))
    for deadline, number in found.gone.items():
        text = ngettext(
            "  {deadline}, which is gone, runs {number} time.",
            "  {deadline}, which is gone, runs {number} times.",
            number,
        )
        blocks.append(text.format(number=number, deadline=words.deadline(deadline)))
    if found.dues:
        blocks += [gettext("  These would be due at another time:"), _table(found)]
    if not (found.stranded or found.gone or found.dues or found.failed):
        blocks.append(gettext("  None is in a state that is gone; all are due as before."))
    return blocks


def _cases(found: Foreseen) -> str:
    if not found.cases:
        return gettext("No open case follows the older edition.")
    return ngettext(
        "{number} open case follows the older edition and keeps it. If it followed the newer one:",
        "{number} open cases follow the older edition and keep it. If they followed the newer one:",
        found.cases,
    ).format(number=found.cases)


def _table(found: Foreseen) -> Table:
    return Table(
        (gettext("Case"), gettext("Deadline"), gettext("Due"), gettext("By the newer edition")),
        [
            (
                one.case,
                titled(one.deadline, one.title),
                due(one.due_at, one.zone),
                due(one.new_due_at, one.zone),
            )
            for one in found.dues
        ],
    )


def data(found: Foreseen) -> Data:
    """Return the same for programs."""
    return {
        "open_cases": {
            "number": found.cases,
            "stranded": _counted("state", found.stranded),
            "gone": _counted("deadline", found.gone),
            "deadlines": [_due(one) for one in found.dues],
            "failed": [{"case": case, "error": why} for case, why in found.failed],
        }
    }


def _counted(key: str, numbers: Mapping[str, int]) -> list[Data]:
    return [{key: name, "number": number} for name, number in numbers.items()]


def _due(one: ForeseenDue) -> Data:
    return {
        "case": one.case,
        "deadline": one.deadline,
        "cycle": one.cycle,
        "due_at": instant(one.due_at),
        "new_due_at": instant(one.new_due_at),
    }
