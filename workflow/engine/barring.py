"""Who must not do something, or own a case: for what was done, owned, or is said of them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from workflow.definition.model import OWNER, REFUSED, Definition, Transition
from workflow.definition.owner import OtherThan
from workflow.engine.case import Case
from workflow.engine.directory import Directory, acts_for
from workflow.engine.events import STEPS, Event
from workflow.translation import chosen, gettext

Past = Callable[[], Iterable[Event]]
"""Returns what happened to the case so far; asked only where it is needed."""


class Bar(NamedTuple):
    """Somebody who is barred: who ``did`` an act, ``owned`` a state, is ``named`` in a field."""

    name: str
    kind: Literal["did", "owned", "named"]
    thing: str

    def reason(self, definition: Definition) -> str:
        """Return in words why."""
        if self.kind == "did":
            title = chosen(definition.transitions[self.thing].title, self.thing)
            return gettext("has done {act}").format(act=title)
        if self.kind == "owned":
            title = chosen(definition.states[self.thing].title, self.thing)
            return gettext("owned it in the state {state}").format(state=title)
        title = chosen(definition.fields[self.thing].title, self.thing)
        return gettext("is named in {field}").format(field=title)


def bars(
    others: OtherThan, case: Case, fields: Mapping[str, object], past: Past
) -> tuple[Bar, ...]:
    """Return everybody who is barred, and why."""
    return tuple(_bars(others, case, fields, past))


def _bars(others: OtherThan, case: Case, fields: Mapping[str, object], past: Past) -> Iterator[Bar]:
    for act in others.did:
        for name in case.performers.get(act, ()):
            yield Bar(name, "did", act)
    if others.owned:
        known = owners(past())
        for state in others.owned:
            for name in known.get(state, ()):
                yield Bar(name, "owned", state)
    for field in others.named:
        value = fields.get(field)
        if value is not None and value != REFUSED:
            for name in value if isinstance(value, list | tuple) else (value,):
                yield Bar(str(name), "named", field)


def owners(events: Iterable[Event]) -> Mapping[str, dict[str, None]]:
    """Return who owned the case in each state, in order."""
    found: dict[str, dict[str, None]] = {}
    state = owner = ""
    for event in events:
        payload: Mapping[str, Any] = event.payload
        if event.type in STEPS:
            state = payload["to"]
        elif event.type != "assigned":
            continue
        owner = payload.get("owner", owner)
        found.setdefault(state, {})[owner] = None
    return found


def bar_of(name: str, barred: Collection[Bar], directory: Directory, at: datetime) -> Bar | None:
    """Return why somebody is barred, also as a stand-in of who is; ``None`` if not."""
    for one in barred:
        if one.name == name or acts_for(directory, name, one.name, at):
            return one
    return None


def others_than(
    barred: Collection[Bar],
    transition: Transition,
    *,
    definition: Definition,
    case: Case,
    directory: Directory,
    at: datetime,
) -> tuple[str, ...]:
    """Return who may do a step, without the owner or a role of whom everybody is barred."""

    def somebody(name: str) -> bool:
        if name != OWNER and name not in definition.roles:
            return True
        people = (case.owner,) if name == OWNER else directory.holders(name, case.site, at)
        return any(bar_of(one, barred, directory, at) is None for one in people)

    return tuple(filter(somebody, transition.by))
