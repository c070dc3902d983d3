"""The data an act brings: read, typed, complete, and nothing that does not belong."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from workflow.calendars.local import zone as zone_named
from workflow.clock import from_text
from workflow.definition.kinds import Value, ValueInvalid
from workflow.definition.lists import check_whole, entry_field, narrowed_to
from workflow.definition.model import REFUSED, Definition, Field
from workflow.definition.near import nearest
from workflow.definition.values import read_value
from workflow.engine.case import Case
from workflow.engine.counting import Counting
from workflow.engine.directory import Context
from workflow.engine.edition import Edition, Step
from workflow.engine.events import NOTE
from workflow.errors import DataInvalid, DataMissing, FieldNotEditable, FieldUnknown
from workflow.translation import chosen, gettext


class Data(NamedTuple):
    """Values by field, what is personal kept apart from what is not.

    ``added`` says of lists that were added to how many of their entries are new: the last ones.
    """

    plain: Mapping[str, Value] = {}
    personal: Mapping[str, Value] = {}
    added: Mapping[str, int] = {}


NOTHING = Data()


class Facts:
    """What conditions see: the case, with the data of the act already in.

    ``acted_at`` is when a person acted: what was to be missed at that instant or after it was not
    missed yet, though it may be on record by now. ``None``: what is on record counts.
    """

    __slots__ = ("_case", "_context", "acted_at", "counting", "data", "fields", "personal")

    def __init__(
        self,
        case: Case,
        context: Context,
        data: Data = NOTHING,
        counting: Counting | None = None,
        acted_at: datetime | None = None,
    ) -> None:
        self._case = case
        self._context = context
        self.data = data
        self.counting = counting
        self.acted_at = acted_at
        plain, personal, _added = data
        self.fields: Mapping[str, Any] = {**case.fields, **plain} if plain else case.fields
        self.personal: Mapping[str, int] = (
            {**case.personal, **dict.fromkeys(personal, 0)} if personal else case.personal
        )

    @property
    def counts(self) -> Mapping[str, int]:
        """How often each transition was done."""
        return self._case.counts

    @property
    def entry_counts(self) -> Mapping[str, int]:
        """How often each transition was done since the present state was entered."""
        return self._case.entry_counts

    @property
    def performers(self) -> Mapping[str, tuple[str, ...]]:
        """Who did each transition, in order."""
        return self._case.performers

    def missed(self, deadline: str) -> bool:
        """Whether any cycle of the deadline was missed."""
        acted_at = self.acted_at
        return any(
            one.name == deadline
            and one.status == "missed"
            and (acted_at is None or one.due_at < acted_at)
            for one in self._case.deadlines.values()
        )

    def open_children(self, workflow: str) -> int:
        """How many cases opened from this one by a definition are open."""
        return self._case.kin.open_children(workflow)

    def filling_in(self, values: Mapping[str, Value]) -> "Facts":
        """Return what conditions see once an act has filled in values by itself."""
        data = self.data._replace(plain={**self.data.plain, **values})
        return Facts(self._case, self._context, data, self.counting, self.acted_at)

    def owed(self, duty: str) -> bool | None:
        """Whether a duty is open, or settled; ``None`` if it never opened."""
        state = self._case.duties.get(duty)
        return None if state is None else state.status == "open"

    def count(self, counter: str) -> Decimal | None:
        """What a counter counted before; nothing where nothing is counted."""
        return None if self.counting is None else self.counting.count(counter, self.fields)

    def guard(self, name: str) -> bool:
        """Ask a guard of the host application."""
        return self._context.guard(name, self._case, self.fields)


def read_data(
    edition: Edition,
    given: Mapping[str, object],
    *,
    case: Case,
    context: Context,
    at: datetime,
) -> Data:
    """Return the values given, checked against their fields.

    Raises ``FieldUnknown`` or ``DataInvalid``; neither repeats a value.
    """
    if not given:
        return NOTHING
    plain: dict[str, Value] = {}
    personal: dict[str, Value] = {}
    fields, choices = edition.definition.fields, edition.choices
    # First: whoever mistyped a name would else be told of values as if the names were right.
    for name in given:
        if name not in fields:
            known = tuple(fields)
            raise FieldUnknown(case.number, name, known, nearest(name, known))
    wrong: dict[str, str] = {}
    for name, raw in given.items():
        if isinstance(raw, str) and raw in choices.get(name, ()):
            plain[name] = raw
            continue
        field = fields[name]
        try:
            value = _read(edition, field, raw, case=case, context=context, at=at)
        except DataInvalid as error:
            wrong[name] = error.expected
            continue
        (personal if field.personal else plain)[name] = value
    if wrong:
        (name, expected), *others = wrong.items()
        raise DataInvalid(case.number, name, expected, dict(others))
    return Data(plain, personal)


def _read(
    edition: Edition, field: Field, raw: object, *, case: Case, context: Context, at: datetime
) -> Value:
    name = field.name
    try:
        value = read_value(field, raw, zone_named(case.zone))
    except ValueInvalid as error:
        raise DataInvalid(case.number, name, error.expected) from error
    if "person" in (field.type, field.item) and value != REFUSED:
        people = value if isinstance(value, list) else [value]
        if not all(context.directory.knows(str(one)) for one in people):
            raise DataInvalid(case.number, name, gettext("the name of a member of staff"))
    if name in edition.consents and from_text(str(value)) > at:
        raise DataInvalid(case.number, name, gettext("a time that is not in the future"))
    return value


def add_data(payload: dict[str, Any], data: Data, note: str | None) -> Mapping[str, Value]:
    """Put an act's data into its payload; return the values that are kept apart."""
    plain, personal, added = data
    if plain:
        payload["fields"] = plain
    if added:
        payload["added"] = added
    if note:
        personal = {**personal, NOTE: note}
    if personal:
        payload["personal"] = dict.fromkeys(personal)
    return personal


def check_complete(
    step: Step, given: Collection[str], *, definition: Definition, case: Case, facts: Facts
) -> None:
    """Raise unless everything the step needs is ``given``, and nothing it does not take."""
    missing = []
    for name, condition in step.needs:
        if name not in given and (condition is None or condition.test(facts)):
            missing.append(name)
    for name, condition in step.has:
        if not on_file(name, facts) and (condition is None or condition.test(facts)):
            missing.append(name)
    if missing:
        takes = what_they_take(definition, missing, step.narrowed)
        raise DataMissing(case.number, step.transition.name, missing, takes)
    accepts = step.accepts
    if not accepts.issuperset(given):
        plain, personal, _added = facts.data
        name = next(name for name in (*plain, *personal) if name not in accepts)
        raise FieldNotEditable(case.number, name, case.state, sorted(accepts))


def added(edition: Edition, step: Step, data: Data, *, case: Case, context: Context) -> Data:
    """Return the data with what is on file of each list that the step adds to before what is given.

    Raises ``DataInvalid`` if the whole is no value of the field.
    """
    names = [one for one in step.transition.adds if one in data.plain or one in data.personal]
    for name in names:
        kept = name in data.personal
        given: Any = (data.personal if kept else data.plain)[name]
        before: Any = case.fields.get(name, ())
        if name in case.personal:
            before = context.relatives.personal(case).get(name, ())
        whole = [*before, *given]
        try:
            check_whole(edition.definition.fields[name], whole)
        except ValueInvalid as error:
            text = gettext("together with what is on file: {expected}")
            expected = text.format(expected=error.expected)
            raise DataInvalid(case.number, name, expected) from error
        more = {**data.added, name: len(given)} if before else data.added
        part = "personal" if kept else "plain"
        data = data._replace(**{part: {**getattr(data, part), name: whole}, "added": more})
    return data


def check_narrowed(step: Step, *, definition: Definition, case: Case, data: Data) -> None:
    """Raise ``DataInvalid`` unless of some fields only the values are given that the step takes."""
    for name, accepted in (step.narrowed or {}).items():
        given = data.plain.get(name, data.personal.get(name, accepted[0]))
        values = given if isinstance(given, list) else [given]
        if not set(accepted).issuperset(map(str, values)):
            titles = {one.value: one.title for one in definition.fields[name].of}
            known = ", ".join(f"{one} ({chosen(titles[one], one)})" for one in accepted)
            raise DataInvalid(case.number, name, gettext("one of: {known}").format(known=known))


def on_file(name: str, facts: Facts) -> bool:
    """Whether a field has a value."""
    return name in facts.fields or name in facts.personal


def what_they_take(
    definition: Definition, names: list[str], narrowed: Mapping[str, tuple[str, ...]] | None = None
) -> dict[str, str]:
    """Return what fields take, of those that do not take just any text, for a message."""
    fields = [
        narrowed_to(definition.fields[name], (narrowed or {}).get(name, ()))
        for name in names
        if name in definition.fields
    ]
    return {one.name: takes for one in fields if (takes := _takes(one))}


def _takes(field: Field) -> str:
    if field.type == "list":
        return gettext("a list: {entry}, …").format(entry=_takes(entry_field(field)) or "…")
    if field.of:
        return "|".join(one.value for one in field.of)
    return {
        "flag": "yes|no",
        "date": gettext("a date such as 2026-11-21"),
        "time": gettext("a time of day such as 09:30"),
        "attachment": gettext("a file: --attach NAME=FILE"),
        "moment": gettext("a time such as 2026-11-21 10:00"),
        "number": gettext("a number"),
        "money": gettext("an amount of money, such as 120 or 99.50"),
    }.get(field.type, "")
