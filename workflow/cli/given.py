"""Values as they are given on the command line: typed, and files."""

from collections.abc import Iterable, Mapping

import click

from workflow.translation import gettext

Values = Mapping[str, object]


def assignments(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> Values:
    """Read ``NAME=VALUE``, splitting at the first ``=``; given again, it is another entry.

    A value is not repeated in an error: it may be personal.
    """
    expected = gettext("expected NAME=VALUE, for example kind=service.")
    return _gathered(_pair(one, expected) for one in values)


def attachments(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> Values:
    """Read ``NAME=FILE``, and make a reference of each file."""
    if not values:
        return {}
    from workflow.service.attachments import attachment

    expected = gettext("expected NAME=FILE, for example photo=door.jpg.")
    pairs = [_pair(one, expected) for one in values]
    return _gathered((name, attachment(file)) for name, file in pairs)


def _pair(text: str, expected: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    name = name.strip()
    if not equals or not name:
        raise click.BadParameter(expected)
    return name, value


def _gathered(pairs: Iterable[tuple[str, object]]) -> Values:
    read: dict[str, list[object]] = {}
    for name, value in pairs:
        read.setdefault(name, []).append(value)
    return {name: several[0] if len(several) == 1 else several for name, several in read.items()}


def together(*parts: Values) -> Values:
    """Return values that were given in several ways. Raises ``UsageError`` for one given twice."""
    both = {name: value for part in parts for name, value in part.items()}
    if len(both) < sum(len(part) for part in parts):
        raise click.UsageError(gettext("A field is given twice."), click.get_current_context())
    return both
