"""What is told as a warning: not wrong, but not as somebody meant it. Plain values."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from workflow.calendars.rules import Text
from workflow.definition.deadline import Place


class Unreached(NamedTuple):
    """An addressee who comes to nobody, so that the message goes to somebody else; or a site.

    ``person``: nobody is called ``name``. ``head_of``: nobody heads the department ``name``; empty:
    no department is recorded, so no case has one. ``rung`` is a key such as ``missed.1#0`` of a
    ``deadline`` (``owed``: a promise); what a ``step`` sends has neither. ``title``
    is that of the deadline or the step.
    ``role``: nobody holds the role ``name`` at the ``sites``; empty: at none. ``by``: nobody holds
    one of the ``roles``, of which ``name`` is the first, so nobody may do the ``step``. ``owner``:
    so what the ``step``, or the duty called so, gives to that role goes to somebody else.
    ``roles`` are names with their titles. ``site``: none is called ``name``, so that the
    ``schedule``, of that title, does not come there. ``party``: somebody of the house is called
    ``name``, as a party is, whose ``title`` it is.
    ``alarms`` are the sites without a fallback: who is above the owner hears of it, or there is an
    alarm. ``ours``: the directory is our staff tables, not that of a host application.
    """

    definition: str
    edition: str
    place: Place
    deadline: str
    title: Text
    rung: str
    kind: Literal["person", "head_of", "role", "by", "owner", "site", "party"]
    name: str
    suggestion: str
    alarms: tuple[str, ...]
    ours: bool
    step: str = ""
    sites: tuple[str, ...] = ()
    roles: Mapping[str, Text] = {}
    schedule: str = ""
    owed: bool = True
