"""Where nobody ever hears of a case: what runs tells nobody, not always, or only moves it round."""

from collections.abc import Iterator, Mapping, Sequence

from workflow.definition.conditions import Condition
from workflow.definition.model import Definition
from workflow.definition.nodes import Book
from workflow.definition.possible import Imagined, fits
from workflow.definition.questions import asked_by
from workflow.definition.reaching import reached
from workflow.definition.standing import Clock, Waiting
from workflow.definition.strict_yaml import Keys
from workflow.definition.voices import Voice, speaks_to_parties, voices
from workflow.errors import Problem
from workflow.translation import gettext

Voices = Mapping[str, Sequence[Voice]]
Spoken = Sequence[tuple[Clock, Voice]]


def doubt_telling(definition: Definition, book: Book) -> Iterator[Problem]:
    """Of every case that lies in an open state somebody of the house hears some day."""
    hearing = Hearing(definition, book)
    recurring = {state for one in definition.schedules.values() for state in one.states}
    states = [name for name, one in definition.states.items() if not one.final]
    quiet = {name: hearing.quiet(name, moves=True) for name in states if name not in recurring}
    moved = {
        name for name, one in quiet.items() if one is None and hearing.quiet(name, moves=False)
    }
    for name, one in quiet.items():
        if one is not None:
            yield _problem(book, name, hearing.why(name, one))
    for going, steps in hearing.rounds(moved):
        wanted = gettext(
            "In the state “{name}” clocks only take steps ({steps}) that lead neither to an end "
            "nor to where somebody hears of it: of a case that lies there nobody ever hears."
        )
        names, taken = gettext("”, “").join(going), gettext(", ").join(steps)
        yield _problem(book, going[0], wanted.format(name=names, steps=taken))


def _problem(book: Book, state: str, text: str) -> Problem:
    keys: Keys = ("states", state)
    return book.at(keys).problem("D029", text, key=True, severity="warning")


class Hearing:
    """Says in which states somebody hears of a case."""

    def __init__(self, definition: Definition, book: Book) -> None:
        self._definition = definition
        self._book = book
        self._voices: Voices = voices(definition, book)
        self._known: dict[frozenset[str], Mapping[str, list[Imagined]] | None] = {}

    def quiet(self, state: str, *, moves: bool) -> Waiting | None:
        """Return a situation there in which nobody may ever hear of a case, if there is one.

        ``moves``: to be moved on is as good as to be heard of.
        """
        for one in self._book.waiting:
            if one.situation.state == state and self._is_quiet(one, moves=moves):
                return one
        return None

    def _is_quiet(self, waiting: Waiting, *, moves: bool) -> bool:
        clocks = [one for one in waiting.free if not (one.begins or one.due)]
        spoken = self._spoken(clocks, moves=moves)
        if any(one.sure and not voice.holding for one, voice in spoken):
            return False
        if not spoken or not clocks:
            return bool(clocks)
        cases = self._cases(clocks, spoken, waiting)
        if cases is None:  # what several come to together is not known
            return len(spoken) == 1 and any(one.sure for one in clocks)
        return any(
            any(clock.moves(one) for clock in clocks)
            and not any(
                clock.moves(one) and all(each.test(one) for each in voice.holding)
                for clock, voice in spoken
            )
            for one in cases
        )

    def _spoken(self, clocks: Sequence[Clock], *, moves: bool) -> Spoken:
        return [
            (clock, voice)
            for clock in clocks
            for voice in self._voices[clock.name]
            if moves or not voice.moves
        ]

    def _cases(
        self, clocks: Sequence[Clock], spoken: Spoken, waiting: Waiting
    ) -> list[Imagined] | None:
        """Return the cases there can be in a situation; ``None`` if they are not known."""
        asked = [each for one in clocks for each in one.conditions]
        asked += [each for _clock, voice in spoken for each in voice.holding]
        key = frozenset(one.text for one in asked)
        if key not in self._known:
            self._known[key] = self._all_cases(asked)
        known = self._known[key]
        duties = {name for kind, name in asked_by(asked) if kind == "duty"}
        if known is None:
            return None
        state, owed = waiting.situation.state, waiting.situation.owed
        return [one for one in known.get(state, ()) if fits(one, duties, owed)]

    def _all_cases(self, asked: Sequence[Condition]) -> Mapping[str, list[Imagined]] | None:
        found = reached(self._definition, self._book, asked)
        if found is None or not {one.text for one in asked} <= found.sight.followed:
            return None
        cases: dict[str, list[Imagined]] = {}
        for one in found.onward():
            cases.setdefault(one.state, []).extend(found.sight.cases(one.told))
        return cases

    def why(self, state: str, waiting: Waiting) -> str:
        """Say why nobody may hear of a case there."""
        spoken = self._spoken(waiting.free, moves=True)
        if spoken:
            wanted = gettext(
                "In the state “{name}” somebody hears of a case only if {conditions}: of any other "
                "that lies there nobody ever hears."
            )
            said = [clock.wanted_with(voice.holding) for clock, voice in spoken]
            return wanted.format(name=state, conditions=gettext(" or ").join(dict.fromkeys(said)))
        if speaks_to_parties(self._definition, [one.name for one in waiting.running]):
            wanted = gettext(
                "What runs in the state “{name}” tells nobody but a party, and to a party nothing "
                "is sent: of a case that lies there nobody of the house ever hears."
            )
            return wanted.format(name=state)
        situations = [one for one in self._book.waiting if one.situation.state == state]
        wanted = gettext(
            "No deadline that runs in the state “{name}” tells anybody or does anything: of a "
            "case that lies there nobody ever hears."
        )
        if any(self._spoken(one.free, moves=True) for one in situations):
            wanted = gettext(
                "On some way no deadline that runs in the state “{name}” tells anybody or does "
                "anything: of a case that lies there nobody ever hears."
            )
        return wanted.format(name=state)

    def rounds(self, states: set[str]) -> Iterator[tuple[list[str], list[str]]]:
        """Yield the states that clocks lead to each other and to nothing else, with the steps."""
        onward = {name: {*self._onward(name)} for name in self._definition.states if name in states}
        while left := {
            name
            for name, moves in onward.items()
            if any(target not in onward for _step, target in moves)
        }:
            onward = {name: moves for name, moves in onward.items() if name not in left}
        while onward:
            going, steps = {*[*onward][:1]}, set[str]()
            while True:
                steps |= {step for name in going for step, _target in onward[name]}
                more = {
                    name
                    for name, moves in onward.items()
                    if any(step in steps or target in going for step, target in moves)
                } | {target for name in going for _step, target in onward[name]}
                if more <= going:
                    break
                going |= more
            yield [name for name in onward if name in going], sorted(steps)
            onward = {name: moves for name, moves in onward.items() if name not in going}

    def _onward(self, state: str) -> Iterator[tuple[str, str]]:
        """Yield the steps that clocks take there in silence, with the states they lead to."""
        running = (name for name, one in self._book.runs.items() if state in one.states)
        for step in {voice.moves for name in running for voice in self._voices[name]} - {""}:
            taken = self._definition.transitions[step]
            if state in taken.sources:
                yield from ((step, branch.to or state) for branch in taken.branches)


DOUBTS = (doubt_telling,)
