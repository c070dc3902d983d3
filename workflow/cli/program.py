"""The program ``complaints``: its commands, and what happens to every error."""

import errno
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from itertools import pairwise
from typing import Any, NoReturn

import click

from workflow.cli import exit_codes
from workflow.cli.commands import COMMANDS
from workflow.cli.options import global_options
from workflow.cli.output import abandon_output, prepare_streams, print_error
from workflow.cli.translated import Command, Group, Option, missing, speaking
from workflow.translation import gettext, mark, supported

NAME = "complaints"
BEFORE_COLLECTING = 100_000
"""How many objects may be made before the program looks for garbage among them."""


class Program(Group):
    """The root of the command tree. A command's module is imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].place.partition(":")
        found: Command = getattr(import_module(f"workflow.cli.{module}"), name)
        return found

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - Click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the list of commands, importing none of them."""
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, gettext(one.summary)) for name, one in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; Click suggests near names among ``commands``."""
        if self.get_command(ctx, args[0]) is None:
            raise click.exceptions.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        **settings: Any,
    ) -> NoReturn:
        """Run, and leave with an exit code: see ``exit_codes``."""
        if f"_{NAME.upper()}_COMPLETE" in os.environ:
            super().main(args, NAME, complete_var, **settings)
        words = sys.argv[1:] if args is None else list(args)
        prepare_streams()
        with speaking(_language(words)):
            sys.exit(self._ended(words, prog_name or NAME))

    def _ended(self, words: list[str], name: str) -> int:
        code = exit_codes.UNREAD
        try:
            code = self._run(words, name)
            if sys.stdout is not None:
                sys.stdout.flush()
        except (Exception, KeyboardInterrupt) as error:
            return _failed(error, code, debug="--debug" in words)
        return code

    def _run(self, words: list[str], name: str) -> int:
        try:
            _check_encoding(words)
            with self.make_context(name, list(words)) as context:
                return self.invoke(context) or exit_codes.DONE
        except click.exceptions.Exit as leaving:
            return leaving.exit_code


def _failed(error: BaseException, unread: int, *, debug: bool) -> int:
    """Tell what went wrong and return the exit code: ``unread`` if only nobody read on."""
    if isinstance(error, OSError) and error.filename is None:
        # Writing failed, and would fail again when Python closes the stream at its end.
        abandon_output()
        if _is_closed_pipe(error):
            return unread
    # The exit code counts even if nobody reads the error stream.
    with suppress(OSError):
        if debug:
            import traceback

            traceback.print_exception(error)
        if isinstance(error, click.MissingParameter):
            missing(error).show()
        elif isinstance(error, click.ClickException):
            error.show()
        elif isinstance(error, Exception) and not isinstance(error, click.Abort):
            from workflow.cli.explained import explained

            print_error(explained(error))
    return exit_codes.exit_code(error)


def _check_encoding(words: Sequence[str]) -> None:
    """Refuse what Python could not decode: it could be neither stored nor shown."""
    if any("\ud800" <= sign <= "\udfff" for word in words for sign in word):
        raise click.UsageError(
            gettext("The command line holds text that is not in the encoding of the locale.")
        )


def _language(words: Sequence[str]) -> str:
    """Return the language asked for. Read before parsing, which speaks it."""
    chosen = ""
    for word, following in pairwise([*words, ""]):
        if word == "--lang":
            chosen = following
        elif word.startswith("--lang="):
            chosen = word.removeprefix("--lang=")
    return supported(chosen or os.environ.get("COMPLAINTS_LANG") or _locale())


def _locale() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value
    if sys.platform == "win32":
        import ctypes
        import locale

        tag = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return locale.windows_locale.get(tag, "en")
    return "en"


def _is_closed_pipe(error: OSError) -> bool:
    # Windows reports the closed end of a pipe as an invalid argument.
    return error.errno == errno.EPIPE or (os.name == "nt" and error.errno == errno.EINVAL)


def _print_version(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked:
        from workflow.version import __version__

        click.echo(f"{NAME} {__version__}")
        context.exit()


complaints = Program(
    NAME,
    help=mark(
        "Complaints and repairs: every step recorded, no deadline forgotten.\n\n"
        "Begin with `complaints init`."
    ),
    params=[
        Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_version,
            help=mark("Show the version and exit."),
        ),
        *global_options(),
    ],
    examples=(
        (mark("See what is due"), "complaints due"),
        (
            mark("Open a complaint"),
            "complaints open complaint --as lin --set complainant=Zhang --set phone=refused "
            "--set content='Lift out of order' --set kind=service",
        ),
        (mark("See a case and what can be done next"), "complaints show 17"),
    ),
)


def main() -> NoReturn:
    """Run the command line."""
    # What a command loads lives until it ends. Looking through it for garbage, again and again and
    # once more at the end, took a tenth of its time.
    gc.set_threshold(BEFORE_COLLECTING)
    try:
        complaints.main()
    finally:
        gc.freeze()
