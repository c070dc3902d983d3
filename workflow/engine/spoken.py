"""What an edition has people say, or not: worked out once, and asked of the data of an act."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from workflow.calendars.rules import Rules
from workflow.definition.brought import papers_and_messages
from workflow.definition.model import Definition, Transition
from workflow.definition.speech import Avoided, Sought, said_in, sought
from workflow.engine.events import Phrase
from workflow.errors import PhraseAvoided
from workflow.translation import chosen

if TYPE_CHECKING:
    from workflow.engine.data import Data


class Spoken:
    """The phrases to avoid, where they are looked for, and when messages of steps go out."""

    def __init__(self, definition: Definition) -> None:
        self._avoid = definition.avoid
        self._texts = frozenset(
            definition.checks
            if definition.checks is not None
            else (one.name for one in definition.fields.values() if one.type == "text")
        )
        self._states = {one.name: one.avoid for one in definition.states.values()}
        self.hours = _hours(definition)
        self._in_state = {
            name: self.avoided(name) for name, own in self._states.items() if own or self._avoid
        }

    def avoided(self, state: str, *more: Avoided) -> tuple[Sought, ...]:
        """Return what is not said by an act from a state; what is said nearest to it decides."""
        return sought((*more, *self._states.get(state, ()), *self._avoid))

    def checked(self, transition: Transition) -> frozenset[str]:
        """Return the fields in which phrases are looked for when an act brings them."""
        return self._texts if transition.checks is None else frozenset(transition.checks)

    def check_beside(self, data: "Data", *, case: str, state: str, what: str) -> tuple[Phrase, ...]:
        """Check data that comes without a step; as ``check_said``."""
        phrases = self._in_state.get(state)
        return check_said(data, self._texts, phrases, case=case, what=what) if phrases else ()


def check_said(
    data: "Data", checked: frozenset[str], phrases: Iterable[Sought], *, case: str, what: str
) -> tuple[Phrase, ...]:
    """Return the phrases that data had better not say.

    Raises ``PhraseAvoided`` if there is one that it must not; the text is never repeated.
    """
    warned = []
    for field, phrase in _found(data, checked, phrases):
        instead = phrase.avoided.instead
        if not phrase.avoided.warns:
            raise PhraseAvoided(case, what, field, phrase.written, chosen(instead, ""))
        warned.append(Phrase(field, phrase.written, instead))
    return tuple(warned)


def _found(
    data: "Data", checked: frozenset[str], phrases: Iterable[Sought]
) -> Iterator[tuple[str, Sought]]:
    for field, value in (*data.plain.items(), *data.personal.items()):
        if field in checked:
            yield from ((field, one) for one in said_in(str(value), phrases))


def _hours(definition: Definition) -> Rules | None:
    """Return the calendar by which messages of steps wait: that of the file."""
    for step in definition.transitions.values():
        for _prints, sends in papers_and_messages(step):
            for one in sends:
                return definition.calendars.get(one.calendar or "")
    return None
