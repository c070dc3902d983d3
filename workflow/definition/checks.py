"""What a definition must not contradict: small checks, each yielding the problems it finds.

They come in stages, and a stage is looked at only when all before it is right: one mistyped name
would make the states look wrong in many places.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice

from workflow.calendars.amounts import WORKING_UNITS, asks_calendar
from workflow.definition import (
    clocks,
    closing,
    counters,
    creating,
    duty_checks,
    filling,
    never,
    outcomes,
    owners,
    schedule_checks,
    secrecy,
    sets,
    shape,
    stuck,
    windows,
)
from workflow.definition.blanks import check_blanks
from workflow.definition.conditions import Condition, ConditionError, Names, compile_condition
from workflow.definition.deadline import amounts
from workflow.definition.gathered import NameKind, Written, kind_in_words
from workflow.definition.model import ANY_STAFF, OWES, OWNER, SYSTEM, Definition, Field
from workflow.definition.naming import listed, with_brackets
from workflow.definition.near import nearest, nearest_titled
from workflow.definition.nodes import Book, Node
from workflow.definition.strict_yaml import shortened
from workflow.errors import Problem
from workflow.translation import gettext

_WORD = re.compile(r"\w+")

Check = Callable[[Definition, Book], Iterator[Problem]]


def check(definition: Definition, book: Book) -> None:
    """Add what is wrong with a definition to the problems of its book."""
    for stage in STAGES:
        for one in stage:
            book.problems.extend(one(definition, book))
        if book.problems:
            return


def check_names(definition: Definition, book: Book) -> Iterator[Problem]:
    """Everything named anywhere is declared."""
    for one in book.references:
        known = _known(definition, one.kind)
        if one.name not in known and one.name not in book.misnamed:
            several = one.node.bracketed()
            near = "" if several else _meant(one.name, known)
            wanted = gettext("There is no {kind} called {name}.")
            text = wanted.format(kind=kind_in_words(one.kind), name=shortened(one.name))
            if one.name in book.source.taken_away:
                gone = gettext("{text} It is taken away in {place}.")
                text = gone.format(text=text, place=book.source.taken_away[one.name])
            elif known and not (near or several):
                text = gettext("{text} Known: {known}.").format(text=text, known=listed(known))
            yield one.node.problem("N004", with_brackets(text, several), suggestion=near)


def _meant(name: str, known: Collection[str]) -> str:
    """Return what is called so by its title, or is most like it; nothing if there is none."""
    if not isinstance(known, Mapping):
        return nearest(name, known)
    return nearest_titled(name, {key: getattr(one, "title", {}) for key, one in known.items()})


def _known(definition: Definition, kind: NameKind) -> Collection[str]:
    known: dict[NameKind, Collection[str]] = {
        "role": definition.roles,
        "actor": {
            **definition.roles,
            **definition.parties,
            **dict.fromkeys((OWNER, ANY_STAFF, SYSTEM, OWES)),
        },
        "permitted": {**definition.roles, **dict.fromkeys((OWNER, ANY_STAFF))},
        "party": definition.parties,
        "field": definition.fields,
        "state": definition.states,
        "transition": definition.transitions,
        "deadline": definition.deadlines,
        "reaction": definition.reactions,
        "document": definition.documents,
        "child": definition.children,
        "duty": definition.duties,
    }
    return known[kind]


def check_conditions(definition: Definition, book: Book) -> Iterator[Problem]:
    """Every condition can be compiled; none that sets a limit asks about personal data."""
    names = Names.of(definition)
    for one in book.conditions:
        try:
            condition = compile_condition(one.text, names)
        except ConditionError as error:
            if not book.untyped.isdisjoint(_WORD.findall(one.text)):
                continue  # it may come of a type that is not known
            yield one.node.problem(
                error.code, error.text, offset=error.offset, suggestion=error.suggestion
            )
        else:
            book.compiled[one.node.keys] = condition
            yield from _personal_limit(one, condition)
            yield from _secret_limit(definition, one, condition)


def _personal_limit(written: Written, condition: Condition) -> Iterator[Problem]:
    if (written.limit or written.clock) and condition.personal:
        wanted = gettext("{name} is personal: how long a deadline is cannot depend on it.")
        yield written.node.problem("D008", wanted.format(name=condition.personal[0]))
    if (written.limit or written.clock or written.promise) and condition.counters:
        wanted = gettext(
            "count() asks about other cases; when something is due, and what is promised, must "
            "follow from the case alone."
        )
        yield written.node.problem("Q003", wanted)
    if written.clock and condition.guards:
        wanted = gettext(
            "{name} asks the host application; whether a clock runs must follow from the case."
        )
        yield written.node.problem("D013", wanted.format(name=condition.guards[0]))
    if written.promise and condition.guards:
        wanted = gettext("{name} asks the host application; what it answers cannot be promised.")
        yield written.node.problem("P002", wanted.format(name=condition.guards[0]))


def _secret_limit(
    definition: Definition, written: Written, condition: Condition
) -> Iterator[Problem]:
    secret = [name for name in condition.fields if secrecy.kept(definition, name)]
    if secret and (written.limit or written.clock):
        yield secrecy.follows(written.node, secret[0])


def check_times(definition: Definition, book: Book) -> Iterator[Problem]:
    """Fields that say when something starts or is due hold times, and are not personal."""
    for name, deadline in definition.deadlines.items():
        at = ("deadlines", name)
        agreed, due = _typed(definition, book, deadline.agreed), deadline.due or ""
        if agreed and (agreed.type != "moment" or agreed.personal):
            wanted = gettext("{name} must be a field of type moment that is not personal.")
            text = wanted.format(name=agreed.name)
            yield book.at((*at, "agreed")).problem("D007", text)
        yield from _time_field(definition, due, book.at((*at, "due")))
        for one in deadline.starts:
            if one.kind == "field":
                yield from _time_field(definition, one.name, book.at((*at, "starts")))
    for transition in definition.transitions.values():
        for extension in transition.extends:
            place = book.at(("transitions", transition.name, "extends", extension.deadline))
            yield from _time_field(definition, extension.to or "", place)


def _typed(definition: Definition, book: Book, name: str | None) -> Field | None:
    """Return a field whose type is known."""
    return None if name is None or name in book.untyped else definition.fields.get(name)


def _time_field(definition: Definition, name: str, node: Node) -> Iterator[Problem]:
    field = _typed(definition, node.book, name)
    if field and (field.type not in {"moment", "date"} or field.personal):
        wanted = gettext("{name} must be a field of type date or moment that is not personal.")
        yield node.problem("D007", wanted.format(name=name))


def check_steps(definition: Definition, book: Book) -> Iterator[Problem]:
    """What a step checks is text; when it happened is a time that it brings."""
    checks: list[tuple[tuple[str, ...], tuple[str, ...]]] = [((), definition.checks or ())]
    for name, step in definition.transitions.items():
        at: tuple[str, ...] = ("transitions", name)
        checks.append((at, step.checks or ()))
        field = _typed(definition, book, step.happened)
        if field and (field.type != "moment" or field.personal):
            wanted = gettext("{name} must be a field of type moment that is not personal.")
            yield book.at((*at, "happened")).problem("W005", wanted.format(name=field.name))
        elif field and field.name not in {one.field for one in step.needs}:
            wanted = gettext("{name} must be among what the step needs, to say when it happened.")
            yield book.at((*at, "happened")).problem("W005", wanted.format(name=field.name))
    for at, names in checks:
        for name in names:
            field = _typed(definition, book, name)
            if field and field.type != "text":
                wanted = gettext("{name} is no text: no phrase can stand in it.")
                yield book.at((*at, "checks")).problem("B006", wanted.format(name=name), key=True)


def check_extensions(definition: Definition, book: Book) -> Iterator[Problem]:
    """No extension is longer than all of them may be together."""
    for transition in definition.transitions.values():
        for one in transition.extends:
            by, most = one.by, one.at_most
            if by and most and by.unit == most.unit and by.number > most.number:
                place = ("transitions", transition.name, "extends", one.deadline)
                wanted = gettext("{by} can never be given, as it is more than {most} in all.")
                yield book.at(place).problem("D015", wanted.format(by=by, most=most), key=True)


def check_calendars(definition: Definition, book: Book) -> Iterator[Problem]:
    """Where working time is counted, a calendar says when it is."""
    wanted = gettext(
        "{amount} cannot be counted without a calendar; name one with calendar: here or at the "
        "top, such as calendar: office-cn."
    )
    for name, deadline in definition.deadlines.items():
        if deadline.calendar is None:
            asking = (one for one in amounts(deadline) if asks_calendar(*one))
            for amount, _count in islice(asking, 1):
                place = book.at(("deadlines", name))
                yield place.problem("D012", wanted.format(amount=amount), key=True)
    for transition in definition.transitions.values():
        for one in transition.extends:
            deadline = definition.deadlines[one.deadline]
            for length in (one.by, one.at_most):
                asks = length is not None and length.unit in WORKING_UNITS
                if deadline.calendar is None and asks:
                    place = book.at(("transitions", transition.name, "extends", one.deadline))
                    yield place.problem("D012", wanted.format(amount=length), key=True)
    yield from _uncounted_promises(definition, book)


def _uncounted_promises(definition: Definition, book: Book) -> Iterator[Problem]:
    wanted = gettext(
        "{amount} cannot be counted without a calendar; name one with calendar: at the top, such "
        "as calendar: office-cn."
    )
    for at, one in enumerate(definition.promises):
        within = one.within
        if within and one.calendar is None and asks_calendar(within, one.count):
            place = book.at(("promises", at, one.kind))
            yield place.problem("D012", wanted.format(amount=within))


STAGES: tuple[tuple[Check, ...], ...] = (
    (
        check_names,
        check_conditions,
        check_times,
        check_steps,
        check_blanks,
        *windows.NAMES,
        counters.check_counters,
    ),
    (
        *secrecy.NAMES,
        check_calendars,
        check_extensions,
        *windows.CALENDARS,
        *owners.FIELDS,
        *schedule_checks.WHEN,
        *schedule_checks.WHAT,
        *outcomes.CHECKS,
    ),
    shape.ENDS,
    shape.WAYS,
    duty_checks.WAYS,
    (
        *clocks.CHECKS,
        *duty_checks.CLOCKS,
        *windows.WAYS,
        *closing.CHECKS,
        *owners.SOMEBODY,
        *creating.CHECKS,
        *sets.CHECKS,
    ),
    (*filling.CHECKS, *never.CHECKS),
    stuck.CHECKS,
)
