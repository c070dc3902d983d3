"""The stored form of a definition: canonical JSON with every default written out, and its hashes.

What is declared by name becomes a list, because canonical JSON sorts the keys of objects and the
order in which deadlines and transitions are declared has a meaning. Reading is on the way of every
command, so it is done by closures made once from the dataclasses.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, ValuesView
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from functools import cache, lru_cache
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    NamedTuple,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from workflow.calendars.rules import Text
from workflow.definition.deadline import Place
from workflow.definition.issue import Issue
from workflow.definition.model import Definition
from workflow.definition.origin import Origin

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]
Decode = Callable[[Any], Any]
Hint = Any  # a type hint can be almost anything
SCALARS = (str, int, bool, NoneType)


def to_json(definition: Definition) -> str:
    """Return the canonical JSON (RFC 8785) of a definition; the inverse of ``from_json``."""
    return _canonical(encoded(definition))


@lru_cache(maxsize=64)
def from_json(text: str) -> Definition:
    """Read what ``to_json`` wrote; what an older version did not write gets its default.

    Raises ``ValueError`` when the text is no definition.
    """
    try:
        return cast(Definition, _object_decoder(Definition)(json.loads(text)))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a stored definition: {error!r}") from error


def edition_hash(definition: Definition) -> str:
    """Return the fingerprint of what a definition does: SHA-256, hex, all wording left out."""
    return _sha256(_canonical(encoded(definition, wording=False)))


def wording_hash(definition: Definition) -> str:
    """Return the fingerprint of the wording alone: titles, help, reasons, who stands behind it."""
    return _sha256(_canonical([[place, text] for place, text in written_words(definition)]))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(data: Json) -> str:
    import rfc8785  # noqa: PLC0415 - needed to publish only, not by every command

    return rfc8785.dumps(data).decode()


# --- writing -----------------------------------------------------------------------------------


# Members that came after the first definitions were published. They are written only where they
# differ from their default, so that what was published keeps its fingerprint.
_ADDED_LATER: Mapping[str, frozenset[str]] = {
    "Count": frozenset({"start_closed", "last_closed"}),
    "Field": frozenset({"item", "at_most", "sees", "secret_from"}),
    "Role": frozenset({"calendar"}),
    "Need": frozenset({"of"}),
    "OwnerRule": frozenset({
        "skill", "skill_of", "department", "department_of", "named", "other_than",
    }),
    "State": frozenset({"script", "avoid"}),
    "Branch": frozenset({
        "prints", "sends", "script", "avoid", "creates", "does", "waives", "joins", "copies",
    }),
    "Transition": frozenset({
        "extends", "revokes", "not_before", "not_after", "during", "other_owners", "other_named",
        "prints", "sends", "script", "avoid", "checks", "happened", "splits", "merges", "has_if",
        "reads_back", "takes", "adds",
    }),
    "Limit": frozenset({"place"}),
    "Pause": frozenset({"duty"}),
    "Promise": frozenset({"within", "count", "calendar", "since"}),
    "Addressee": frozenset({"place"}),
    "Rung": frozenset({"when", "prints", "sets", "sends", "copies"}),
    "Deadline": frozenset({
        "calendar", "due", "factors", "applies", "pauses", "on_resume", "on_change",
        "on_transfer", "on_revision", "late", "urgent_when", "owed",
    }),
    "Definition": frozenset({
        "calendars", "documents", "promises", "issue", "counters", "script", "avoid", "checks",
        "same",
        "sees",
        "origins", "duties", "schedules",
    }),
}  # fmt: skip


class Member(NamedTuple):
    """A member of a dataclass: whether it belongs to the wording, whether it declares by name.

    ``omitted``: a value it has that is not written.
    """

    name: str
    wording: bool
    declares: bool
    omitted: object = MISSING


@cache
def members(kind: Hint) -> tuple[Member, ...]:
    """Return the members of a dataclass of the model."""
    model: type[DataclassInstance] = kind
    hints = get_type_hints(model)
    later = _ADDED_LATER.get(kind.__name__, frozenset())
    return tuple(
        Member(
            name=one.name,
            wording=_is_wording(hints[one.name]),
            declares=_declares(hints[one.name]),
            omitted=_default(one) if one.name in later else MISSING,
        )
        for one in fields(model)
    )


def _is_wording(hint: Hint) -> bool:
    return hint in (Text, Place, Issue) or bool({Text, Origin} & set(get_args(hint)))


def _declares(hint: Hint) -> bool:
    """Whether a hint is that of a mapping from names to what they declare."""
    origin: Hint = get_origin(hint)
    parts = get_args(hint)
    return origin is Mapping and parts[0] is str and _is_model(parts[1])


def _default(one: Field[Any]) -> object:
    return one.default if one.default_factory is MISSING else one.default_factory()


def _is_model(value: object) -> bool:
    return is_dataclass(value)  # without telling mypy, which then doubts that classes have hashes


def encoded(value: object, *, wording: bool = True) -> Json:
    """Return what is stored of a value of the model, or (without wording) what is hashed of it."""
    if isinstance(value, str | int | NoneType):
        return value
    if isinstance(value, tuple | list | ValuesView):
        return [encoded(one, wording=wording) for one in value]
    if isinstance(value, Mapping):
        return {str(key): encoded(one, wording=wording) for key, one in value.items()}
    found: dict[str, Json] = {}
    kind: Hint = type(value)
    for one in members(kind):
        member = getattr(value, one.name)
        if (wording or not one.wording) and member != one.omitted:
            found[one.name] = encoded(member.values() if one.declares else member, wording=wording)
    return found


def written_words(value: object, place: str = "") -> Iterator[tuple[str, Json]]:
    """Yield every text for people with the place it has."""
    if isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from written_words(item, f"{place}.{at}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from written_words(item, f"{place}.{key}")
    elif _is_model(value):
        kind: Hint = type(value)
        for one in members(kind):
            member = getattr(value, one.name)
            if one.wording and member == one.omitted:
                continue
            if one.wording:
                yield f"{place}.{one.name}", encoded(member)
            else:
                yield from written_words(member, f"{place}.{one.name}")


# --- reading -----------------------------------------------------------------------------------


@cache
def _decoder(hint: Any) -> Decode | None:
    """Return what reads a value from JSON, ``None`` where it is stored as it is."""
    origin, parts = get_origin(hint), get_args(hint)
    if _is_model(hint):
        return _object_decoder(hint)
    if origin in (Union, UnionType):
        return _union_decoder(parts)
    if origin is tuple:
        item = _decoder(parts[0])
        return tuple if item is None else lambda data: tuple([item(one) for one in data])
    if origin is not None and origin is not Literal:
        return _mapping_decoder(*parts)
    return None


def _union_decoder(parts: tuple[Any, ...]) -> Decode | None:
    decode = next((_decoder(part) for part in parts if part not in SCALARS), None)
    if decode is None:
        return None
    return lambda data: None if data is None else decode(data)


def _mapping_decoder(key: Hint, hint: Hint) -> Decode | None:
    if not _is_model(hint):
        return None
    decode = _object_decoder(hint)
    if (
        key is not str
    ):  # a date; asked this way round for those who freeze the time replace ``date``
        return lambda data: {date.fromisoformat(day): decode(one) for day, one in data.items()}
    return lambda data: {one["name"]: decode(one) for one in data}


@cache
def _object_decoder(kind: Hint) -> Decode:
    model: type[DataclassInstance] = kind
    hints = get_type_hints(model)
    plain, built, optional = [], [], set()
    for one in fields(model):
        decode = _decoder(hints[one.name])
        if decode is not None:
            built.append((one.name, decode))
        else:
            plain.append(one.name)
        if one.default is not MISSING or one.default_factory is not MISSING:
            optional.add(one.name)

    def decode_object(data: dict[str, Any]) -> Any:
        values = {name: data[name] for name in plain if name in data or name not in optional}
        for name, decode in built:
            if name in data or name not in optional:
                values[name] = decode(data[name])
        return model(**values)

    return decode_object
