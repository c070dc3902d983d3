"""Numbers on the command line, read for Click."""

from datetime import timedelta

import click

from workflow.translation import gettext

MOST_SECONDS = 3600


def counting_number(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> int | None:
    """Read a whole number from 1 on."""
    if text is None:
        return None
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise click.BadParameter(gettext("expected a whole number, 1 or more."))
    return number


def seconds(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> timedelta | None:
    """Read a length of time in seconds, an hour at most."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_SECONDS):
        expected = gettext("expected a whole number of seconds, {most} at most.")
        raise click.BadParameter(expected.format(most=MOST_SECONDS))
    return timedelta(seconds=int(text))
