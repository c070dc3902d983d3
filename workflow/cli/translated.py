"""Click's commands, saying their texts in the reader's language.

Declarations hold the English text, marked for the catalogues; it is looked up when it is shown,
because the language is known only once the command line was read. Help is laid out by columns of
the terminal, since Click counts characters and Chinese would not align.
"""

import gettext as standard_gettext
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from workflow.translation import DOMAIN, LOCALE_FOLDER, gettext, language, ngettext
from workflow.wide import display_width, padded, wrapped

Example = tuple[str, str]


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Say everything in the language ``tag`` inside the block, Click's own texts included.

    Click asks the gettext of the process, which reads the environment: both are put back.
    """
    before = os.environ.get("LANGUAGE")
    domain = standard_gettext.textdomain()
    standard_gettext.bindtextdomain(DOMAIN, str(LOCALE_FOLDER))
    standard_gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = tag
    try:
        with language(tag):
            yield
    finally:
        standard_gettext.textdomain(domain)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before


def missing(error: click.MissingParameter) -> click.UsageError:
    """Return what Click says of it with a full stop of its own, in words of the language."""
    hint = error.param.get_error_hint(error.ctx) if error.param is not None else ""
    text = gettext("Missing option {name}.")
    if isinstance(error.param, click.Argument):
        text = gettext("Missing argument {name}.")
    return click.UsageError(text.format(name=hint), error.ctx)


class Formatter(click.HelpFormatter):
    """Lays out help by display width."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line; what does not fit goes below its first argument."""
        usage = prefix or gettext("Usage:")
        start = f"{usage} {prog} "
        indent = display_width(start)
        lines = wrapped(args, max(self.width - indent, 20))
        self.write(start + f"\n{'':>{indent}}".join(lines) + "\n")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        line = gettext("{heading}:").format(heading=heading)
        self.write(f"{'':>{self.current_indent}}{line}\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs; lines of a paragraph are joined and broken anew."""
        width = self.width - self.current_indent
        for number, paragraph in enumerate(text.split("\n\n")):
            if number:
                self.write("\n")
            for line in wrapped(paragraph, width):
                self.write(f"{'':>{self.current_indent}}{line}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write terms and what they mean, in two columns."""
        pairs = list(rows)
        first = min(max(display_width(term) for term, _ in pairs), col_max) + col_spacing
        left = self.current_indent + first
        for term, meaning in pairs:
            lines = wrapped(meaning, max(self.width - left, 20))
            if display_width(term) + col_spacing > first:
                self.write(f"{'':>{self.current_indent}}{term}\n{'':>{left}}")
            else:
                self.write(f"{'':>{self.current_indent}}{padded(term, first)}")
            self.write(f"\n{'':>{left}}".join(lines).rstrip(" ") + "\n")


class Context(click.Context):
    """A context that lays out help with ``Formatter``."""

    formatter_class = Formatter


class Argument(click.Argument):
    """An argument whose name in the help is translated."""

    def make_metavar(self, ctx: click.Context) -> str:  # noqa: ARG002 - Click's signature
        """Return its name in the usage line and in errors."""
        name = gettext(self.metavar) if self.metavar else self.human_readable_name
        if self.nargs != 1:
            name += "..."
        return name if self.required else f"[{name}]"


class Option(click.Option):
    """An option whose help and value name are translated."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return the name of its value."""
        return gettext(super().make_metavar(ctx))

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return its line of the help."""
        if self.hidden:
            return None
        return self._spelled(ctx), gettext(self.help) if self.help else ""

    def _spelled(self, ctx: click.Context) -> str:
        spelled = ", ".join(self.opts)
        return spelled if self.is_flag else f"{spelled} {self.make_metavar(ctx)}"


class GlobalOption(Option):
    """An option every command takes, before or after the command's name."""


class Command(click.Command):
    """A command that is translated, takes the global options, and shows examples.

    The first paragraph of ``help`` is also the line in the list of commands. ``examples`` are
    pairs: what the example is for, and the line to type.
    """

    context_class = Context

    def __init__(
        self,
        name: str | None,
        *,
        examples: Sequence[Example] = (),
        **settings: Any,
    ) -> None:
        super().__init__(name, **settings)
        self.examples = examples

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``. Click keeps it, in the language that was spoken first."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = gettext("Show this message and exit.")
        return option

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - Click's signature
        """Return the first paragraph of the help, whole: it is wrapped, not cut off."""
        return gettext(self.help).partition("\n\n")[0] if self.help else ""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the pieces of the usage line."""
        return [gettext(piece) for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(
        self,
        ctx: click.Context,  # noqa: ARG002 - Click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write what the command does."""
        if self.help:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(gettext(self.help))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own options, then those of every command."""
        own: list[tuple[str, str]] = []
        everywhere: list[tuple[str, str]] = []
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and isinstance(parameter, click.Option):
                (everywhere if isinstance(parameter, GlobalOption) else own).append(record)
        for title, records in (
            (gettext("Options"), own),
            (gettext("Options of every command"), everywhere),
        ):
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write nothing: the help text explains the arguments."""

    def format_epilog(
        self,
        ctx: click.Context,  # noqa: ARG002 - Click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the examples."""
        if self.examples:
            with formatter.section(gettext("Examples")):
                for number, (purpose, line) in enumerate(self.examples):
                    if number:
                        formatter.write_paragraph()
                    formatter.write_text(f"# {gettext(purpose)}")
                    _write_example(formatter, line)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse. An argument too many is counted, not repeated: it may be a personal value."""
        if isinstance(self, click.Group):
            return super().parse_args(ctx, args)
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            ctx.fail(
                ngettext(
                    "There is {number} argument too many. Put a value that contains spaces "
                    "in quotation marks.",
                    "There are {number} arguments too many. Put a value that contains spaces "
                    "in quotation marks.",
                    len(rest),
                ).format(number=len(rest))
            )
        return rest


def _write_example(formatter: click.HelpFormatter, line: str) -> None:
    """Write a line to type, continued before an option where it is too long for one."""
    indent, width = formatter.current_indent, formatter.width - 2
    shown = ""
    for piece in line.replace(" --", "\n--").split("\n"):
        if shown and indent + display_width(f"{shown} {piece}") > width:
            formatter.write(f"{'':>{indent}}{shown} \\\n")
            indent, shown = formatter.current_indent + 4, piece
        else:
            shown = f"{shown} {piece}".lstrip()
    formatter.write(f"{'':>{indent}}{shown}\n")


class Group(Command, click.Group):
    """A group of commands, listed in the order they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        """Return the names of the commands."""
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, then the options."""
        self.format_commands(ctx, formatter)
        Command.format_options(self, ctx, formatter)
