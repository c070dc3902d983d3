"""Texts with blanks, filled in: scripts and documents, in the language of the reader."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.calendars.rules import Text
from workflow.definition.blanks import DUE, SIGN, Blank, blanks, filled
from workflow.definition.model import OWNER, Definition
from workflow.definition.values import show_value
from workflow.engine.case import Case, DeadlineState
from workflow.service.views.cases import Value
from workflow.store.events import PersonalValue
from workflow.translation import chosen, gettext
from workflow.wide import display_width, padded

EMPTY = "________"
"""Where nothing is on file, there is room to write."""
LINE_TO_SIGN = "_" * 24


class Sheet(NamedTuple):
    """What a text is filled in with: a case of a definition, and what lies around it.

    Without a ``case`` what only a case has is left empty. ``personal`` are the personal values that
    are still there, ``me`` is who reads, ``number`` is of the document, ``cycle`` of the rung that
    brought it. What is ``hidden`` from who reads is withheld.
    """

    definition: Definition
    case: Case | None
    zone: str
    now: datetime
    personal: Mapping[str, Value] = {}
    me: str | None = None
    number: str = ""
    cycle: DeadlineState | None = None
    hidden: Collection[str] = ()


def personal_of(case: Case, values: Iterable[PersonalValue]) -> dict[str, Value]:
    """Return the personal values of a case, those that are still there."""
    known = {(one.field, one.revision): one.value for one in values}
    return {
        name: known[name, revision]
        for name, revision in case.personal.items()
        if (name, revision) in known
    }


def fill(text: Text, sheet: Sheet) -> str:
    """Return a text with its blanks filled in."""
    words = chosen(text, "")
    found = blanks(words)
    signers = [_signer(one.name, sheet) for one in found.values() if one.kind == SIGN]
    width = max(map(display_width, signers), default=0)
    return filled(words, {written: _value(one, sheet, width) for written, one in found.items()})


def _value(blank: Blank, sheet: Sheet, width: int) -> str:
    if blank.kind == SIGN:
        return f"{padded(_signer(blank.name, sheet), width)} {LINE_TO_SIGN}"
    if blank.kind == DUE:
        cycles = sheet.case.deadlines.values() if sheet.case else ()
        last = [one for one in cycles if one.name == blank.name][-1:]
        return _due(last[0], sheet) if last else EMPTY
    known = _KNOWN.get(blank.name)
    return (known(sheet) if known else _field(blank.name, sheet)) or EMPTY


def _field(name: str, sheet: Sheet) -> str:
    on_file = sheet.case.fields if sheet.case else {}
    value = on_file.get(name, sheet.personal.get(name))
    if value is not None and name in sheet.hidden:
        return gettext("(withheld)")
    return show_value(sheet.definition.fields[name], value, zone_named(sheet.zone))


def _signer(name: str, sheet: Sheet) -> str:
    if name == OWNER:
        who = sheet.case.owner if sheet.case else EMPTY
    else:
        definition = sheet.definition
        known = definition.roles.get(name) or definition.parties[name]
        who = chosen(known.title, name)
    return gettext("Signed, {who}:").format(who=who)


def _due(state: DeadlineState | None, sheet: Sheet) -> str:
    return show_local(state.due_at, zone_named(sheet.zone), end=True) if state else ""


def _state(sheet: Sheet) -> str:
    known = sheet.definition.states.get(sheet.case.state) if sheet.case else None
    return chosen(known.title, known.name) if known else ""


def _deadline(sheet: Sheet) -> str:
    name = sheet.cycle.name if sheet.cycle else ""
    return chosen(sheet.definition.deadlines[name].title, name) if name else ""


_KNOWN: Mapping[str, Callable[[Sheet], str | None]] = {
    "case": lambda sheet: sheet.case and sheet.case.number,
    "definition": lambda sheet: chosen(sheet.definition.title, sheet.definition.workflow),
    "state": _state,
    "owner": lambda sheet: sheet.case and sheet.case.owner,
    "site": lambda sheet: sheet.case and sheet.case.site,
    "today": lambda sheet: sheet.now.astimezone(zone_named(sheet.zone)).date().isoformat(),
    "me": lambda sheet: sheet.me,
    "number": lambda sheet: sheet.number,
    "deadline": _deadline,
    "due": lambda sheet: _due(sheet.cycle, sheet),
}
