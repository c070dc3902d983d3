"""The schema of what is promised by when."""

from collections.abc import Iterable

from workflow.definition import ladders, timing
from workflow.definition.schema.calendars import NAMED_CALENDAR
from workflow.definition.schema.messages import addressee, send
from workflow.definition.schema.parts import (
    AMOUNT,
    CONDITION,
    COUNT,
    FLAG,
    NAMED,
    Schema,
    any_of,
    mapping,
    matching,
    number,
    one_of,
    several,
    single,
    title,
)
from workflow.definition.schema.transitions import FILLING


def deadline() -> Schema:
    """Return the schema of a deadline."""
    values = {
        "title": title(),
        "starts": several(_moment(timing.STARTS)),
        "met": ends(),
        "cancelled": ends(),
        "within": any_of(AMOUNT, _limits()),
        "due": mapping(timing.DUE_KEYS, {"field": NAMED}, needed=timing.DUE_KEYS),
        "count": COUNT,
        "agreed": NAMED,
        "remind": several(_rung(ladders.REMINDER_KEYS, exactly_one=("before", "at"))),
        "missed": steps_after(),
        "over": steps_after(),
        "urgent": any_of(FLAG, CONDITION),
        "calendar": NAMED_CALENDAR,
        "factor": several(_factor()),
        "applies": CONDITION,
        "pauses": several(_pause()),
        **{key: one_of(known) for key, known in timing.WORDS.items()},
        "late": any_of(
            one_of(timing.LATE),
            mapping((timing.AGE,), {timing.AGE: AMOUNT}, needed=(timing.AGE,)),
        ),
    }
    return mapping(
        timing.KEYS,
        values,
        needed=timing.NEEDED,
        exactly_one=("within", "due"),
        not_both=("missed", "over"),
        told="docs/definitions.md#a-deadline",
    )


def steps_after() -> Schema:
    """Return the schema of what happens once the time of a deadline is over."""
    return several(_rung(ladders.ESCALATION_KEYS))


def ends() -> Schema:
    """Return the schema of what ends a deadline."""
    return several(_moment(timing.ENDS))


def _moment(kinds: Iterable[str]) -> Schema:
    keys = tuple(kinds)
    return single(keys, dict.fromkeys(keys, NAMED), told="docs/definitions.md#a-moment")


def _limits() -> Schema:
    limit = mapping(
        timing.LIMIT_KEYS, {"when": CONDITION, "amount": AMOUNT}, needed=timing.LIMIT_KEYS
    )
    last = mapping(timing.LAST_LIMIT_KEYS, {"otherwise": AMOUNT}, needed=timing.LAST_LIMIT_KEYS)
    return mapping(
        timing.LIMITS_KEYS,
        {"first_of": several(any_of(limit, last))},
        needed=timing.LIMITS_KEYS,
        told="docs/definitions.md#a-limit-by-condition",
    )


def _factor() -> Schema:
    values = {"by": matching(timing.PERCENT, "So much of the limit: 50%."), "when": CONDITION}
    keys = timing.FACTOR_KEYS
    return mapping(keys, values, needed=keys[:1], told="docs/definitions.md#a-factor")


def _pause() -> Schema:
    values = {"in": several(NAMED), "when": CONDITION, "open": several(NAMED)}
    return single(timing.PAUSE_KEYS, values, told="docs/definitions.md#a-pause")


def _rung(keys: tuple[str, ...], exactly_one: tuple[str, ...] = ()) -> Schema:
    values = {
        "before": AMOUNT,
        "at": matching(ladders.SHARE, "When so much of the time is over: 50%."),
        "after": AMOUNT,
        "repeat": _repeat(),
        "to": several(addressee()),
        "when": CONDITION,
        "prints": several(NAMED),
        "sends": several(send()),
        "sets": FILLING,
        "does": NAMED,
    }
    told = (
        "docs/definitions.md#a-reminder"
        if exactly_one
        else ("docs/definitions.md#a-step-after-the-miss")
    )
    known = {key: value for key, value in values.items() if key in keys}
    made = mapping(keys, known, exactly_one=exactly_one, told=told)
    return {**made, "anyOf": [{"required": [key]} for key in ladders.SOMETHING]}


def _repeat() -> Schema:
    values = {"every": AMOUNT, "times": number(1, ladders.MOST_REPEATS)}
    keys = ladders.REPEAT_KEYS
    return mapping(keys, values, needed=keys, told="docs/definitions.md#a-rung-that-repeats")
