"""Counting over several cases: what an act adds, what is asked, what is counted anew.

What is counted is a sum of contributions. Each is in the event of the act that made it, and is
found again by the counter and the number of that event; a later event of the case may change it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from workflow.calendars.local import zone as zone_named
from workflow.definition.counter import SITE, Addition, Counter
from workflow.definition.kinds import Value
from workflow.definition.model import REFUSED, Definition
from workflow.engine.case import Case
from workflow.engine.directory import Context, Tally
from workflow.engine.events import Event

if TYPE_CHECKING:
    from workflow.engine.draft import Draft
    from workflow.engine.edition import Edition

Fields = Mapping[str, Any]
Entry = dict[str, Any]
"""A contribution as an event says it: counter, seq, site, key, month, amount."""

NOBODY = ""
TAKEN_BACK = ""
"""What is left of an amount that counts no more."""


class Contribution(NamedTuple):
    """What one act of a case adds. With an empty ``key`` it counts for nobody."""

    counter: str
    seq: int
    site: str
    key: str
    month: str
    amount: str

    def tally(self, definition: str) -> Tally:
        """Return what it is counted with."""
        return Tally(definition, self.counter, self.site, self.key, self.month)


Contributions = dict[tuple[str, int], Contribution]


def contributions(events: Iterable[Event]) -> Contributions:
    """Return what the acts of a case add, as its events say by now."""
    found: Contributions = {}
    for event in events:
        payload: Mapping[str, Any] = event.payload
        for one in changes(event.seq, payload):
            found[one.counter, one.seq] = one
    return found


def changes(seq: int, payload: Mapping[str, Any]) -> Iterator[Contribution]:
    """Yield the contributions that an event makes, or changes."""
    for one in payload.get("recounted", ()):
        yield _read(one, one["seq"])
    for one in payload.get("adds", ()):
        yield _read(one, seq)


def _read(entry: Mapping[str, Any], seq: int) -> Contribution:
    return Contribution(
        entry["counter"], seq, entry["site"], entry["key"], entry["month"], entry["amount"]
    )


class Indexed(NamedTuple):
    """The counters of a definition, by the acts that add to them or take back."""

    adding: Mapping[str, Sequence[tuple[Counter, Addition]]]
    taking_back: Mapping[str, Sequence[Counter]]
    fields: frozenset[str]

    @classmethod
    def of(cls, definition: Definition) -> "Indexed":
        """Index the counters of a definition."""
        adding: dict[str, list[tuple[Counter, Addition]]] = {}
        taking: dict[str, list[Counter]] = {}
        fields: set[str] = set()
        for counter in definition.counters.values():
            fields |= {counter.of} - {SITE}
            for one in counter.adds:
                adding.setdefault(one.act, []).append((counter, one))
                fields |= {one.amount_of} - {None}  # type: ignore[arg-type]
            for act in counter.takes_back:
                taking.setdefault(act, []).append(counter)
        return cls(adding, taking, frozenset(fields))


# --- asking --------------------------------------------------------------------------------------


class Counting:
    """What was counted before an act that happens ``at`` an instant; remembers what it was asked.

    ``events`` are those of the decision, not yet on record.
    """

    __slots__ = ("_at", "_case", "_context", "_edition", "_events", "asked")

    def __init__(
        self,
        edition: "Edition",
        case: Case,
        context: Context,
        at: datetime,
        events: Sequence[Event] = (),
    ) -> None:
        self._edition = edition
        self._case = case
        self._context = context
        self._at = at
        self._events = events
        self.asked: dict[Tally, Decimal] = {}

    def count(self, name: str, fields: Fields) -> Decimal | None:
        """Return what a counter counted; ``None`` if it is not said of whom or what."""
        tally = tally_of(self._edition.definition.counters[name], self._case, fields, self._at)
        if tally.key == NOBODY:
            return None
        if tally not in self.asked:
            self.asked[tally] = self._context.counted(tally) + self._fresh(tally)
        return self.asked[tally]

    def _fresh(self, tally: Tally) -> Decimal:
        """Return what this decision has changed of it so far."""
        if not any(has_counted(one) for one in self._events):
            return Decimal(0)
        known = tuple(self._context.history(self._case))
        before, now = (
            sum(
                (
                    Decimal(one.amount)
                    for one in contributions(events).values()
                    if one.tally(tally.definition) == tally
                ),
                Decimal(0),
            )
            for events in (known, (*known, *self._events))
        )
        return now - before

    def written(self) -> list[Entry]:
        """Return what it was asked, as the event says it that was decided by it."""
        return [
            {
                "counter": one.counter, "site": one.site, "key": one.key, "month": one.month,
                "value": str(value),
            }
            for one, value in self.asked.items()
        ]  # fmt: skip


def has_counted(event: Event) -> bool:
    """Whether an event adds to counters, or changes what was added."""
    return "adds" in event.payload or "recounted" in event.payload


def tally_of(counter: Counter, case: Case, fields: Fields, at: datetime) -> Tally:
    """Return what a counter counts together for a case as it is ``at`` an instant."""
    return Tally(
        definition=case.definition,
        counter=counter.name,
        site="" if counter.person else case.site,
        key=_key(counter, case, fields),
        month=_month(at, case.zone) if counter.per == "calendar month" else "",
    )


def _key(counter: Counter, case: Case, fields: Fields) -> str:
    value = case.site if counter.of == SITE else fields.get(counter.of)
    return NOBODY if value is None or value == REFUSED else str(value)


def _month(at: datetime, zone: str) -> str:
    return f"{at.astimezone(zone_named(zone)):%Y-%m}"


# --- what an act adds, and takes back ------------------------------------------------------------


def counting_outcome(
    draft: "Draft", counting: Counting, trigger: str, fields: Fields, at: datetime
) -> dict[str, Any]:
    """Return what an act adds, takes back and was decided by, as its event says it."""
    counts = draft.edition.counts
    outcome: dict[str, Any] = {"counted": counting.written()} if counting.asked else {}
    if taken := _taken_back(draft, counts.taking_back.get(trigger, ())):
        outcome["recounted"] = taken
    added = [
        _entry(tally_of(counter, draft.case, fields, at), amount_of(addition, fields))
        for counter, addition in counts.adding.get(trigger, ())
    ]
    if added:
        outcome["adds"] = added
    return outcome


def amount_of(addition: Addition, fields: Fields) -> str:
    """Return how much an act adds."""
    if addition.amount_of is None:
        return str(addition.amount)
    value = fields.get(addition.amount_of)
    return "0" if value is None or value == REFUSED else str(value)


def _taken_back(draft: "Draft", counters: Sequence[Counter]) -> list[Entry]:
    if not counters:
        return []
    names = {one.name for one in counters}
    return [
        one._replace(key=NOBODY, amount=TAKEN_BACK)._asdict()
        for one in contributions(_past(draft)).values()
        if one.counter in names and one.amount != TAKEN_BACK
    ]


def _entry(tally: Tally, amount: str) -> Entry:
    return {
        "counter": tally.counter, "site": tally.site, "key": tally.key, "month": tally.month,
        "amount": amount,
    }  # fmt: skip


def _past(draft: "Draft") -> tuple[Event, ...]:
    return (*draft.context.history(draft.case), *draft.events)


# --- what is corrected ---------------------------------------------------------------------------


def corrected(draft: "Draft", given: Mapping[str, Value]) -> list[Entry]:
    """Return what is counted anew once values were corrected.

    Only what was counted by the very value that is corrected: by acts since it was entered.
    """
    if draft.edition.counts.fields.isdisjoint(given):
        return []
    past = _past(draft)
    entered = _entered(past)
    acts = {one.seq: str(one.payload.get("trigger")) for one in past}
    found = []
    for one in contributions(past).values():
        if one.amount == TAKEN_BACK:
            continue
        again = _recounted(draft, one, acts[one.seq], _used(given, entered, one.seq))
        if again != one:
            found.append(again._asdict())
    return found


def _used(given: Mapping[str, Value], entered: Mapping[str, int], seq: int) -> Mapping[str, Value]:
    return {name: value for name, value in given.items() if entered.get(name, seq + 1) <= seq}


def _recounted(
    draft: "Draft", one: Contribution, act: str, given: Mapping[str, Value]
) -> Contribution:
    counter = draft.edition.definition.counters[one.counter]
    addition = next(each for each in counter.adds if each.act == act)
    if counter.of in given:
        one = one._replace(key=_key(counter, draft.case, given))
    if addition.amount_of in given:
        one = one._replace(amount=amount_of(addition, given))
    return one


def _entered(past: Iterable[Event]) -> Mapping[str, int]:
    """Return with which event each value on file came, corrections of it left aside."""
    found: dict[str, int] = {}
    for event in past:
        fields: Any = event.payload.get("fields")
        if event.type != "corrected" and isinstance(fields, Mapping):
            found.update(dict.fromkeys(fields, event.seq))
    return found
