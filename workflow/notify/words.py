"""The words of a message: templates of the house, otherwise those that come with the program."""

import logging
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from itertools import chain
from pathlib import Path
from traceback import extract_tb

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.definition.values import show_value
from workflow.errors import TemplateUnusable
from workflow.notify.wording import sentence
from workflow.service.delivery import Letter
from workflow.translation import chosen, gettext, language, mark, ngettext

log = logging.getLogger("workflow.messages")

SHIPPED = Path(__file__).parent / "templates"
SUBJECT, DIGEST, PAGE = "subject.txt", "digest.txt", "page.html"
ENDINGS = frozenset({".txt", ".html"})
LONGEST_SUBJECT = 150
"""Signs; mail programs show fewer."""
_Files = frozenset[tuple[str, int]]


class Words:
    """Renders letters in one language. What a template may say is in ``_values_of``.

    A template of the house that cannot be rendered is logged, and the shipped one used instead.
    It is logged once, until one of them is changed: every message meets it.
    """

    def __init__(self, folder: Path | None, tag: str) -> None:
        shipped = SHIPPED / tag
        self._tag = tag
        self._folder = folder
        self._told: dict[tuple[str, str], _Files] = {}
        self._shipped = _environment((shipped,))
        self._house = None if folder is None else _environment((folder / tag, folder, shipped))

    def speaking(self) -> AbstractContextManager[None]:
        """Speak the language of the house inside the block."""
        return language(self._tag)

    def in_language(self, tag: str) -> "Words":
        """Return the words of the same house in another language."""
        return Words(self._folder, tag)

    def subject(self, letters: Sequence[Letter]) -> str:
        """Return one line that says what it is about."""
        with self.speaking():
            found = self._rendered(SUBJECT, [_values_of(one) for one in letters])
        # A line of its own would be a header of its own.
        line = " ".join("".join(one if one.isprintable() else " " for one in found).split())
        return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"

    def text(self, letters: Sequence[Letter], most: int | None = None) -> str:
        """Return all of them as one text of at most so many bytes; what is left out is counted."""
        with self.speaking():
            values = self._values(letters)
            if most is None:
                return self._together(values, len(values))
            limit = most

            def too_long(kept: int) -> bool:
                return len(self._together(values, kept).encode()) > limit

            # The first count that is too long: one fewer fits.
            kept = bisect_left(range(1, len(values) + 1), x=True, key=too_long)
            return self._together(values, kept) if kept else self._cut(values, limit)

    def html(self, letters: Sequence[Letter]) -> str:
        """Return all of them as a page of HTML."""
        with self.speaking():
            return self._rendered(PAGE, self._values(letters))

    def unusable(self, letters: Sequence[Letter]) -> list[TemplateUnusable]:
        """Return what is wrong with the templates of the house, tried on letters of each kind."""
        with self.speaking():
            told = [_values_of(one) for one in letters]
            tried = [(f"{one['kind']}.txt", [{**one, "text": ""}]) for one in told]
            several = [{**one, "text": ""} for one in told]
            tried += [(SUBJECT, [one]) for one in told]
            tried += [(name, several) for name in (SUBJECT, DIGEST, PAGE)]
            found = [self._own(name, values)[1] for name, values in tried]
        return list({(one.file, one.reason): one for one in found if one is not None}.values())

    def broken(self) -> list[TemplateUnusable]:
        """Return what was wrong with templates of the house that were not changed since."""
        if not self._told:
            return []
        files = self._files()
        return [TemplateUnusable(*what) for what, of in [*self._told.items()] if of == files]

    def tell(self, wrong: Iterable[TemplateUnusable]) -> None:
        """Log what is wrong with templates of the house, unless that was told of these files."""
        for one in wrong:
            what, files = (one.file, one.reason), self._files()
            if self._told.get(what) != files:
                self._told[what] = files
                log.error("%s", one)

    def _files(self) -> "_Files":
        """Return the templates of the house, and when each was written."""
        if self._folder is None:
            return frozenset()
        found = set()
        for one in chain(self._folder.glob("*.*"), (self._folder / self._tag).glob("*.*")):
            with suppress(OSError):  # somebody takes it away just now
                found.add((str(one), one.stat().st_mtime_ns))
        return frozenset(found)

    def _values(self, letters: Sequence[Letter]) -> list[dict[str, object]]:
        values = [_values_of(one) for one in letters]
        for one in values:
            one["text"] = self._rendered(f"{one['kind']}.txt", [one])
        return values

    def _together(self, values: Sequence[Mapping[str, object]], kept: int) -> str:
        """Return the first of them as one text, and how many more there are."""
        if len(values) == 1:
            return str(values[0]["text"])
        text = self._rendered(DIGEST, values[:kept])
        return text if kept == len(values) else f"{text}\n{_more(len(values) - kept)}"

    def _cut(self, values: Sequence[Mapping[str, object]], most: int) -> str:
        """Return the beginning of the first one, cut between two signs."""
        end = "…" if len(values) == 1 else f"\n{_more(len(values) - 1)}"
        room = most - len(end.encode())
        return str(values[0]["text"]).encode()[:room].decode(errors="ignore") + end

    def _rendered(self, name: str, letters: Sequence[Mapping[str, object]]) -> str:
        """Render a template of the house, otherwise the shipped one."""
        own, wrong = self._own(name, letters)
        if wrong is not None:
            self.tell([wrong])
        return own or self._shipped.get_template(name).render(_at_hand(letters)).strip()

    def _own(
        self, name: str, letters: Sequence[Mapping[str, object]]
    ) -> tuple[str, TemplateUnusable | None]:
        """Return what the templates of the house make of letters, or what is wrong with one."""
        if self._house is None or self._folder is None:
            return "", None
        try:
            template = self._house.get_template(name)
            found = template.render(_at_hand(letters)).strip()
        except Exception as error:  # a template may fail in every way there is
            return "", TemplateUnusable(_place(error, self._folder / name), _reason(error))
        if found:
            return found, None
        return "", TemplateUnusable(str(template.filename), mark("it says nothing"))


def _at_hand(letters: Sequence[Mapping[str, object]]) -> Mapping[str, object]:
    """Return what a template may name: the values of the first letter, and all of them."""
    return {**letters[0], "messages": letters, "count": len(letters)}


class _Fields:
    """What is on file of a case, as a template names it: empty where nothing is.

    It is no mapping, whose methods would hide fields called as they are.
    """

    def __init__(self, letter: Letter) -> None:
        self._letter = letter

    def __getitem__(self, name: str) -> str:
        on_file = self._letter.fields.get(name)
        if on_file is None:
            return ""
        return show_value(on_file.field, on_file.value, zone_named(self._letter.zone))

    # Without these, Python would ask for the fields 0, 1, 2 and so on, and never come to an end.
    def __iter__(self) -> Iterator[str]:
        return iter(self._letter.fields)

    def __len__(self) -> int:
        return len(self._letter.fields)

    def __contains__(self, name: object) -> bool:
        return name in self._letter.fields

    def __str__(self) -> str:
        told = gettext("{label}: {what}")
        return gettext("; ").join(
            told.format(label=chosen(one.field.title, name), what=self[name])
            for name, one in self._letter.fields.items()
        )


def _environment(folders: Sequence[Path]) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([*map(str, folders)]),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html"),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _values_of(letter: Letter) -> dict[str, object]:
    """Return what a template may say of a letter, in the current language."""
    due = letter.due_at and show_local(letter.due_at, zone_named(letter.zone), end=True)
    return {
        "kind": letter.kind,
        "case": letter.case,
        "title": chosen(letter.definition, ""),
        "state": chosen(letter.state, ""),
        "owner": letter.owner,
        "recipient": letter.recipient or "",
        "site": letter.site,
        "deadline": chosen(letter.deadline, ""),
        "due": due or "",
        "owed": letter.owed,
        "urgent": letter.urgent,
        "party": chosen(letter.party or {}, ""),
        "documents": [chosen(one, "") for one in letter.documents],
        "sentence": sentence(letter),
        "fields": _Fields(letter),
    }


def _place(error: Exception, otherwise: Path) -> str:
    """Return the file and line where a template failed; jinja shows them as if they were Python."""
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    frames = [
        one for one in extract_tb(error.__traceback__) if Path(one.filename).suffix in ENDINGS
    ]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else str(otherwise)


def _reason(error: Exception) -> str:
    """Return what is wrong, without values: what a template stumbled over may be one."""
    return str(error.message) if isinstance(error, TemplateError) else type(error).__name__


def _more(count: int) -> str:
    return ngettext("…and {count} more", "…and {count} more", count).format(count=count)
