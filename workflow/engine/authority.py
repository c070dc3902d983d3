"""Who may do what. Holds for every way in: command line, library, daemon."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from workflow.definition.model import ANY_STAFF, OWES, OWNER, SYSTEM, Definition, Transition
from workflow.definition.near import nearest
from workflow.definition.owner import OtherThan
from workflow.engine.barring import bar_of, bars, others_than
from workflow.engine.case import Case
from workflow.engine.directory import Directory, acts_for
from workflow.engine.duties import owed_for
from workflow.errors import AnotherPersonNeeded, NotAuthorised, PersonUnknown


class Belonging(Protocol):
    """What is known of a case by whoever asks who may do something with it."""

    @property
    def site(self) -> str:
        """The site it belongs to."""

    @property
    def owner(self) -> str:
        """Who owns it."""


def check_known(directory: Directory, name: str) -> None:
    """Raise ``PersonUnknown`` unless the directory knows the person."""
    if name != SYSTEM and not directory.knows(name):
        raise PersonUnknown(name, nearest(name, directory.names()))


def permitted(
    by: Collection[str], name: str, *, case: Belonging, directory: Directory, at: datetime
) -> bool:
    """Whether a person is among ``by``: by a role at the case's site, as owner, as any staff."""
    if name == SYSTEM:
        return SYSTEM in by
    if (OWNER in by or ANY_STAFF in by) and directory.works_at(name, case.site, at):
        owns = name == case.owner or acts_for(directory, name, case.owner, at)
        if ANY_STAFF in by or owns:
            return True
    return not frozenset(by).isdisjoint(directory.roles(name, case.site, at))


def check_permission(
    by: tuple[str, ...], what: str, name: str, *, case: Case, directory: Directory, at: datetime
) -> None:
    """Raise ``NotAuthorised`` unless the person is among ``by``."""
    check_known(directory, name)
    if not permitted(by, name, case=case, directory=directory, at=at):
        raise NotAuthorised(case.number, name, what, by)


def check_performer(
    definition: Definition,
    transition: Transition,
    *,
    case: Case,
    performer: str,
    recorder: str,
    directory: Directory,
    at: datetime,
) -> None:
    """Raise unless ``performer`` may do the step and ``recorder`` may write it down.

    A party's act is entered by any staff of the site, in the party's name. Four eyes look at who
    performed, not at who typed, and at whoever the performer stands in for.
    """
    check_known(directory, recorder)
    if performer in definition.parties:
        in_house = permitted((ANY_STAFF,), recorder, case=case, directory=directory, at=at)
        if performer not in transition.by or not in_house:
            raise NotAuthorised(case.number, recorder, transition.name, transition.by)
        return
    in_person = recorder == performer
    if not in_person:
        check_known(directory, performer)
    may = permitted(transition.by, performer, case=case, directory=directory, at=at)
    if not may and OWES in transition.by:
        people = [one.who for one in owed_for(case, transition)]
        may = any(one == performer or acts_for(directory, performer, one, at) for one in people)
    if not may:
        raise NotAuthorised(case.number, performer, transition.name, _by(transition, case))
    if not in_person and (performer == SYSTEM or not directory.works_at(recorder, case.site, at)):
        raise NotAuthorised(case.number, recorder, transition.name, transition.by)
    barred = bars(OtherThan(transition.other_than), case, {}, tuple)
    bar = bar_of(performer, barred, directory, at)
    if bar is not None:
        others = others_than(
            barred, transition, definition=definition, case=case, directory=directory, at=at
        )
        raise AnotherPersonNeeded(
            case.number, performer, transition.name, others, transition.by, (bar.thing,)
        )


def _by(transition: Transition, case: Case) -> tuple[str, ...]:
    """Return who may do a step; whoever owes a duty of it by name."""
    names: dict[str, None] = {}
    for one in transition.by:
        people = [state.who for state in owed_for(case, transition)] if one == OWES else []
        names.update(dict.fromkeys(people or [one]))
    return tuple(names)


def performer_of(definition: Definition, trigger: str, actor: str) -> str:
    """Return in whose name an act is entered when it was not said.

    The actor's own, unless only one party may do the step: then the party's.
    """
    transition = definition.transitions.get(trigger)
    by = transition.by if transition is not None else ()
    return by[0] if len(by) == 1 and by[0] in definition.parties else actor
