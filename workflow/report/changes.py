"""What happened to a clock, in words, and whose act was behind it."""

from workflow.calendars.amounts import Amount
from workflow.calendars.wording import amount
from workflow.definition.model import SYSTEM
from workflow.engine.explaining import Cycle
from workflow.engine.traces import Cause, Change
from workflow.report.glossary import Glossary
from workflow.report.reasons import moment, paused_by
from workflow.report.table import Table
from workflow.report.words import NOTHING, listed
from workflow.service.titles import happened
from workflow.translation import gettext, mark

_WHAT = {
    "armed": mark("started"),
    "recomputed": mark("counted anew"),
    "paused": mark("paused"),
    "resumed": mark("goes on"),
    "revoked": mark("extension taken back"),
    "met": mark("met"),
    "late": mark("done late"),
    "released": mark("no longer owed"),
    "cancelled": mark("cancelled"),
    "lapsed": mark("does not apply any more"),
    "voided": mark("miss voided"),
    "kept": mark("kept as it was promised"),
    "replaced": mark("another cycle goes on in its place"),
    "dropped": mark("dropped: the edition the case follows now has no such promise"),
}
_OF_NOBODY = {
    **_WHAT,
    "late": mark("done after it ran out"),
    "released": mark("over, though not done"),
    "voided": mark("did not run out"),
}


def because(cause: Cause, words: Glossary) -> str:
    """Return the act behind something: ``event 3: investigate (Investigate), ann``."""
    if cause.trigger:
        what = words.trigger(cause.trigger)
    else:
        what = happened(cause.type, {"rung": "", "owed": cause.owed})
        if cause.deadline:
            what = f"{what}: {words.deadline(cause.deadline)}"
    if cause.schedule:
        what = gettext("{step}, by the schedule {name}").format(step=what, name=cause.schedule)
    who = cause.recorded_by if cause.by == SYSTEM else cause.by
    if who == SYSTEM:
        return gettext("event {event}: {what}").format(event=cause.seq, what=what)
    return gettext("event {event}: {what}, {who}").format(
        event=cause.seq, what=what, who=words.who(who)
    )


def changes(cycle: Cycle, zone: str, words: Glossary) -> Table:
    """Return what happened to a cycle: what moved it, and since when it is due when."""
    rows = [
        (
            str(one.seq),
            moment(one.at, zone),
            _what(one, cycle, zone, words),
            because(one.cause, words),
            NOTHING if one.due_at is None else moment(one.due_at, zone, end=True),
        )
        for one in cycle.changes
    ]
    headings = ("#", gettext("When"), gettext("What"), gettext("Because of"), gettext("Due since"))
    return Table(headings, rows)


def _what(one: Change, cycle: Cycle, zone: str, words: Glossary) -> str:
    if one.what == "armed" and cycle.continues is not None:
        return gettext("goes on in place of cycle {cycle}").format(cycle=cycle.continues)
    if one.what == "extended" and one.by is not None:
        return _extended(one, cycle, zone)
    if one.what in {"recomputed", "recounted"} and one.official is not None:
        text = gettext("counted by the official days of revision {revision}")
        return text.format(revision=one.official)
    if one.what == "recomputed" and one.fields:
        changed = listed([words.field(name) for name in one.fields])
        return gettext("counted anew: {fields} changed").format(fields=changed)
    if one.what == "paused":
        pauses = [*cycle.pauses, *([cycle.standing] if cycle.standing else [])]
        for pause in pauses:
            if pause.first == one.at:
                return gettext("paused {why}").format(why=paused_by(pause, words))
    said = _WHAT if cycle.state.owed else _OF_NOBODY
    return gettext(said.get(one.what, one.what))


def _extended(one: Change, cycle: Cycle, zone: str) -> str:
    if isinstance(one.by, Amount):
        text = gettext("extended by {amount}").format(amount=amount(one.by))
    elif one.by is not None:
        text = gettext("extended until {when}").format(when=moment(one.by, zone, end=True))
    for grant in cycle.grants:
        if grant.change.seq == one.seq and grant.at_most is not None:
            most = gettext("{extension} (at most {amount} in all)")
            text = most.format(extension=text, amount=amount(grant.at_most))
    return text
