"""Who hears of a rung, settled when it fires. It is never nobody."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from workflow.definition.deadline import Addressee
from workflow.engine.case import Case
from workflow.engine.directory import Context, Directory, above, head_of, stand_in

ALARM_BESIDE = "alarm_beside"
FOLLOW_UP = "follow_up"
"""What comes of a time that ran out and that nobody owed: nothing is escalated."""


class Settled(NamedTuple):
    """The people addressed, each once. ``alarm``: one of the addressees came to nobody.

    ``parties`` are those outside the house: whom they are is said by the case, not by us.
    """

    names: tuple[str, ...]
    alarm: bool
    parties: tuple[str, ...] = ()


class Heard(NamedTuple):
    """One message of a rung: to a person, to a party, or (neither) an alarm."""

    recipient: str | None
    party: str | None
    template: str


def heard_by(payload: Mapping[str, Any]) -> Iterator[Heard]:
    """Yield the messages that a rung that fired, or something sent, says are sent, in order.

    An alarm stands behind those of the house who hear of it. Beside them it is a message only if
    the event says so: an older version told nobody of it.
    """
    kind = _kind(payload)
    told = False
    parties = []
    for one in payload["to"]:
        if isinstance(one, str):
            told = True
            yield Heard(one, None, kind)
        else:
            parties.append(one["party"])
    if payload.get("alarm") and (not told or payload.get(ALARM_BESIDE)):
        yield Heard(None, None, "alarm")
    for party in parties:
        yield Heard(None, party, "party")


def _kind(payload: Mapping[str, Any]) -> str:
    rung = payload.get("rung")
    if rung is None:
        return "message"
    if rung.startswith("remind"):
        return "reminder"
    return "escalation" if payload.get("owed", True) else FOLLOW_UP


def settle(
    addressees: tuple[Addressee, ...], case: Case, context: Context, at: datetime
) -> Settled:
    """Return who is addressed now.

    Who is away is represented by the stand-in; if there is none, by who is above. Where an
    addressee comes to nobody, it climbs: above the owner, then the site's fallback. If that is
    nobody too, it is an alarm.
    """
    directory = context.directory
    names: dict[str, None] = {}
    parties: dict[str, None] = {}
    alarm = False
    for addressee in addressees:
        if addressee.kind == "party":
            parties[addressee.name] = None
            continue
        found = list(_people(addressee, case, directory, at))
        if not found:
            higher = above(directory, case.owner, at) or _fallback(directory, case.site, at)
            found = [higher] if higher is not None else []
        alarm = alarm or not found
        names.update(dict.fromkeys(found))
    return Settled(tuple(names), alarm, tuple(parties))


def _fallback(directory: Directory, site: str, at: datetime) -> str | None:
    name = directory.fallback(site)
    return None if name is None else _reached(directory, name, at)


def _reached(directory: Directory, name: str, at: datetime) -> str | None:
    return stand_in(directory, name, at) or above(directory, name, at)


def _people(addressee: Addressee, case: Case, directory: Directory, at: datetime) -> Iterator[str]:
    if addressee.kind == "above":
        found = above(directory, case.owner, at)
        if found is not None:
            yield found
        return
    if addressee.kind == "role":
        meant = directory.holders(addressee.name, case.site, at)
    elif addressee.kind == "head_of":
        head = head_of(directory, addressee.name or case.department)
        meant = () if head is None else (head,)
    elif addressee.kind == "duty":
        duty = case.duties.get(addressee.name)
        meant = () if duty is None else (duty.who,)
    else:
        meant = (case.owner if addressee.kind == "owner" else addressee.name,)
    for name in meant:
        found = _reached(directory, name, at)
        if found is not None:
            yield found
