"""Guards and reactions of a host application, registered by the names definitions use."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import Connection

from workflow.engine.case import Case
from workflow.engine.events import Event
from workflow.errors import NameNotRegistered
from workflow.translation import gettext


class GuardContext(Protocol):
    """What a guard may look at. Whatever it reads is checked again when the act is written."""

    @property
    def case(self) -> Case:
        """The case as it is."""

    @property
    def fields(self) -> Mapping[str, Any]:
        """Its values that are not personal, with the data of the act already in."""

    def other(self, case: str | int) -> Case:
        """Another case, by full number or serial. Raises ``CaseNotFound``."""


class ReactionContext(NamedTuple):
    """What a reaction is given: the case after the act, its events, the open transaction.

    A reaction may write to tables of the host through ``connection``; what it writes stands or
    falls with the act. It must not do anything outside the database.
    """

    case: Case
    events: tuple[Event, ...]
    connection: Connection


Guard = Callable[[GuardContext], bool]
Reaction = Callable[[ReactionContext], None]
_Guard = TypeVar("_Guard", bound=Guard)
_Reaction = TypeVar("_Reaction", bound=Reaction)


class Registry:
    """The guards and reactions of an application, by name.

    >>> registry = Registry()
    >>> @registry.guard("is_member")
    ... def is_member(context):
    ...     return context.fields.get("member") is True
    >>> registry.guard_named("is_member") is is_member
    True
    """

    def __init__(self) -> None:
        self._guards: dict[str, Guard] = {}
        self._reactions: dict[str, Reaction] = {}

    def guard(self, name: str) -> Callable[[_Guard], _Guard]:
        """Register the decorated function as the guard ``name``."""

        def register(function: _Guard) -> _Guard:
            self._guards[name] = function
            return function

        return register

    def reaction(self, name: str) -> Callable[[_Reaction], _Reaction]:
        """Register the decorated function as the reaction ``name``."""

        def register(function: _Reaction) -> _Reaction:
            self._reactions[name] = function
            return function

        return register

    def guard_named(self, name: str) -> Guard:
        """Return a guard. Raises ``NameNotRegistered``."""
        try:
            return self._guards[name]
        except KeyError:
            raise NameNotRegistered(gettext("guard"), name) from None

    def reaction_named(self, name: str) -> Reaction:
        """Return a reaction. Raises ``NameNotRegistered``."""
        try:
            return self._reactions[name]
        except KeyError:
            raise NameNotRegistered(gettext("reaction"), name) from None
