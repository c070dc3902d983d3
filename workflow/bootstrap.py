"""The one place that puts the parts together: which database, which host application."""

import logging
import os
import sys
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from platformdirs import user_config_path, user_data_path

from workflow.errors import InputInvalid, StoreMissing, WorkflowError
from workflow.service.looking import Looking
from workflow.service.workplace import Workplace
from workflow.store.location import is_url, shown
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from workflow.daemon.process import Ways
    from workflow.daemon.rounds import Round
    from workflow.notify.settings import Settings
    from workflow.service.facade import Workflow
    from workflow.service.moving import Copied, Watch

Place = TypeVar("Place", bound=Workplace)

log = logging.getLogger("workflow.daemon")

# What fails is an error, and is told as one; the driver warns of it besides, in words of its own.
logging.getLogger("psycopg").setLevel(logging.CRITICAL)

_LONGEST_WAIT = 3600


class ApplicationUnusable(WorkflowError):
    """The host application named with --app cannot be loaded."""

    application: str
    reason: str
    message = mark("The application {application} cannot be loaded: {reason}.")
    advice = mark("Give --app as module:object, where the object is the registry or holds it.")


def default_url() -> str:
    """Return the database used when none is named: a file in the user's data folder."""
    return _file_url(_default_folder() / "complaints.db")


def full_url(database: str | None) -> str:
    """Return the URL of a database that was named by URL, by path, or not at all."""
    if database is None:
        return default_url()
    if is_url(database):
        return database
    return _file_url(Path(database).expanduser())


def shown_url(database: str | None) -> str:
    """Return the URL for people to see, without a password."""
    return shown(full_url(database))


def connect(url: str | None, *, app: str | None = None, protected: bool = True) -> "Workflow":
    """Open an existing database, with the guards and reactions of the host application.

    With ``protected`` false also one whose history lost its protection, to look into it.
    """
    from workflow.service.facade import Workflow  # noqa: PLC0415 - looking needs nothing of it

    return _opened(Workflow, url, app, protected=protected)


def look(url: str | None, *, app: str | None = None) -> Looking:
    """Open an existing database only to look, which loads far less than ``connect``."""
    return _opened(Looking, url, app, protected=True)


def _opened(kind: type[Place], url: str | None, app: str | None, *, protected: bool) -> Place:
    supplied = host(app)
    if url is None and not _default_folder().exists():
        raise StoreMissing(default_url())
    return kind(full_url(url), busy_seconds=_busy_seconds(), protected=protected, **supplied)


def create(
    url: str | None, *, app: str | None = None, zone: str | None = None, site: str = "main"
) -> "Workflow":
    """Create the database or bring it up to date, and open it."""
    from workflow.service.facade import Workflow  # noqa: PLC0415 - looking needs nothing of it

    if url is None:
        _default_folder().mkdir(parents=True, exist_ok=True)
    return Workflow.create(
        full_url(url), zone=zone, site=site, busy_seconds=_busy_seconds(), **host(app)
    )


def copy(source: str, target: str, watch: "Watch | None") -> "Copied":
    """Copy a database into an empty one; each is a URL or a path. ``watch`` is told how far."""
    from workflow import clock  # noqa: PLC0415 - only this command needs it
    from workflow.service import moving  # noqa: PLC0415

    return moving.copy(
        full_url(source),
        full_url(target),
        now=clock.now(),
        busy_seconds=_busy_seconds(),
        watch=watch,
    )


def _busy_seconds() -> float | None:
    """Return COMPLAINTS_BUSY_SECONDS: how long to wait for programs that lock the database."""
    text = os.environ.get("COMPLAINTS_BUSY_SECONDS", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= _LONGEST_WAIT):
        expected = gettext("a whole number of seconds, {most} at most").format(most=_LONGEST_WAIT)
        raise InputInvalid(f"COMPLAINTS_BUSY_SECONDS={text}", expected)
    return float(text)


def _default_folder() -> Path:
    return user_data_path("complaints", appauthor=False)


def _file_url(path: Path) -> str:
    # Absolute: the daemon may run in another folder than the one the path was typed in.
    return f"sqlite:///{path.absolute().as_posix()}"


def host(app: str | None) -> dict[str, Any]:
    """Return what the object ``module:object`` supplies: itself, or its two parts."""
    if app is None:
        return {}
    found = _loaded(app)
    if not hasattr(found, "registry"):
        return {"registry": found}
    return {"registry": found.registry, "directory": getattr(found, "directory", None)}


def _loaded(app: str) -> object:
    module, colon, name = app.partition(":")
    if not (module and colon and name):
        raise ApplicationUnusable(app, "module:object")
    # An installed command does not look for modules in the folder it is started from.
    if (here := str(Path.cwd())) not in sys.path:
        sys.path.insert(0, here)
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise ApplicationUnusable(app, str(error)) from error


def message_settings(config: str | None) -> "Settings":
    """Return the settings of a file, of the one in the user's folder, or what holds without one.

    Raises ``SettingsInvalid``.
    """
    from workflow.notify import settings  # noqa: PLC0415 - most commands send nothing

    if config:
        return settings.read(Path(config).expanduser())
    file = user_config_path("complaints", appauthor=False) / "complaints.toml"
    return settings.read(file) if file.exists() else settings.standard()


def run_daemon(
    workflow: "Workflow",
    messages: "Settings",
    config: str | None,
    *,
    drain: timedelta | None = None,
    metrics: tuple[str, int] | None = None,
) -> None:
    """Keep deadlines and send messages through every channel there is, until told to stop.

    ``messages`` are the settings of ``config``, which are read again when told to. What was begun
    may end within ``drain``. ``metrics`` are served at an address.
    """
    from workflow.daemon.metrics import Address  # noqa: PLC0415 - only this needs a server
    from workflow.daemon.process import DRAIN, run  # noqa: PLC0415 - only this needs a scheduler

    run(
        workflow,
        _ways(messages),
        lambda: _ways(message_settings(config)),
        drain=DRAIN if drain is None else drain,
        metrics=None if metrics is None else Address(*metrics),
    )


def _ways(messages: "Settings") -> "Ways":
    """Return by what messages go out; what keeps a channel from sending is told.

    So is what is wrong with templates, before the first message meets it.
    """
    from workflow.daemon.process import Ways  # noqa: PLC0415 - only this needs a scheduler
    from workflow.notify.trying import tell_broken_words  # noqa: PLC0415 - only what sends

    for channel in messages.channels:
        if lacking := channel.lacking:
            text, about = gettext("the channel %s cannot send yet: %s"), {"channel": channel.name}
            log.error(text, channel.name, lacking, extra={"event": "lacking", **about})
    tell_broken_words(messages)
    return Ways(messages.senders, messages.routes, messages.broken)


def run_round(workflow: "Workflow", messages: "Settings") -> "Round":
    """Do what the daemon would do now."""
    from workflow.daemon.heart import round_done  # noqa: PLC0415 - only this command needs it
    from workflow.daemon.record import Record  # noqa: PLC0415
    from workflow.daemon.relay import InTurn, Relay  # noqa: PLC0415
    from workflow.daemon.rounds import Rounds  # noqa: PLC0415
    from workflow.service.describing import described  # noqa: PLC0415

    def never() -> bool:
        return False

    routes, record, began = messages.routes, Record(), workflow.now()
    record.channels(one.channel for one in messages.senders)
    relays = [Relay(workflow, one, routes, never, record) for one in messages.senders]
    done = Rounds(workflow, InTurn(relays), routes, never, record).once()
    done = done.telling_of(sum(one.sent_unwritten for one in relays))
    try:
        round_done(workflow, record, began, [*map(described, done.troubles), *messages.broken()])
    except WorkflowError as error:
        return done._replace(troubles=(*done.troubles, error))
    return done
