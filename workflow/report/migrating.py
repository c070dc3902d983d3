"""Cases that come to another edition: in words, and for programs."""

from collections.abc import Iterator

from workflow.definition.migration import ALLOWABLE
from workflow.engine.fitting import Refusal
from workflow.report.data import Data, instant
from workflow.report.glossary import Glossary
from workflow.report.promises import numbered
from workflow.report.table import Block, Table
from workflow.report.words import NOTHING, due, titled
from workflow.service.migration_views import MigratedCase, MigratedClock, Migrating
from workflow.translation import gettext, mark, ngettext

_RESULTS = {
    "kept": mark("kept"),
    "recomputed": mark("recomputed"),
    "dropped": mark("dropped"),
    "started": mark("starts"),
    "not_started": mark("does not start: the duty it waits for is not open"),
}
_REASONS = {
    "state_gone": mark("its state {name} is gone: say which state takes its place (--states)"),
    "final_changed": mark(
        "{detail} would end it, and it is open, in {name}: say which open state takes its place "
        "(--states {name}=STATE)"
    ),
    "undecided": mark(
        "the deadline {name} is counted otherwise: decide about it "
        "(--deadlines {name}=keep, {name}=recompute or {name}=drop)"
    ),
    "deadline_gone": mark(
        "the deadline {name} is gone: decide about it (--deadlines {name}=drop, or "
        "{name}=keep:NAME or {name}=recompute:NAME if another takes its place)"
    ),
    "not_kept": mark("{name} cannot be kept, for the new edition has no {detail}: recompute it"),
    "value_gone": mark("the value of {name} is none that the field can have any more: correct it"),
    "type_changed": mark("the field {name} holds something else in the new edition"),
    "personal_changed": mark("{name} is personal in one edition and not in the other"),
    "field_gone": mark("the field {name} is gone, and its value would not be seen any more"),
    "duty_gone": mark("the duty {name} is open, and gone in the new edition: settle it first"),
    "no_clock": mark("no deadline would be running"),
    "due_now": mark("{name} would be due at once"),
    "uncountable": mark("{name} cannot be counted: {detail}"),
    "promise_open": mark(
        "this promise may be broken in it, as it began by another edition: {name}"
    ),
    "stands": mark("something has happened since, event {name}: {detail}"),
}
ALLOWED = frozenset(ALLOWABLE)


def migrated(view: Migrating, words: Glossary) -> list[Block]:
    """Return what became of each case, or would, and how many there are."""
    blocks: list[Block] = [_headline(view)]
    if view.moved:
        blocks += ["", _moved(view)]
    if then := [*_then(view)]:
        blocks += ["", gettext("What is due at once is followed by:"), *then]
    if unsure := [*_promises(view, words)]:
        heading = gettext("These promises may be broken, as the cases began by another edition:")
        blocks += ["", heading, *unsure]
    if view.refused:
        blocks += ["", gettext("These stay:"), *_refused(view, words)]
    blocks += ["", *_totals(view)]
    return blocks


def _headline(view: Migrating) -> str:
    text = gettext("{definition}: from edition {old} to edition {new}")
    old, new = (view.new, view.old) if view.undone else (view.old, view.new)
    return text.format(definition=view.definition, old=old, new=new)


def _moved(view: Migrating) -> Table:
    head = (
        gettext("Case"),
        gettext("State"),
        gettext("Owner"),
        gettext("Deadline"),
        gettext("Due"),
        gettext("Then due"),
        gettext("Remark"),
    )
    return Table(head, [row for one in view.moved for row in _rows(one)])


def _rows(case: MigratedCase) -> Iterator[tuple[str, ...]]:
    state = titled(case.state, case.state_title)
    if case.new_state != case.state:
        state = f"{state} → {titled(case.new_state, case.new_state_title)}"
    first: tuple[str, ...] = case.case, state, case.owner
    for one in case.clocks:
        yield (*first, *_clock(one, case.zone))
        first = "", "", ""
    if not case.clocks:
        yield (*first, NOTHING, "", "", "")


def _clock(one: MigratedClock, zone: str) -> tuple[str, ...]:
    remark = gettext(_RESULTS[one.result])
    standings = {
        "missed": gettext("overdue"),
        "ran_out": gettext("ran out"),
        "paused": gettext("paused"),
    }
    if one.at_once:
        remark = gettext("{what}, due at once").format(what=remark)
    elif one.status in standings:
        text = gettext("{what}, {standing}")
        remark = text.format(what=remark, standing=standings[one.status])
    return (
        titled(one.deadline, one.title),
        NOTHING if one.due_at is None else due(one.due_at, zone),
        NOTHING if one.new_due_at is None else due(one.new_due_at, zone),
        remark,
    )


def _then(view: Migrating) -> Iterator[Block]:
    """Yield what clocks do to cases as soon as they have moved."""
    for case in view.moved:
        for one in case.then:
            step, state = titled(one.step, one.step_title), titled(one.state, one.state_title)
            text = gettext("{case}: {step} → {state}")
            if one.final:
                text = gettext("{case}: {step} → {state}, which ends the case")
            yield "  " + text.format(case=case.case, step=step, state=state)


def _promises(view: Migrating, words: Glossary) -> Iterator[Block]:
    for case in view.moved:
        for number in case.promises:
            yield f"  {case.case}: {numbered(number, words)}"


def _refused(view: Migrating, words: Glossary) -> Iterator[Block]:
    for case in view.refused:
        for one in case.refusals:
            yield f"  {case.case}: {reason(one, words)}"


def reason(one: Refusal, words: Glossary) -> str:
    """Return why a case stays, in words."""
    text = gettext(_REASONS[one.code])
    name = numbered(int(one.name), words) if one.code == "promise_open" else one.name
    said = text.format(name=name, detail=one.detail or gettext("due by now"))
    if one.code in ALLOWED:
        said = gettext("{reason} (--allow {code})").format(reason=said, code=one.code)
    return said


def _totals(view: Migrating) -> Iterator[str]:
    moved, stay = len(view.moved), len(view.refused)
    if view.dry_run:
        text = ngettext("{number} case would move", "{number} cases would move", moved)
    else:
        text = ngettext("{number} case moved", "{number} cases moved", moved)
    yield gettext("{moved}, {stay} stay.").format(moved=text.format(number=moved), stay=stay)
    if view.left:
        text = ngettext(
            "{number} more was not looked at: the same command again goes on.",
            "{number} more were not looked at: the same command again goes on.",
            view.left,
        )
        yield text.format(number=view.left)
    if view.dry_run and moved:
        yield gettext("Nothing was written. The same command with --yes does it.")


def data(view: Migrating, words: Glossary) -> Data:
    """Return the same for programs."""
    return {
        "definition": view.definition,
        "old": view.old,
        "new": view.new,
        "undone": view.undone,
        "dry_run": view.dry_run,
        "moved": len(view.moved),
        "refused": len(view.refused),
        "left": view.left,
        "cases": [_case(one, words) for one in view.cases],
        "failed": [{"case": case, "error": why} for case, why in view.failed],
    }


def _case(one: MigratedCase, words: Glossary) -> Data:
    return {
        "case": one.case,
        "state": one.state,
        "new_state": one.new_state,
        "owner": one.owner,
        "written": one.written,
        "deadlines": [
            {
                "deadline": clock.deadline,
                "cycle": clock.cycle,
                "result": clock.result,
                "status": clock.status,
                "due_at": None if clock.due_at is None else instant(clock.due_at),
                "new_due_at": None if clock.new_due_at is None else instant(clock.new_due_at),
                "at_once": clock.at_once,
            }
            for clock in one.clocks
        ],
        "refusals": [
            {"code": each.code, "name": each.name, "text": reason(each, words)}
            for each in one.refusals
        ],
        "promises": [{"number": each, "text": numbered(each, words)} for each in one.promises],
        "then": [
            {"step": each.step, "state": each.state, "final": each.final} for each in one.then
        ],
    }
