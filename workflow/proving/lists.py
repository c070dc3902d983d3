"""Lists that a step adds to: what is on file with what is given."""

from collections.abc import Iterator, Mapping
from typing import Any

from workflow.definition.model import Transition
from workflow.proving.situations import Scope, Sight

Given = Mapping[str, object]


def added(
    scope: Scope, transition: Transition, seen: Sight, given: Given
) -> Iterator[tuple[Given, Given]]:
    """Yield the data that come with a step as the case has them then, and as they are given.

    Nothing if they cannot be given. Of a personal list only whether there is one is known.
    """
    then, now = dict(given), dict(given)
    for name in transition.adds:
        held: Any = seen.fields.get(name)
        if held is not None and name in given:
            found = scope.together(name, held, given[name])
            if found is None:
                return
            then[name], now[name] = found
    yield then, now


def whole(transition: Transition, sight: Sight, given: Given) -> Given:
    """Return the lists that a step adds to as the case has them then."""
    names = [one for one in transition.adds if one in given and one in sight.fields]
    return {name: sight.fields[name] for name in names}
