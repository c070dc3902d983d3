"""The words of a message: templates of the house, otherwise those that come with the program."""

import logging
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.errors import TemplateUnusable
from workflow.notify.wording import sentence
from workflow.service.delivery import Letter
from workflow.translation import chosen, gettext, language, ngettext

log = logging.getLogger("workflow.messages")

SHIPPED = Path(__file__).parent / "templates"
SUBJECT, DIGEST, PAGE = "subject.txt", "digest.txt", "page.html"
LONGEST_SUBJECT = 150
"""Signs; mail programs show fewer."""


class Words:
    """Renders letters in one language. What a template may say is in ``_told``: nothing personal.

    A template of the house that cannot be rendered is logged, and the shipped one used instead.
    """

    def __init__(self, folder: Path | None, tag: str) -> None:
        shipped = SHIPPED / tag
        self._tag = tag
        self._own = () if folder is None else (folder / tag, folder)
        self._shipped = _environment((shipped,))
        self._house = _environment((*self._own, shipped))

    def speaking(self) -> AbstractContextManager[None]:
        """Speak the language of the house inside the block."""
        return language(self._tag)

    def subject(self, letters: Sequence[Letter]) -> str:
        """Return one line that says what it is about."""
        with self.speaking():
            found = self._rendered(SUBJECT, self._values(letters))
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

    def _values(self, letters: Sequence[Letter]) -> list[dict[str, object]]:
        values = [_told(one) for one in letters]
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
        """Render a template: for one letter its values are at hand by their names."""
        values = {**letters[0], "messages": letters, "count": len(letters)}
        own = next((one / name for one in self._own if (one / name).is_file()), None)
        if own is not None:
            try:
                found = self._house.get_template(name).render(values).strip()
            except Exception as error:  # a template may fail in every way there is
                log.error("%s", TemplateUnusable(str(own), _reason(error)))  # noqa: TRY400
            else:
                if found:
                    return found
                log.error("%s", TemplateUnusable(str(own), gettext("it says nothing")))
        return self._shipped.get_template(name).render(values).strip()


def _environment(folders: Sequence[Path]) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([*map(str, folders)]),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html"),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _told(letter: Letter) -> dict[str, object]:
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
        "urgent": letter.urgent,
        "party": chosen(letter.party or {}, ""),
        "documents": [chosen(one, "") for one in letter.documents],
        "sentence": sentence(letter),
    }


def _reason(error: Exception) -> str:
    """Return what is wrong, without values: what a template stumbled over may be one."""
    if isinstance(error, TemplateSyntaxError):
        return gettext("line {line}: {reason}").format(line=error.lineno, reason=error.message)
    if isinstance(error, TemplateError):
        return str(error.message)
    return type(error).__name__


def _more(count: int) -> str:
    return ngettext("…and {count} more", "…and {count} more", count).format(count=count)
