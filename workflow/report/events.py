"""The history of a case."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from workflow.clock import from_text
from workflow.definition.model import SYSTEM
from workflow.engine.addressees import heard_by
from workflow.report import counters, kin, recurred
from workflow.report.duties import changed
from workflow.report.glossary import Glossary
from workflow.report.promises import doubtful
from workflow.report.table import Block, Table
from workflow.report.words import NOTHING, addressed, due, listed, local, rung
from workflow.service.titles import happened
from workflow.service.views import EventView
from workflow.translation import gettext, mark

_CHANGES = {
    "armed": mark("{deadline}: due {due}"),
    "recomputed": mark("{deadline}: now due {due}"),
    "recounted": mark("{deadline}: due as before, by the revised official days"),
    "met": mark("{deadline}: met"),
    "late": mark("{deadline}: done late"),
    "released": mark("{deadline}: missed, then no longer owed"),
    "cancelled": mark("{deadline}: cancelled"),
    "paused": mark("{deadline}: paused"),
    "resumed": mark("{deadline}: goes on, now due {due}"),
    "extended": mark("{deadline}: extended, now due {due}"),
    "revoked": mark("{deadline}: extension taken back, now due {due}"),
    "lapsed": mark("{deadline}: does not apply any more"),
    "voided": mark("{deadline}: voided"),
    "kept": mark("{deadline}: kept, due {due}"),
    "replaced": mark("{deadline}: goes on in another cycle"),
    "dropped": mark("{deadline}: dropped"),
}
_OF_NOBODY = {
    **_CHANGES,
    "late": mark("{deadline}: done after it ran out"),
    "released": mark("{deadline}: ran out, and is over"),
}

SKIPPED = {
    "superseded": mark("Not sent: a later one was due as well."),
    "done": mark("Not sent: what it is about was done, or is no longer owed."),
    "too_old": mark("Not sent: by then it was too old."),
    "condition": mark("Nothing came of it: its condition did not hold."),
}

REASONS = {
    "recorded late": mark("recorded late"),
    "released": mark("by then it was no longer owed"),
    "extended": mark("extended in time"),
    "paused": mark("it was paused"),
    "lapsed": mark("it did not apply"),
}

# Entering what happened takes a moment; later than this it is worth saying.
_AT_ONCE = timedelta(minutes=1)


def history(events: Iterable[EventView], zone: str, told_by: Mapping[int, Glossary]) -> list[Block]:
    """Return the events as a table, in order, each in the words of its own edition."""
    return [
        Table(
            ("#", gettext("When"), gettext("What"), gettext("Who"), gettext("Details")),
            [
                (
                    str(one.seq),
                    _when(one, zone),
                    _what(one),
                    _who(one, told_by[one.seq]),
                    "\n".join(
                        [
                            *_details(one.details, zone, told_by[one.seq], number),
                            *kin.of_event(one.type, one.details, one.cases),
                            *_void(one),
                        ]
                    ),
                )
                for one, number in _numbered(events)
            ],
        )
    ]


def _numbered(events: Iterable[EventView]) -> Iterator[tuple[EventView, int]]:
    """Number the acts that stay in a state, per kind, so that one of several can be named."""
    done: Counter[str] = Counter()
    for event in events:
        if event.details.get("entered") is False:
            trigger = str(event.details["trigger"])
            done[trigger] += 1
            yield event, done[trigger]
            continue
        if event.details.get("entered"):
            done.clear()
        yield event, 0


def _what(event: EventView) -> str:
    what = happened(event.type, event.details)
    return what if event.voided_by is None else gettext("{what} (void)").format(what=what)


def _void(event: EventView) -> Iterable[str]:
    if event.voided_by is not None:
        yield void(event.voided_by)


def void(by: int) -> str:
    """Return that something that fired is void, and by which event of the history."""
    return gettext("Void: see #{number}").format(number=by)


def _when(event: EventView, zone: str) -> str:
    # What a clock did, it did at a limit, and limits end at 24:00.
    when = due(event.at, zone) if event.recorded_by == SYSTEM else local(event.at, zone)
    if event.recorded_at - event.at <= _AT_ONCE:
        return when
    return gettext("{when}\n(recorded {recorded})").format(
        when=when, recorded=local(event.recorded_at, zone)
    )


def _who(event: EventView, words: Glossary) -> str:
    performer = words.who(event.performed_by)
    if event.performed_by == event.recorded_by:
        return performer
    return gettext("{performer}\n(recorded by {recorder})").format(
        performer=performer, recorder=words.who(event.recorded_by)
    )


def _details(details: Mapping[str, Any], zone: str, words: Glossary, number: int) -> Iterable[str]:
    if trigger := details.get("trigger"):
        yield words.trigger(trigger) + (f" [{number}]" if number else "")
    yield from _edition(details, words)
    if "to_name" in details and details["to"] == details["from"]:
        pass  # it stays where it was
    elif "to" in details and "from" in details:
        yield f"{words.state(details['from'])} → {words.state(details['to'])}"
    elif isinstance(details.get("to"), str):
        yield f"→ {words.state(details['to'])}"
    if owner := details.get("owner"):
        yield gettext("Owner: {owner}").format(owner=owner)
    if role := details.get("owner_flag"):
        yield gettext("Nobody could be chosen from the role {role}.").format(role=words.who(role))
    yield from recurred.in_history(details, zone)
    for seq, really in zip(details.get("events") or (), details.get("times") or (), strict=False):
        text = gettext("#{number} really was at {time}")
        yield text.format(number=seq, time=local(_instant(really), zone))
    yield from changed(details.get("duties") or (), words)
    yield from _values(details, words)
    if "read_back" in details:
        names = listed([words.field(one) for one in details["read_back"]])
        yield gettext("Read back: {fields}").format(fields=names or NOTHING)
    if "redirected" in details:
        text = gettext("{old} → {new}")
        message = details["redirected"]
        yield text.format(old=message["recipient"] or NOTHING, new=message["to"])
    yield from _dropped(details, words)
    yield from counters.in_history(details, words)
    if "deadline" not in details:
        yield from _brought(details, zone, words)
    yield from _about_deadline(details, zone, words)
    for change in details.get("deadlines") or ():
        said = _CHANGES if change.get("owed", True) else _OF_NOBODY
        yield gettext(said.get(change["change"], "{deadline}")).format(
            deadline=words.deadline(change["name"]), due=due(_instant(change.get("due_at")), zone)
        )


def _dropped(details: Mapping[str, Any], words: Glossary) -> Iterable[str]:
    """Yield which message was not sent, as somebody said."""
    if (message := details.get("dropped")) is None:
        return
    party = message["party"]
    names = [one for one in (message["recipient"], party and words.who(party)) if one]
    text = gettext("Not sent to: {people}")
    if message["channel"] is not None:
        text = gettext("Not sent by {channel} to: {people}")
    people = addressed(names, alarm=message["template"] == "alarm")
    yield text.format(channel=message["channel"], people=people)
    if message["deadline"]:
        yield words.deadline(message["deadline"])


def _edition(details: Mapping[str, Any], words: Glossary) -> Iterable[str]:
    if "to_name" in details:
        text = gettext("Edition: {old} → {new}")
        yield text.format(old=details["from_name"], new=details["to_name"])
    yield from doubtful(details.get("promises") or (), words)


def _values(details: Mapping[str, Any], words: Glossary) -> Iterable[str]:
    fields = details.get("fields") or {}
    if not isinstance(fields, Mapping):
        yield listed([words.field(one) for one in fields if not one.startswith("@")])
        fields = {}
    added: Mapping[str, int] = details.get("added") or {}
    for name, value in {**fields, **(details.get("personal") or {})}.items():
        shown = gettext("erased") if value is None else words.value(name, value)
        if name in added and isinstance(value, list):
            shown = words.value(name, value[-added[name] :])
            yield gettext("{field}: added {value}").format(field=words.field(name), value=shown)
        else:
            yield shown if name.startswith("@") else f"{words.field(name)} = {shown}"
    for name in details.get("withheld") or ():
        shown = gettext("(withheld)")
        yield f"{words.field(name)} = {shown}"
    for name in details.get("cleared") or ():
        yield gettext("{field}: empty again").format(field=words.field(name))
    if reason := details.get("reason"):
        yield gettext("Reason: {reason}").format(reason=_why(reason))


def _waiting(details: Mapping[str, Any], zone: str, words: Glossary) -> Iterable[str]:
    """Yield who is told later, when they are at work."""
    held = details.get("held")
    if not held or "skipped" in details:  # nobody is told of what is not sent
        return
    for one, until in zip(heard_by(details), held, strict=False):
        if until is not None:
            yield gettext("{person}: told when at work, {until}").format(
                person=one.recipient or words.who(one.party or ""),
                until=local(_instant(until), zone),
            )


def _brought(details: Mapping[str, Any], zone: str, words: Glossary) -> Iterable[str]:
    """Yield what a step printed, and what it sent to whom."""
    if documents := details.get("prints"):
        yield gettext("Printed: {documents}").format(
            documents=listed([words.document(one) for one in documents])
        )
    yield from _sent(details, zone, words)


def _sent(details: Mapping[str, Any], zone: str, words: Glossary) -> Iterable[str]:
    for one in details.get("sends") or ():
        names = [each if isinstance(each, str) else words.who(each["party"]) for each in one["to"]]
        people = addressed(names, alarm=bool(one.get("alarm")))
        text = gettext("Sent: {document} to {people}")
        yield text.format(document=words.document(one["document"]), people=people)
        yield from _waiting({**one, "skipped": 1} if "skipped" in details else one, zone, words)


def _why(reason: str) -> str:
    return gettext(REASONS[reason]) if reason in REASONS else reason


def _about_deadline(details: Mapping[str, Any], zone: str, words: Glossary) -> Iterable[str]:
    if "deadline" not in details:
        return
    yield gettext("{deadline}: due {due}").format(
        deadline=words.deadline(details["deadline"]), due=due(_instant(details["due_at"]), zone)
    )
    if fired := details.get("fired"):
        owed = details.get("owed", True)
        what = listed([rung(one, owed=owed) for one in fired])
        yield gettext("Void: {what}").format(what=what)
    for step in details.get("did") or ():
        yield gettext("{step}: stays done").format(step=words.trigger(step))
    names = [
        one if isinstance(one, str) else words.who(one["party"]) for one in details.get("to") or ()
    ]
    alarm = bool(details.get("alarm"))
    if names or alarm:
        yield gettext("To: {people}").format(people=addressed(names, alarm=alarm))
    if documents := details.get("prints"):
        yield gettext("With it: {documents}").format(
            documents=listed([words.document(one) for one in documents])
        )
    yield from _waiting(details, zone, words)
    yield from _sent(details, zone, words)
    if details.get("urgent"):
        yield gettext("Urgent")
    if skipped := details.get("skipped"):
        yield gettext(SKIPPED[skipped])
    if step := details.get("does"):
        if details.get("refused"):
            yield gettext("{step}: not possible").format(step=words.trigger(step))
        else:
            yield gettext("{step}: done").format(step=words.trigger(step))


def _instant(value: str | datetime | None) -> datetime | None:
    return from_text(value) if isinstance(value, str) else value
