"""Who plays a way on the engine: people of no name in particular, and those whom it names."""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, count, islice
from typing import NamedTuple

from workflow.definition.domains import PEOPLE
from workflow.definition.model import REFUSED, SYSTEM, Definition, Transition
from workflow.definition.resolved import to_json
from workflow.proving import Verdict

NAMES = ("an", "bo", "cai", "dan", "en", "fei")
_IN_CONDITIONS = re.compile(r"""(?:\\"|')(\w+)(?:\\"|')""")  # as JSON writes them


class Cast(NamedTuple):
    """Who plays a way.

    Of the ``examples`` the first is the one whom a promise is about, the last does nothing that
    others can do; no condition knows their names. ``named`` are those whom the way names. All of
    these work here; ``people`` are those who are needed, in the order in which they are to act.
    The promise is ``about`` a party, or one who is named, or (empty) any of the others.
    """

    examples: Sequence[str]
    named: Sequence[str]
    people: Sequence[str]
    parties: Collection[str]
    about: str

    def candidates(self, who: str | None, owner: str | None) -> Sequence[str]:
        """Return who of the people may be meant, first who should act first."""
        if who is not None and who in {*self.named} - {*self.parties}:
            return [who]
        if self.about not in self.parties:
            if who == PEOPLE[0]:
                return self.examples[:1]
            if who == PEOPLE[1]:
                return [one for one in self.people if one in self.examples[1:]]
        return sorted(self.people, key=lambda one: one != owner)

    def party(self, transition: Transition, who: str | None) -> str:
        """Return in whose name it is done, of those who are not of the staff; empty if of none."""
        if who is not None and who in self.parties:
            return who
        parties = [one for one in transition.by if one in self.parties]
        others = [one for one in parties if one != self.about] or parties
        return others[0] if others and {*transition.by} <= {SYSTEM, *parties} else ""

    def person(self, value: object) -> str:
        """Return who is meant by the value of a field."""
        if value is None:
            return self.examples[-1]
        if value in self.named:
            return str(value)
        return self.examples[0 if value == PEOPLE[0] else 1]

    def several(self, held: Sequence[object]) -> list[str]:
        """Return who are meant by a list, each of them another."""
        named = [str(one) for one in held if one in self.named]
        return [*named, *self.examples[len(self.examples) - len(held) + len(named) :]]


def cast(definition: Definition, verdict: Verdict) -> Cast:
    """Return who plays the way of a verdict."""
    said = f"{to_json(definition)} {json.dumps(verdict.promise.when)}"
    known = {SYSTEM, *definition.parties, *_IN_CONDITIONS.findall(said)}
    more = (f"{name}{number}" for number in count(2) for name in NAMES)
    examples = [*islice((one for one in chain(NAMES, more) if one not in known), len(NAMES))]
    named = [*dict.fromkeys(_named(definition, verdict))]
    first, *others = examples
    people = [first, *others, *named]
    if not verdict.about and any(step.who for step in verdict.path):
        # The one a promise is about does only what it takes: who owns a case may be barred later.
        people = [*others, first, *named]
    return Cast(examples, named, people, definition.parties, verdict.about)


def _named(definition: Definition, verdict: Verdict) -> Iterator[str]:
    """Yield who of the staff is named on a way."""
    outside = {"", *PEOPLE, SYSTEM, *definition.parties}
    acting = (verdict.about, *(step.who or "" for step in verdict.path))
    yield from (who for who in acting if who not in outside)
    for step in verdict.path:
        for name, value in step.given.items():
            field = definition.fields[name]
            if "person" in {field.type, field.item} and not field.personal:
                held = value if isinstance(value, tuple) else (value,)
                nobody = {None, *PEOPLE, *([REFUSED] if field.refusable else [])}
                yield from (str(one) for one in held if one not in nobody)
