"""Whether the deadlines that run where a case waits move there, or may all stand still."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from workflow.definition.conditions import Condition
from workflow.definition.coverage import Situation, only_by_duties, situations
from workflow.definition.deadline import Deadline, about
from workflow.definition.model import Definition
from workflow.definition.nodes import Book
from workflow.definition.outcomes import always
from workflow.definition.possible import Imagined, fits, imagined
from workflow.definition.questions import Questions
from workflow.definition.shape import Ways
from workflow.translation import gettext


class Clock(NamedTuple):
    """What decides whether a deadline that runs moves.

    It does while it ``applies`` and none of ``pauses`` holds, and not in the states ``paused`` or
    while one of the duties ``held`` is open. ``begins`` is the field that says when it begins, if
    nothing else does; ``due`` the one that says when it is due, if no step brings it.
    """

    name: str
    applies: Condition | None
    pauses: tuple[Condition, ...]
    paused: frozenset[str]
    held: frozenset[str]
    begins: str
    due: str
    duties: frozenset[str]
    only_by_duties: bool

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All that is asked."""
        return (self.applies, *self.pauses) if self.applies else self.pauses

    @property
    def sure(self) -> bool:
        """Whether nothing but states and duties makes it stand still."""
        return not (self.conditions or self.begins or self.due)

    def moves(self, case: Imagined) -> bool:
        """Whether it moves where neither the state nor a duty holds it, once it has begun."""
        applies = self.applies is None or self.applies.test(case)
        return applies and not any(one.test(case) for one in self.pauses)

    @property
    def wanted(self) -> str:
        """What has to be so for it to move, in words."""
        return self.wanted_with(())

    def wanted_with(self, more: Sequence[Condition]) -> str:
        """What has to be so for it to move where more conditions hold, in words."""
        held = gettext("“{condition}” holds")
        holding = [*((self.applies,) if self.applies else ()), *more]
        parts = [held.format(condition=one.text) for one in holding]
        against = gettext("“{condition}” does not hold")
        parts += [against.format(condition=one.text) for one in self.pauses]
        if self.begins:
            parts.append(gettext("the time in “{field}” has come").format(field=self.begins))
        if self.due:
            parts.append(gettext("“{field}” is filled in").format(field=self.due))
        return gettext("{conditions} ({deadline})").format(
            conditions=gettext(" and ").join(parts), deadline=self.name
        )


class Waiting(NamedTuple):
    """A situation, with the deadlines that its state does not pause, and those nothing holds."""

    situation: Situation
    running: tuple[Clock, ...]
    free: tuple[Clock, ...]

    @property
    def uncovered(self) -> bool:
        """Whether nothing runs that goes on without a duty."""
        return all(one.only_by_duties for one in self.running)


class Moving(NamedTuple):
    """Whether some of several deadlines moves in some case, and in every case."""

    ever: bool
    always: bool


def waiting(definition: Definition, known: Ways, book: Book) -> list[Waiting]:
    """Return every situation in which a case can be left lying, those of few duties first."""
    seen_to = frozenset[str]().union(*map(_moves_on, definition.deadlines.values()))
    clocks = {
        name: _clock(one, definition, book, seen_to) for name, one in definition.deadlines.items()
    }
    followed = _followed(clocks.values())
    found: list[Waiting] = []
    for one in sorted(situations(definition, known, followed), key=_in_order):
        begun = [clocks[name] for name in sorted(one.running)]
        running = tuple(each for each in begun if one.state not in each.paused)
        free = tuple(each for each in running if each.held.isdisjoint(one.owed))
        found.append(Waiting(one, running, free))
    return found


def moving(clocks: Sequence[Clock], owed: Collection[str], definition: Definition) -> Moving:
    """Return whether one of some deadlines that nothing holds moves, with these duties open."""
    if not clocks or any(one.sure for one in clocks):
        return Moving(bool(clocks), bool(clocks))
    conditions = [each for one in clocks for each in one.conditions]
    questions = Questions()
    questions.ask(conditions)
    given = [always(one) for one in definition.opening]
    filled = frozenset[str]().union(*given).intersection(*given)
    cases = imagined(conditions, definition.fields, filled=filled)
    if cases is None:  # what several come to together is not known
        return Moving(True, len(clocks) > 1)
    told = [one for one in cases if fits(one, questions.duties, owed)]
    begun = [one for one in clocks if not (one.begins or one.due)]
    return Moving(
        any(clock.moves(one) for one in told for clock in clocks),
        all(any(clock.moves(one) for clock in begun) for one in told),
    )


def _in_order(one: Situation) -> tuple[str, int, list[str], list[str]]:
    return one.state, len(one.owed), sorted(one.owed), sorted(one.running)


def _followed(clocks: Collection[Clock]) -> frozenset[str]:
    """Return the duties on which it hangs what moves; none where everything always does."""
    if all(one.sure and not one.held for one in clocks):
        return frozenset()
    questions = Questions()
    questions.ask(condition for one in clocks for condition in one.conditions)
    return frozenset(questions.duties).union(*(one.held | one.duties for one in clocks))


def _clock(
    deadline: Deadline, definition: Definition, book: Book, seen_to: frozenset[str]
) -> Clock:
    place = ("deadlines", deadline.name)
    at = (*place, "pauses")
    return Clock(
        deadline.name,
        book.compiled.get((*place, "applies")),
        tuple(one for keys, one in book.compiled.items() if keys[: len(at)] == at),
        frozenset(one.state for one in deadline.pauses if one.state is not None),
        # A duty without a clock of its own is told as such.
        seen_to & {one.duty for one in deadline.pauses if one.duty is not None},
        _begins(deadline, definition),
        _due(deadline, definition),
        about(deadline),
        only_by_duties(deadline),
    )


def _begins(deadline: Deadline, definition: Definition) -> str:
    """Return the field that alone starts it; what has happened does not lie in the future."""
    happened = {one.happened for one in definition.transitions.values()}
    alone = all(one.kind == "field" and one.name not in happened for one in deadline.starts)
    return deadline.starts[0].name if alone else ""


def _due(deadline: Deadline, definition: Definition) -> str:
    brought = any(deadline.due in one.brings for one in definition.transitions.values())
    return "" if deadline.due is None or brought else deadline.due


def _moves_on(deadline: Deadline) -> frozenset[str]:
    """Return the duties it is about and that do not pause it."""
    return about(deadline) - {one.duty for one in deadline.pauses}
