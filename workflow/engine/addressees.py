"""Who hears of a rung, settled when it fires. It is never nobody."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from workflow.definition.deadline import Addressee
from workflow.engine.case import Case
from workflow.engine.directory import Context, Directory, above, stand_in


class Settled(NamedTuple):
    """The people addressed, each once. ``alarm``: nobody was found where somebody should be."""

    names: tuple[str, ...]
    alarm: bool


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
    alarm = False
    for addressee in addressees:
        found = list(_people(addressee, case, directory, at))
        if not found:
            higher = above(directory, case.owner, at) or _fallback(directory, case.site, at)
            found = [higher] if higher is not None else []
        alarm = alarm or not found
        names.update(dict.fromkeys(found))
    return Settled(tuple(names), alarm)


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
    else:
        meant = (case.owner if addressee.kind == "owner" else addressee.name,)
    for name in meant:
        found = _reached(directory, name, at)
        if found is not None:
            yield found
