"""The settings of the house about messages: which channels there are, what goes where."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from workflow.errors import SettingsInvalid
from workflow.notify.entries import Entries
from workflow.notify.log import LogSender
from workflow.notify.misread import misread
from workflow.notify.secret import Secret
from workflow.service.delivery import LOG, Routes, Sender
from workflow.translation import LANGUAGES, current_language, gettext

if TYPE_CHECKING:
    from workflow.notify.words import Words

SAMPLES = Path(__file__).parent / "samples"
DIGEST = timedelta(minutes=15)
LONGEST_DIGEST = timedelta(hours=12)
MOST_ATTEMPTS = 1000

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class _Maker(Protocol):
    """The module of a type of channel."""

    ADDRESSED: bool
    """Whether it reaches nobody without an address: theirs, or ``to`` of the settings."""

    def make(self, entries: Entries, words: "Words") -> Sender:
        """Make the sender of a channel out of what is written of it."""


# Only what the house uses is imported.
TYPES: Mapping[str, str] = {
    "email": "workflow.notify.email",
    "webhook": "workflow.notify.webhook",
    "wecom_robot": "workflow.notify.wecom_robot",
    "wecom_application": "workflow.notify.wecom_application",
    "dingtalk_robot": "workflow.notify.dingtalk_robot",
    "feishu_robot": "workflow.notify.feishu_robot",
    "command": "workflow.notify.command",
    "file": "workflow.notify.file",
    "apprise": "workflow.notify.apprise",
}


class Channel(NamedTuple):
    """A channel, what sends on it, and where its secrets stand.

    ``unaddressed``: it needs an address, and has none for what goes to nobody in particular.
    """

    name: str
    type: str
    sender: Sender
    secrets: tuple[Secret, ...] = ()
    unaddressed: bool = False
    fields: bool = False

    @property
    def lacking(self) -> str:
        """Which of its secrets, or which program, cannot be had, and why; nothing if all can."""
        text = gettext("{place}: {text}")
        found = [(one.key, one.lacking()) for one in self.secrets]
        if (ask := getattr(self.sender, "lacking", None)) is not None:
            found.append(("run", ask()))
        return gettext("; ").join(text.format(place=key, text=why) for key, why in found if why)


class Settings(NamedTuple):
    """What the house says about messages. ``file`` is ``None`` if it says nothing.

    ``words`` are those of every channel but the log.
    """

    routes: Routes
    channels: tuple[Channel, ...]
    file: Path | None = None
    words: "Words | None" = None

    @property
    def senders(self) -> tuple[Sender, ...]:
        """What sends, one for each channel."""
        return tuple(one.sender for one in self.channels)

    def broken(self) -> Sequence[str]:
        """Return what is known to be wrong with the templates of the house."""
        return () if self.words is None else [str(one) for one in self.words.broken()]


def standard() -> Settings:
    """Return what holds where there is no file: everything goes to the log."""
    return Settings(Routes(), (_log(),))


def read(file: Path) -> Settings:
    """Read the settings of a house. Raises ``SettingsInvalid``, which says all that is wrong."""
    from workflow.notify.words import Words  # noqa: PLC0415 - the log needs no templates

    problems: list[str] = []
    root = Entries(_parsed(file), "", file.absolute().parent, problems)
    messages = root.table("messages")
    words = Words(_templates(messages), _language(messages))
    channels = (_log(), *_channels(root.table("channels"), words))
    routes = Routes(
        channels=tuple(one.name for one in channels),
        defaults=_named(root, "defaults", channels),
        alarms=_named(root, "alarms", channels),
        digest=messages.duration("digest", DIGEST, most=LONGEST_DIGEST),
        attempts=messages.number("attempts", Routes().attempts, least=1, most=MOST_ATTEMPTS),
        fields=tuple(one.name for one in channels if one.fields),
    )
    messages.finish()
    root.finish()
    if problems:
        raise SettingsInvalid(str(file), tuple(problems))
    return Settings(routes, channels, file, words)


def sample(tag: str) -> str:
    """Return settings to begin with, explained in a language."""
    return (SAMPLES / f"{tag}.toml").read_text(encoding="utf-8")


def _log() -> Channel:
    return Channel(LOG, LOG, LogSender())


def _parsed(file: Path) -> dict[str, object]:
    try:
        # Windows editors write a mark at the beginning.
        text = file.read_text(encoding="utf-8-sig")
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsInvalid(str(file), (misread(text, error),)) from None
    except UnicodeDecodeError:
        raise SettingsInvalid(str(file), (gettext("it is not a text in UTF-8"),)) from None
    except OSError as error:
        text = gettext("it cannot be read ({reason})")
        raise SettingsInvalid(str(file), (text.format(reason=error.strerror),)) from None


def _language(messages: Entries) -> str:
    return messages.choice("language", LANGUAGES, current_language())


def _templates(messages: Entries) -> Path | None:
    folder = messages.file("templates")
    if folder is not None and not folder.is_dir():
        messages.note("templates", gettext("there is no folder {file}").format(file=folder))
        return None
    return folder


def _channels(tables: Entries, words: "Words") -> Iterator[Channel]:
    for name, entries in tables.tables():
        if name == LOG:
            entries.note("", gettext("the log is a channel of itself, with nothing to set"))
        elif not _NAME.fullmatch(name):
            text = gettext("the name of a channel is small letters, digits, _ and -, 40 at most")
            entries.note("", text)
        else:
            yield _channel(name, entries, words)


def _channel(name: str, entries: Entries, words: "Words") -> Channel:
    kind = entries.choice("type", tuple(TYPES))
    if entries.values.get("type") != kind:  # what the other keys mean is not known
        return Channel(name, LOG, LogSender())
    maker = cast(_Maker, import_module(TYPES[kind]))
    sender, fields = maker.make(entries, words), entries.flag("fields")
    entries.finish()
    unaddressed = maker.ADDRESSED and "to" not in entries.values
    return Channel(name, kind, sender, tuple(entries.secrets), unaddressed, fields)


def _named(root: Entries, key: str, channels: Sequence[Channel]) -> tuple[str, ...]:
    """Return the channels that ``[defaults]`` or ``[alarms]`` names; the log if it is not there."""
    table = root.table(key)
    named = table.texts("channels", (LOG,))
    known = {one.name: one for one in channels}
    for name in named:
        if name not in known:
            table.unknown("channels", name, tuple(known))
        elif known[name].unaddressed:
            text = gettext("{channel} reaches nobody by itself: write `to` in [channels.{channel}]")
            table.note("channels", text.format(channel=name))
    table.finish()
    return named
