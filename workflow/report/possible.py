"""What can be done next with a case, and what comes before it."""

from workflow.report.glossary import Glossary
from workflow.report.table import Block, Table
from workflow.report.words import NOTHING, due, listed, local, owner, titled
from workflow.service.views import CaseView, NextView
from workflow.translation import chosen, gettext


def possible(view: CaseView, words: Glossary) -> list[Block]:
    """Return the steps possible now; what is due and not done yet stands before them."""
    blocks = _first(view)
    final = view.final if view.pending is None else view.pending.final
    if view.next:
        blocks += [gettext("Possible now"), _next(view, words)]
    elif final:
        blocks.append(gettext("The case is closed: nothing more can be done with it."))
    else:
        blocks.append(gettext("Nothing can be done with it now."))
    return blocks


def _first(view: CaseView) -> list[Block]:
    pending = view.pending
    if pending is None:
        return []
    text = gettext(
        "First comes what is due since {since}, which no daemon has done yet: it is done with the "
        "next act, or by `complaints daemon --once`."
    )
    blocks: list[Block] = [text.format(since=due(pending.since, view.zone))]
    if pending.error:
        failed = gettext("It cannot be done, and as long as that is so nothing else can: {error}")
        blocks.append(failed.format(error=pending.error))
    elif (pending.state, pending.owner) != (view.state, view.owner):
        then = gettext("The case is then {state}. Owner: {owner}.")
        state = titled(pending.state, pending.state_title)
        blocks.append(then.format(state=state, owner=owner(pending.owner, closed=pending.final)))
    return [*blocks, ""]


def _next(view: CaseView, words: Glossary) -> Table:
    return Table(
        (gettext("Step"), gettext("Title"), gettext("By"), gettext("Needs")),
        [
            (
                one.trigger,
                chosen(one.title, one.trigger),
                _by(one, words),
                "\n".join(
                    [
                        *_when(one, view.zone),
                        *_merges(one, view),
                        *_waits(one, words),
                        *_needs(one, words),
                    ]
                )
                or NOTHING,
            )
            for one in view.next
        ],
    )


def _by(step: NextView, words: Glossary) -> str:
    lines = [words.who(one) for one in step.by]
    if step.people:
        lines.append(gettext("({people})").format(people=listed(step.people)))
    return "\n".join(lines)


def _when(step: NextView, zone: str) -> list[str]:
    lines = []
    if step.since is not None:
        lines.append(gettext("from {when} on").format(when=local(step.since, zone)))
    if step.until is not None:
        lines.append(gettext("until {when}").format(when=due(step.until, zone)))
    return lines


def _merges(step: NextView, view: CaseView) -> list[str]:
    if not step.merges:
        return []
    return [gettext("complaints merge {serial} INTO").format(serial=view.serial)]


def _waits(step: NextView, words: Glossary) -> list[str]:
    return [
        gettext("not while {duty} is open").format(duty=words.duty(one)) for one in step.waits_for
    ]


def _needs(step: NextView, words: Glossary) -> list[str]:
    always = [words.to_type(field, step.narrowed.get(field)) for field in step.needs]
    sometimes = [
        gettext("{need} if {condition}").format(
            need=words.to_type(field, step.narrowed.get(field)), condition=condition
        )
        for field, condition in step.needs_if
    ]
    taken = [words.to_type(field) for field in step.takes]
    optional = [gettext("optional: {fields}").format(fields=listed(taken))] if taken else []
    read = [words.field(one) for one in step.reads_back]
    back = [gettext("read back: {fields}").format(fields=listed(read))] if read else []
    return always + sometimes + optional + back
