"""What a definition must not contradict: small checks, each yielding the problems it finds.

They come in stages, and a stage is looked at only when all before it is right: one mistyped name
would make the states look wrong in many places.
"""

from collections.abc import Callable, Collection, Iterator

from workflow.definition import clocks, shape
from workflow.definition.conditions import Condition, ConditionError, Names, compile_condition
from workflow.definition.model import ANY_STAFF, OWNER, SYSTEM, Definition
from workflow.definition.near import nearest
from workflow.definition.nodes import Book, NameKind, Written
from workflow.definition.strict_yaml import shortened
from workflow.errors import Problem
from workflow.translation import gettext

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
        if one.name not in known:
            wanted = gettext("There is no {kind} called {name}.")
            text = wanted.format(kind=_kind(one.kind), name=shortened(one.name))
            yield one.node.problem("N004", text, suggestion=nearest(one.name, known))


def _known(definition: Definition, kind: NameKind) -> Collection[str]:
    known: dict[NameKind, Collection[str]] = {
        "role": definition.roles,
        "actor": (*definition.roles, *definition.parties, OWNER, ANY_STAFF, SYSTEM),
        "permitted": (*definition.roles, OWNER, ANY_STAFF),
        "party": definition.parties,
        "field": definition.fields,
        "state": definition.states,
        "transition": definition.transitions,
        "deadline": definition.deadlines,
        "reaction": definition.reactions,
        "document": definition.documents,
    }
    return known[kind]


def _kind(kind: NameKind) -> str:
    return {
        "role": gettext("role"),
        "actor": gettext("role or party"),
        "permitted": gettext("role"),
        "party": gettext("party"),
        "field": gettext("field"),
        "state": gettext("state"),
        "transition": gettext("transition"),
        "deadline": gettext("deadline"),
        "reaction": gettext("reaction under requires"),
        "document": gettext("document"),
    }[kind]


def check_conditions(definition: Definition, book: Book) -> Iterator[Problem]:
    """Every condition can be compiled; none that sets a limit asks about personal data."""
    names = Names.of(definition)
    for one in book.conditions:
        try:
            condition = compile_condition(one.text, names)
        except ConditionError as error:
            yield one.node.problem(
                error.code, error.text, offset=error.offset, suggestion=error.suggestion
            )
        else:
            yield from _personal_limit(one, condition)


def _personal_limit(written: Written, condition: Condition) -> Iterator[Problem]:
    if written.limit and condition.personal:
        wanted = gettext("{name} is personal: how long a deadline is cannot depend on it.")
        yield written.node.problem("D008", wanted.format(name=condition.personal[0]))


def check_agreed(definition: Definition, book: Book) -> Iterator[Problem]:
    """A time that was agreed is a moment on file, and not personal."""
    for name, deadline in definition.deadlines.items():
        field = definition.fields.get(deadline.agreed or "")
        if field and (field.type != "moment" or field.personal):
            wanted = gettext("{name} must be a field of type moment that is not personal.")
            text = wanted.format(name=field.name)
            yield book.at(("deadlines", name, "agreed")).problem("D007", text)


STAGES: tuple[tuple[Check, ...], ...] = (
    (check_names, check_conditions, check_agreed),
    shape.ENDS,
    shape.WAYS,
    clocks.CHECKS,
)
