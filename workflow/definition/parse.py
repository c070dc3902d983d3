"""From YAML to a ``Definition``: everything wrong with a file is found in one go."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from workflow.calendars.amounts import Count
from workflow.definition.accepted import left
from workflow.definition.acts import CONSENT, Words, read_transitions
from workflow.definition.calendar_names import named
from workflow.definition.checks import check
from workflow.definition.counters import read_counters
from workflow.definition.documents import read_documents
from workflow.definition.doubts import doubts
from workflow.definition.duties import read_duties
from workflow.definition.lengths import read_count
from workflow.definition.model import LANGUAGE_VERSION, Definition, Field, Party, Transition
from workflow.definition.naming import check_name
from workflow.definition.nodes import Book, Node
from workflow.definition.promises import read_promises
from workflow.definition.reuse import EXTENDS, USES, assembled
from workflow.definition.schedules import read_schedules
from workflow.definition.scripts import read_avoid, read_script
from workflow.definition.signing import ISSUE_KEYS, read_day, read_issue
from workflow.definition.source import (
    FRAGMENT,
    SCENARIOS,
    SCENARIOS_ENDING,
    WORKFLOW,
    Source,
    definition_beside,
    read,
    read_text,
)
from workflow.definition.timing import read_deadlines
from workflow.definition.titles import first_title
from workflow.definition.vocabulary import (
    read_fields,
    read_parties,
    read_permissions,
    read_requires,
    read_roles,
    read_states,
)
from workflow.definition.whole import in_order, whole
from workflow.errors import Problem
from workflow.translation import gettext

NEEDED = ("language", "workflow", "edition", "effective", "roles", "states", "transitions")
KEYS = (
    "language", "workflow", "edition", "effective", "title", "prefix", "count", "requires", "roles",
    "parties", "fields", "states", "transitions", "deadlines", "permissions", "documents",
    "calendar", "promises", "counters", "script", "avoid", "checks", "sees", "same", "duties",
    "schedules", USES, EXTENDS, *ISSUE_KEYS,
)  # fmt: skip
LATER = ("secret_from", "late")
LONGEST_EDITION = 40
PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,3}")


class Inspected(NamedTuple):
    """A definition, what is doubtful about it, and the book it was read from."""

    definition: Definition
    warnings: tuple[Problem, ...]
    book: Book


def load(path: Path) -> Definition:
    """Read and check a definition's file. Raises ``DefinitionError`` with all problems."""
    return definition_of(read(path))


def loads(text: str, name: str) -> Definition:
    """Read and check a definition's text as if it stood in the file ``name``.

    Raises ``DefinitionError`` with all problems, in the order they stand.
    """
    return definition_of(read_text(text, name))


def definition_of(source: Source) -> Definition:
    """Return the definition that a source is, checked. Raises ``DefinitionError``."""
    return whole(assembled(source), _checked)


def inspect(path: Path) -> Inspected:
    """Read and check a definition's file, and look for what is allowed but rarely meant.

    Raises ``DefinitionError`` with all problems.
    """
    return whole(assembled(read(path)), _inspected)


def inspect_text(text: str, name: str) -> Inspected:
    """Do the same with a text, as if it stood in the file ``name``."""
    return whole(assembled(read_text(text, name)), _inspected)


def _inspected(root: Node) -> Inspected | None:
    definition, book = _checked(root), root.book
    if definition is None or book.problems:
        return None
    found = left(doubts(definition, book), book.source)
    return Inspected(definition, tuple(in_order(found, book)), book)


def _checked(root: Node) -> Definition | None:
    if root.book.source.is_fragment:
        text = gettext("This is a fragment; name a definition that uses it.")
        root.named()[FRAGMENT].note("R003", text, key=True)
        return None
    if _are_scenarios(root):
        return None
    definition = _read(root)
    check(definition, root.book)
    return definition


def _are_scenarios(root: Node) -> bool:
    """Note that these are scenarios, if they are: all that a definition needs is missing then."""
    if not isinstance(root.value, dict) or WORKFLOW in root.value or SCENARIOS not in root.value:
        return False
    file = Path(root.book.source.file)
    text = gettext(
        "These are scenarios; beside their definition, as NAME.scenarios.yaml, "
        "`complaints definition test` plays them."
    )
    if file.name.endswith(SCENARIOS_ENDING):
        wanted = gettext(
            "These are scenarios of {file}; `complaints definition test {file}` plays them."
        )
        text = wanted.format(file=definition_beside(file))
    root.named()[SCENARIOS].note("L001", text, key=True)
    return True


def _read(root: Node) -> Definition:
    found = root.entries(KEYS, LATER, needed=NEEDED)

    def part(key: str) -> Node:
        return found.get(key) or root.child(key, None)

    calendar = named(found["calendar"]) if "calendar" in found else None
    count = read_count(found["count"], Count()) if "count" in found else Count()
    head = _head(found)
    roles = read_roles(part("roles"))
    parties = read_parties(part("parties"), roles)
    fields = read_fields(part("fields"))
    states = read_states(part("states"))
    duties = read_duties(part("duties"))
    words = Words(head["workflow"], parties, fields, states, count, calendar, tuple(duties))
    transitions = read_transitions(part("transitions"), words)
    schedules = read_schedules(part("schedules"), words, transitions)
    every_field = {**fields, **_consent_fields(transitions, parties, part("fields"))}
    guards, reactions = read_requires(found["requires"]) if "requires" in found else ((), ())
    return Definition(
        language=LANGUAGE_VERSION,
        **head,
        title=first_title(found["title"].title() if "title" in found else {}, head["workflow"]),
        roles=roles,
        parties=parties,
        fields=every_field,
        states=states,
        transitions=transitions,
        deadlines=read_deadlines(part("deadlines"), words),
        permissions=read_permissions(part("permissions")),
        guards=guards,
        reactions=reactions,
        calendars=dict(root.book.calendars),
        documents=read_documents(part("documents")),
        promises=read_promises(part("promises"), count, calendar),
        issue=read_issue(found),
        same=found["same"].names("field") if "same" in found else (),
        sees=found["sees"].names("permitted") if "sees" in found else (),
        counters=read_counters(part("counters"), fields),
        script=read_script(found.get("script")),
        avoid=read_avoid(found.get("avoid")),
        checks=found["checks"].names("field") if "checks" in found else None,
        origins=tuple(root.book.source.origins),
        duties=duties,
        schedules=schedules,
    )


def _head(found: Mapping[str, Node]) -> dict[str, Any]:
    workflow = found["workflow"].words() if "workflow" in found else ""
    if workflow:
        check_name(found["workflow"], workflow)
    return {
        "workflow": workflow,
        "edition": found["edition"].words(LONGEST_EDITION) if "edition" in found else "",
        "effective": read_day(found["effective"]) if "effective" in found else "",
        "prefix": _prefix(found["prefix"]) if "prefix" in found else workflow[:1].upper(),
    }


def _prefix(node: Node) -> str:
    prefix = node.words()
    if prefix and not PREFIX.fullmatch(prefix):
        text = gettext("The prefix of the numbers is one to four capital letters or digits.")
        node.note(
            "L014", text, suggestion=prefix.upper() if PREFIX.fullmatch(prefix.upper()) else ""
        )
    return prefix


def _consent_fields(
    transitions: Mapping[str, Transition], parties: Mapping[str, Party], fields: Node
) -> dict[str, Field]:
    """Return the fields that hold when each party consented."""
    made = {}
    asked = [party for one in transitions.values() for party in one.consents if party in parties]
    for party in dict.fromkeys(asked):
        name = CONSENT + party
        titles = parties[party].title
        title = {
            "en": f"Consent of the {titles.get('en', party).lower()}, given at",
            "zh": f"{titles.get('zh', party)}同意时间",
        }
        made[name] = Field(name, "moment", title)
        if isinstance(fields.value, dict) and name in fields.value:
            wanted = gettext("{name} is made by consents and cannot be declared.")
            place = fields.child(name, fields.value[name])
            place.note("N003", wanted.format(name=name), key=True)
    return made
