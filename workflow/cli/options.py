"""The options commands share, and what they come to: where the database is, who acts."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from workflow.cli.given import assignments, attachments
from workflow.cli.numbers import counting_number
from workflow.cli.translated import Argument, Command, Example, GlobalOption, Group, Option
from workflow.translation import LANGUAGES, mark

if TYPE_CHECKING:
    from workflow.engine.sight import Reader
    from workflow.notify.settings import Settings as MessageSettings
    from workflow.service.facade import Workflow
    from workflow.service.looking import Looking

Callback = TypeVar("Callback", bound=Callable[..., Any])


class Settings:
    """What the global options say, given before the command's name or after it."""

    def __init__(self) -> None:
        self.db: str | None = None
        self.actor: str | None = None
        self.site: str | None = None
        self.app: str | None = None
        self.config: str | None = None
        self.json = False
        self.debug = False

    @property
    def who(self) -> str | None:
        """Who acts, if it was said."""
        return self.actor or os.environ.get("COMPLAINTS_ACTOR") or None

    @property
    def acting(self) -> str:
        """Who acts. Raises ``ActorMissing`` if it was not said."""
        if self.who is None:
            from workflow.errors import ActorMissing

            raise ActorMissing
        return self.who

    @property
    def reader(self) -> "Reader":
        """For whom something is read: who acts, otherwise what everybody may see."""
        from workflow.engine.sight import ANYBODY

        return self.who or ANYBODY

    @property
    def database(self) -> str | None:
        """The database as it was named, if it was."""
        return self.db or os.environ.get("COMPLAINTS_DB") or None

    @property
    def application(self) -> str | None:
        """The host application to load, if one was named."""
        return self.app or os.environ.get("COMPLAINTS_APP") or None

    @property
    def messages(self) -> "MessageSettings":
        """What the house says about messages. Raises ``SettingsInvalid``."""
        from workflow import bootstrap

        return bootstrap.message_settings(self.message_file)

    @property
    def message_file(self) -> str | None:
        """The file of what the house says about messages, if one was named."""
        return self.config or os.environ.get("COMPLAINTS_CONFIG") or None

    @contextmanager
    def looking(self) -> Iterator["Looking"]:
        """Give what only looks at the database inside the block."""
        from workflow import bootstrap

        with bootstrap.look(self.database, app=self.application) as workflow:
            yield workflow

    @contextmanager
    def connected(self, *, protected: bool = True) -> Iterator["Workflow"]:
        """Give the workflow on the database inside the block."""
        from workflow import bootstrap

        with bootstrap.connect(
            self.database, app=self.application, protected=protected
        ) as workflow:
            yield workflow


def _keep(context: click.Context, parameter: click.Parameter, value: object) -> None:
    settings = context.ensure_object(Settings)
    if value not in {None, False}:
        setattr(settings, str(parameter.name), value)


def _settled_before(_context: click.Context, _parameter: click.Parameter, _value: object) -> None:
    """--lang is read before Click parses: it governs what parsing itself says."""


def global_options() -> list[click.Parameter]:
    """Return the options every command takes. The later one on the line wins."""
    return [*_where_and_who(), *_how()]


def _where_and_who() -> list[click.Parameter]:
    return [
        _global_option(
            "--db",
            metavar=mark("URL"),
            help=mark(
                "The database: a path, sqlite:///path, or postgresql://user@host/name. Otherwise "
                "COMPLAINTS_DB, otherwise a file in your data folder."
            ),
        ),
        _global_option(
            "--as",
            "actor",
            metavar=mark("PERSON"),
            help=mark(
                "Who acts. Otherwise COMPLAINTS_ACTOR. This identifies, it does not "
                "authenticate: protect the database itself."
            ),
        ),
        _global_option("--site", metavar=mark("SITE"), help=mark("The site it is about.")),
    ]


def _how() -> list[click.Parameter]:
    return [
        _global_option("--json", is_flag=True, help=mark("Print JSON, for programs.")),
        _global_option(
            "--lang",
            kept=False,
            type=click.Choice(LANGUAGES),
            help=mark("The language of texts. Otherwise COMPLAINTS_LANG, otherwise the locale."),
        ),
        _global_option(
            "--app",
            metavar=mark("MODULE:OBJECT"),
            help=mark(
                "The application whose conditions and reactions to load. Otherwise COMPLAINTS_APP."
            ),
        ),
        _global_option(
            "--config",
            metavar=mark("FILE"),
            help=mark(
                "How messages go out. Otherwise COMPLAINTS_CONFIG, otherwise complaints.toml in "
                "the folder of your settings."
            ),
        ),
        _global_option(
            "--debug",
            is_flag=True,
            help=mark("Show where in the program an error arose."),
        ),
    ]


def _global_option(*names: str, kept: bool = True, **settings: Any) -> click.Parameter:
    callback = _keep if kept else _settled_before
    return GlobalOption(names, expose_value=False, callback=callback, **settings)


def command(
    name: str,
    *,
    help: str,  # noqa: A002 - Click's word
    examples: Sequence[Example],
) -> Callable[[Callable[..., Any]], Command]:
    """Make a function a command; it is given the ``Settings`` first."""

    def decorate(function: Callable[..., Any]) -> Command:
        made = click.command(name, cls=Command, help=help, examples=examples)(
            click.pass_obj(function)
        )
        made.params += global_options()
        return made

    return decorate


def group(
    name: str,
    commands: Sequence[Command],
    *,
    help: str,  # noqa: A002 - Click's word
    examples: Sequence[Example],
) -> Group:
    """Make a group of commands."""
    return Group(
        name, commands=list(commands), params=global_options(), help=help, examples=examples
    )


def argument(
    name: str,
    **settings: Any,
) -> Callable[[Callback], Callback]:
    """Declare an argument."""
    return click.argument(name, cls=Argument, **settings)


def option(
    *names: str,
    help: str,  # noqa: A002 - Click's word
    **settings: Any,
) -> Callable[[Callback], Callback]:
    """Declare an option."""
    return click.option(*names, cls=Option, help=help, **settings)


edition_option = option(
    "--edition",
    metavar=mark("EDITION"),
    help=mark("This edition of the definition; otherwise the one in effect today."),
)
case_argument = argument("case", metavar=mark("CASE"))

set_option = option(
    "--set",
    "data",
    multiple=True,
    callback=assignments,
    metavar=mark("NAME=VALUE"),
    help=mark("A field and its value; repeat it for several, or for several entries of a list."),
)
attach_option = option(
    "--attach",
    "attached",
    multiple=True,
    callback=attachments,
    metavar=mark("NAME=FILE"),
    help=mark(
        "A field and a file; repeat it for several. The name, size, type and SHA-256 of the file "
        "are kept, the file itself stays where it is."
    ),
)
key_option = option(
    "--key",
    metavar=mark("KEY"),
    help=mark("A key of your own: the same key again gives the same answer and does nothing."),
)
note_option = option("--note", metavar=mark("TEXT"), help=mark("A note kept with the act."))
read_back_option = option(
    "--read-back",
    is_flag=True,
    help=mark(
        "What the step is to read back was read back. Otherwise, at a terminal, it is shown and "
        "asked for."
    ),
)
expect_option = option(
    "--expect",
    "expected_version",
    metavar=mark("VERSION"),
    callback=counting_number,
    help=mark("Refuse if the case has another version than this: somebody else acted on it."),
)
at_option = option(
    "--at",
    metavar=mark("TIME"),
    help=mark(
        "When it happened, if not now: local time of the case's site, as "
        "'2026-11-21 10:00', or with an offset."
    ),
)
performed_by_option = option(
    "--performed-by",
    metavar=mark("PERSON"),
    help=mark("Who did it, if not the person who enters it."),
)
reason_option = option("--reason", metavar=mark("TEXT"), required=True, help=mark("Why."))
limit_option = option(
    "--limit",
    default="50",
    callback=counting_number,
    metavar=mark("NUMBER"),
    help=mark("How many lines on a page; 50 if not said."),
)
page_option = option(
    "--page",
    default="1",
    callback=counting_number,
    metavar=mark("NUMBER"),
    help=mark("Which page; the first if not said."),
)
