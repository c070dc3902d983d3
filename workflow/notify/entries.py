"""One table of the settings, read strictly: what is wrong is noted, all of it at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from workflow.definition.near import nearest
from workflow.notify.secret import Secret
from workflow.translation import ended, gettext

Kind = TypeVar("Kind")

_UNITS = {"second": 1, "minute": 60, "hour": 3600}
_DURATION = re.compile(r"(\d{1,6}) (second|minute|hour)s?")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")


@dataclass(eq=False)
class Entries:
    """What stands under ``path``. Nothing of what it says is repeated: it may be a secret.

    A value that is wrong is noted and replaced by one of its type, so that reading goes on.
    ``folder`` is that of the file: what is named without one is there.
    """

    values: Mapping[str, object]
    path: str
    folder: Path
    problems: list[str]
    secrets: list[Secret] = field(default_factory=list)
    _asked: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """What the table is called."""
        return self.path.rpartition(".")[2]

    def note(self, key: str, text: str) -> None:
        """Note what is wrong with a key, or with the table itself if it is empty."""
        place = ".".join(part for part in (self.path, key) if part)
        self.problems.append(gettext("{place}: {text}").format(place=place, text=text))

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text that is not empty."""
        found = self._value(key, str, default, f'{key} = "…"')
        if found is not None and key in self.values and not found.strip():
            self.note(key, gettext("it is empty"))
        return found or ""

    def number(self, key: str, default: int, *, least: int, most: int) -> int:
        """Return a whole number."""
        self._asked.add(key)
        found = self.values.get(key, default)
        # True is a number to Python, and to nobody else.
        if isinstance(found, int) and not isinstance(found, bool) and least <= found <= most:
            return found
        text = gettext("expected a number from {least} to {most}")
        self.note(key, text.format(least=least, most=most))
        return default

    def whole(self, key: str) -> int:
        """Return a whole number that must be said."""
        return self._value(key, int, None, f"{key} = 1000002") or 0

    def flag(self, key: str) -> bool:
        """Return whether something is switched on."""
        return self._value(key, bool, False, f"{key} = true") or False

    def choice(self, key: str, among: Sequence[str], default: str | None = None) -> str:
        """Return one of several words."""
        found = self._value(key, str, default, f'{key} = "{among[0]}"')
        if found is None or found in among:
            return found or among[0]
        self.unknown(key, found, among)
        return among[0]

    def unknown(self, key: str, word: str, among: Sequence[str]) -> None:
        """Note a word that is none of those it could be."""
        text = gettext("there is no {value}; it is one of {known}")
        self.note(key, text.format(value=word, known=gettext(", ").join(among)))
        self._suggest(word, among)

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Return a list of texts, of which there is one at least."""
        found = self._value(key, list, list(default or ()) or None, f'{key} = ["…"]')
        if found is None:
            return default or ()
        if not found or not all(isinstance(one, str) and one for one in found):
            self.note(key, gettext("expected {example}").format(example=f'{key} = ["…"]'))
            return default or ()
        return tuple(str(one) for one in found)

    def duration(self, key: str, default: timedelta, *, most: timedelta) -> timedelta:
        """Return a length of time; 0 is one too."""
        self._asked.add(key)
        written = self.values.get(key)
        if written is None or written == 0:
            return default if written is None else timedelta(0)
        found = _DURATION.fullmatch(written.strip()) if isinstance(written, str) else None
        if found is None:
            text = gettext("expected a number of seconds, minutes or hours, as in {example}")
            self.note(key, text.format(example=f'{key} = "{_length(default)}"'))
            return default
        length = timedelta(seconds=int(found[1]) * _UNITS[found[2]])
        if length > most:
            text = gettext("expected {seconds} seconds at most")
            self.note(key, text.format(seconds=int(most.total_seconds())))
            return default
        return length

    def file(self, key: str) -> Path | None:
        """Return the path of a file or folder, if one is named."""
        found = self.text(key, "")
        return self._resolved(found) if found else None

    def secret(self, key: str, *, needed: bool = True) -> Secret | None:
        """Return where a secret stands, which the file itself never says."""
        self._asked.add(key)
        example = f'{key} = {{env = "NAME"}}', f'{key} = {{file = "…"}}'
        found = self.values.get(key)
        if isinstance(found, str):
            text = gettext(
                "a secret does not stand in this file: write {variable} and set the variable, "
                "or {file}"
            )
            self.note(key, text.format(variable=example[0], file=example[1]))
        elif found is not None or needed:
            where = self._place_of_secret(key, found)
            if where is not None:
                self.secrets.append(where)
                return where
            text = gettext("expected {variable}, or {file}")
            self.note(key, text.format(variable=example[0], file=example[1]))
        return None

    def _place_of_secret(self, key: str, found: object) -> Secret | None:
        match found:
            case {"env": str(name), **rest} if not rest and _VARIABLE.fullmatch(name):
                return Secret(self.name, key, variable=name)
            case {"file": str(name), **rest} if not rest and name:
                return Secret(self.name, key, file=self._resolved(name))
        return None

    def needed_secret(self, key: str) -> Secret:
        """Return where a secret stands that the channel cannot do without."""
        return self.secret(key) or Secret("", key)

    def table(self, key: str) -> "Entries":
        """Return a table below this one; an empty one if it is not there."""
        path = ".".join(part for part in (self.path, key) if part)
        found = self._value(key, dict, {}, f"[{path}]") or {}
        return Entries(found, path, self.folder, self.problems)

    def tables(self) -> Iterator[tuple[str, "Entries"]]:
        """Yield every table below this one, by name."""
        for key, value in self.values.items():
            table = self.table(key)
            if isinstance(value, dict):
                yield key, table

    def finish(self) -> None:
        """Note what nobody asked for."""
        for key in self.values:
            if key not in self._asked:
                self.note(key, gettext("there is no such key"))
                self._suggest(key, self._asked)

    def _suggest(self, word: str, among: Sequence[str] | set[str]) -> None:
        near = nearest(word, sorted(among))
        if near:
            question = gettext("Did you mean {suggestion}?").format(suggestion=near)
            whole = gettext("{message} {advice}")
            self.problems[-1] = whole.format(message=ended(self.problems[-1]), advice=question)

    def _resolved(self, name: str) -> Path:
        return self.folder / Path(name).expanduser()

    def _value(self, key: str, kind: type[Kind], default: Kind | None, example: str) -> Kind | None:
        self._asked.add(key)
        if key not in self.values:
            if default is None:
                self.note(key, gettext("missing: write {example}").format(example=example))
            return default
        found = self.values[key]
        # True is a number to Python, and to nobody else.
        if isinstance(found, kind) and not (kind is int and isinstance(found, bool)):
            return found
        self.note(key, gettext("expected {example}").format(example=example))
        return default


def _length(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    return f"{seconds // 60} minutes" if seconds % 60 == 0 else f"{seconds} seconds"
