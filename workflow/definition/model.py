"""A definition as the engine sees it: immutable, resolved, defaults written out.

This is data only. ``parse`` makes it from YAML, ``resolved`` turns it into the JSON that is
stored and hashed, and back. Where YAML offers short forms, there is one form here:

- every transition has at least one ``Branch``; ``to: x`` is a single branch without condition,
  ``stay: true`` a branch whose ``to`` is ``None``;
- ``any_open`` is spelled out as the states it stands for, ``all_open`` as every duty; ``new``
  stays ``NEW``;
- every text is a mapping from language to words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from workflow.calendars.rules import Rules, Text
from workflow.definition.copied import Copy
from workflow.definition.counter import Counter
from workflow.definition.creation import Creation
from workflow.definition.deadline import Contact, Deadline, Extension, Moment, Point, Send
from workflow.definition.issue import UNSIGNED, Issue
from workflow.definition.kinds import Value
from workflow.definition.origin import Origin
from workflow.definition.owner import OtherThan, OwnerRule
from workflow.definition.promise import Promise
from workflow.definition.schedule import Schedule
from workflow.definition.speech import Avoided, Script

NEW = "new"
ANY_OPEN = "any_open"
OWNER = "owner"
SYSTEM = "system"
ANY_STAFF = "any_staff"
OWES = "whoever_owes"
ALL_OPEN = "all_open"

LANGUAGE_VERSION = 1

FieldType = Literal[
    "text", "number", "money", "flag", "choice", "date", "time", "moment", "phone", "person",
    "list", "attachment",
]  # fmt: skip
FIELD_TYPES: tuple[FieldType, ...] = get_args(FieldType)
ITEM_TYPES = tuple(one for one in FIELD_TYPES if one not in {"flag", "choice", "list"})
"""What a list can be of, beside listed values."""
PERSONAL_BY_DEFAULT = frozenset({"text", "phone", "attachment"})
MOST_ENTRIES = 100
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice field."""

    value: str
    title: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One piece of data of a case. ``personal`` values are kept apart and can be erased.

    A list has entries of the type ``item``, ``at_most`` so many. ``sees`` is who sees the value,
    if not everybody does; ``secret_from`` are the parties for whom it is not printed.
    """

    name: str
    type: FieldType
    title: Text
    personal: bool = False
    refusable: bool = False
    of: tuple[Choice, ...] = ()
    help: Text | None = None
    item: FieldType | None = None
    at_most: int | None = None
    sees: tuple[str, ...] = ()
    secret_from: tuple[str, ...] = ()

    @property
    def most(self) -> int:
        """How many entries a list has at most."""
        return MOST_ENTRIES if self.at_most is None else self.at_most


@dataclass(frozen=True, slots=True)
class Role:
    """A role that staff hold at a site. ``calendar`` says when who holds it can be told."""

    name: str
    title: Text
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody outside the house, in whose name staff enter acts."""

    name: str
    title: Text


@dataclass(frozen=True, slots=True)
class State:
    """A state. Without ``owner`` the owner stays; ``set`` may change the ``editable`` fields."""

    name: str
    title: Text
    final: bool = False
    owner: OwnerRule | None = None
    editable: tuple[str, ...] = ()
    script: Script = field(default_factory=dict)
    avoid: tuple[Avoided, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """Something owed beside the state, by one person: the owner, or chosen by the rule ``who``.

    It opens with any of the moments ``opens``, if ``when`` holds then.
    """

    name: str
    title: Text
    opens: tuple[Moment, ...]
    who: OwnerRule | None = None
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A field to be given anew with a transition, always or under a condition.

    ``of``: only these of its values are accepted there.
    """

    field: str
    condition: str | None = None
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """One way a transition can end. ``to`` ``None`` stays; ``when`` ``None`` always applies.

    It ``does`` and ``waives`` duties, and is refused while one that it ``joins`` is open.
    """

    to: str | None
    when: str | None = None
    at_most: int | None = None
    per: Literal["case", "entry"] = "case"
    owner: OwnerRule | None = None
    sets: Mapping[str, Value] | None = None
    creates: tuple[Creation, ...] = ()
    prints: tuple[str, ...] = ()
    sends: tuple[Send, ...] = ()
    script: Script = field(default_factory=dict)
    avoid: tuple[Avoided, ...] = ()
    does: tuple[str, ...] = ()
    waives: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class Transition:
    """An act that can change the state; its name is the trigger.

    ``takes`` are the fields that may come with it beside those it ``needs``, and so are the lists
    it ``adds`` to: what is given for them comes to what is on file, and does not replace it.
    ``has`` is what must always be on file, ``has_if`` what must be under a condition.
    Nobody does it who did what is ``other_than``, owned the case in a state of ``other_owners``, or
    is named in a field of ``other_named``. Phrases to avoid are looked for in the fields it
    ``checks``, or (``None``) as the file says. ``happened`` is the field that says when it
    happened.
    """

    name: str
    title: Text
    sources: tuple[str, ...]
    branches: tuple[Branch, ...]
    by: tuple[str, ...]
    needs: tuple[Need, ...] = ()
    has: tuple[str, ...] = ()
    when: str | None = None
    says: Text | None = None
    other_than: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    at_most: int | None = None
    per: Literal["case", "entry"] = "case"
    reactions: tuple[str, ...] = ()
    extends: tuple[Extension, ...] = ()
    revokes: tuple[str, ...] = ()
    not_before: Point | None = None
    not_after: Point | None = None
    during: Contact | None = None
    has_if: tuple[Need, ...] = ()
    reads_back: tuple[str, ...] = ()
    other_owners: tuple[str, ...] = ()
    other_named: tuple[str, ...] = ()
    prints: tuple[str, ...] = ()
    sends: tuple[Send, ...] = ()
    script: Script = field(default_factory=dict)
    avoid: tuple[Avoided, ...] = ()
    checks: tuple[str, ...] | None = None
    happened: str | None = None
    splits: Creation | None = None
    merges: bool = False
    takes: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()

    @property
    def brings(self) -> frozenset[str]:
        """The fields that can come with it: those it needs, always or sometimes, and others."""
        return frozenset((*(one.field for one in self.needs), *self.optional))

    @property
    def optional(self) -> tuple[str, ...]:
        """The fields that may come with it and need not."""
        needed = {one.field for one in self.needs}
        return (*self.takes, *(one for one in self.adds if one not in needed))

    @property
    def barred(self) -> OtherThan:
        """Whom its performer must not be."""
        return OtherThan(self.other_than, self.other_owners, self.other_named)

    @property
    def opens(self) -> tuple[str, ...]:
        """The definitions of which it can open cases."""
        made = [one for branch in self.branches for one in branch.creates]
        return tuple(one.workflow for one in (*made, self.splits) if one is not None)


@dataclass(frozen=True, slots=True)
class Document:
    """Something to be printed: a text with blanks."""

    name: str
    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Permissions:
    """Who may do what is not a transition: roles, ``owner`` or ``any_staff``."""

    assign: tuple[str, ...] = (ANY_STAFF,)
    note: tuple[str, ...] = (ANY_STAFF,)
    set: tuple[str, ...] = (OWNER,)
    correct: tuple[str, ...] = (OWNER,)
    record_late: tuple[str, ...] = ()
    erase: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """One edition of a lifecycle. ``sees`` is who reads its cases, if not everybody does."""

    language: int
    workflow: str
    edition: str
    effective: str
    title: Text
    prefix: str
    roles: Mapping[str, Role]
    parties: Mapping[str, Party]
    fields: Mapping[str, Field]
    states: Mapping[str, State]
    transitions: Mapping[str, Transition]
    deadlines: Mapping[str, Deadline]
    permissions: Permissions
    guards: tuple[str, ...] = ()
    reactions: tuple[str, ...] = ()
    calendars: Mapping[str, Rules] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    promises: tuple[Promise, ...] = ()
    issue: Issue = UNSIGNED
    same: tuple[str, ...] = ()
    sees: tuple[str, ...] = ()
    counters: Mapping[str, Counter] = field(default_factory=dict)
    script: Script = field(default_factory=dict)
    avoid: tuple[Avoided, ...] = ()
    checks: tuple[str, ...] | None = None
    origins: tuple[Origin, ...] = ()
    duties: Mapping[str, Duty] = field(default_factory=dict)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)

    @property
    def opening(self) -> tuple[Transition, ...]:
        """The transitions that open a case, in the order written."""
        return tuple(one for one in self.transitions.values() if NEW in one.sources)

    @property
    def children(self) -> tuple[str, ...]:
        """The definitions of which acts open cases, in the order written."""
        opened = (name for one in self.transitions.values() for name in one.opens)
        return tuple(dict.fromkeys(opened))
