"""Definitions and calendars that cannot be used or are not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from workflow.errors.base import WorkflowError
from workflow.translation import gettext, mark

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a definition file.

    ``line`` and ``column`` count from 1; 0 means the file as a whole. ``code`` is stable.
    ``source_line`` is the text of that line, for the caret. ``end_column`` is the column after what
    is meant, 0 where only its beginning is known. A ``warning`` is allowed, but rarely meant.
    """

    code: str
    file: str
    line: int
    column: int
    text: str
    suggestion: str = ""
    source_line: str = ""
    end_column: int = 0
    severity: Severity = "error"

    @property
    def place(self) -> str:
        """Where it is, as ``file:line:column``."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class DefinitionError(WorkflowError):
    """A definition cannot be used; carries every problem found, in file order."""

    file: str
    problems: Sequence[Problem] = ()
    message = mark("{file} cannot be used as a definition.")
    advice = mark("Correct the places named and run `complaints definition check` again.")

    def _counsel(self) -> str:
        if any(one.code != "Y001" for one in self.problems) or not self.problems:
            return super()._counsel()
        return gettext(
            "Name a file that is there, with its folder and its ending: the name of something that "
            "is published is none."
        )


class CalendarInvalid(DefinitionError):
    """A calendar cannot be used; carries every problem found, in file order."""

    message = mark("{file} cannot be used as a calendar.")
    advice = mark("Correct the places named and run `complaints calendar check` again.")


class FragmentInvalid(DefinitionError):
    """A fragment cannot be used; carries every problem found, in file order."""

    message = mark("{file} cannot be used as a fragment.")


class CalendarNotFound(WorkflowError):
    """No calendar of that name comes with the program."""

    calendar: str
    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("There is no calendar called {calendar}.")
    advice = mark("Known: {known}. A calendar of your own is named by its YAML file.")


class CalendarNotPinned(CalendarNotFound):
    """A published edition counts by no calendar of that name."""

    definition: str = ""
    edition: str = ""
    message = mark("Edition {edition} of {definition} has no calendar called {calendar}.")
    advice = mark("It has: {known}.")


class AnnouncementInvalid(DefinitionError):
    """A file of official days cannot be used; carries every problem found, in file order."""

    message = mark("{file} cannot be used as official days.")
    advice = mark("Correct the places named and repeat the command.")


class PlanInvalid(DefinitionError):
    """A plan for moving cases cannot be used; carries every problem found, in file order."""

    message = mark("{file} cannot be used as a plan.")
    advice = mark("Correct the places named and repeat the command.")


class ScenariosInvalid(DefinitionError):
    """Scenarios cannot be used; carries every problem found, in file order."""

    message = mark("{file} cannot be used as scenarios.")
    advice = mark("Correct the places named and run `complaints definition test` again.")


class HolidaysUnknown(WorkflowError):
    """The public holidays of a year are not known, so nobody can say which days are worked."""

    calendar: str
    year: int
    first: int
    last: int
    message = mark("The public holidays of {year} are not known for {calendar}.")
    advice = mark("They are known from {first} to {last}; name days within these years.")


class OfficialDaysMissing(WorkflowError):
    """The official days that a calendar is counted by are not in this database."""

    calendar: str
    country: str
    revision: int
    message = mark(
        "Revision {revision} of the official days of {country}, which the calendar {calendar} "
        "needs, is not in this database."
    )
    advice = mark(
        "Adopted revisions are never removed by this program: restore a backup that has it. "
        "`complaints verify` says what is missing."
    )


class RevisionUnknown(WorkflowError):
    """No revision of that number of the official days of a place was adopted."""

    place: str
    revision: int
    known: Sequence[int] = ()
    message = mark("There is no revision {revision} of the official days of {place}.")
    advice = mark("Adopted here: {known}. `complaints calendar revisions` shows them.")


class DefinitionNotFound(WorkflowError):
    """No definition of that name is published here."""

    definition: str
    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("There is no definition called {definition}.")
    advice = mark("Published here: {known}. `complaints definition list` shows them.")


class CounterUnknown(WorkflowError):
    """No published definition has such a counter."""

    counter: str
    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("No definition has a counter called {counter}.")
    advice = mark("Counters: {known}.")


class StateUnknown(WorkflowError):
    """No published definition has such a state."""

    state: str
    known: Sequence[str] = ()
    message = mark("No definition has a state called {state}.")
    advice = mark("States: {known}.")


class EditionNotYet(DefinitionNotFound):
    """The definition is published, but no edition of it was in effect on that day."""

    day: str = ""
    dates: Sequence[str] = ()
    message = mark("No edition of {definition} was in effect on {day}.")
    advice = mark("Editions take effect on: {dates}. `complaints definition list` shows them.")


class EditionTaken(WorkflowError):
    """An edition of that name is published already, with other content."""

    definition: str
    edition: str
    message = mark("Edition {edition} of {definition} is published already, with other content.")
    advice = mark("What is published is never changed: give the new text another `edition`.")


class PromiseRefused(WorkflowError):
    """Base of what keeps a definition from being published for what it promises, at ``places``."""

    definition: str
    places: Sequence[str]

    @property
    def place(self) -> str:
        """The first of the places."""
        return self.places[0]


class PromiseUnproved(PromiseRefused):
    """A definition promises what is not proved, and does not say that it is assumed."""

    message = mark("What {definition} promises at {places} is not proved.")
    advice = mark(
        "`complaints definition prove FILE` says why. What has to be relied on all the same says "
        "so: `assumed: reason`."
    )


class PromiseBroken(PromiseRefused):
    """There is a way that breaks what a definition promises, assumed or not.

    ``unproved`` are the places where it promises what is neither proved nor assumed.
    """

    unproved: Sequence[str] = ()
    message = mark("What {definition} promises at {places} is broken.")
    advice = mark(
        "`complaints definition prove FILE` shows by which way. Change the steps so that it "
        "holds, or the promise; `unless` names what makes up for it."
    )

    def _sentence(self) -> str:
        if not self.unproved:
            return super()._sentence()
        return gettext(
            "What {definition} promises at {places} is broken, and what it promises at {unproved} "
            "is not proved."
        )


class PromiseProved(PromiseRefused):
    """The ``edition`` is published with promises as proved; they do not become assumed."""

    edition: str
    message = mark(
        "What {definition} promises at {places} is published as proved in edition {edition}, and "
        "does not become assumed."
    )
    advice = mark(
        "What is published is never changed: leave `assumed` out, or give the new text another "
        "`edition`."
    )


class LinksBroken(WorkflowError):
    """Cases that are opened with acts on others could not be opened. ``problems`` say why.

    ``places`` are the keys that lead to each in the definition, none where another one is wrong.
    ``located`` are the same in its file, where that is at hand.
    """

    workflow: str
    problems: Sequence[str]
    places: Sequence[Sequence[str | int]] = ()
    located: Sequence[Problem] = ()
    message = mark("{workflow} is not published: it and a definition it belongs to do not fit.")
    advice = mark("{problems}")

    def _counsel(self) -> str:
        return gettext("Correct the places named.") if self.located else super()._counsel()

    def _words(self, name: str, value: object) -> str:
        return " ".join(self.problems) if name == "problems" else super()._words(name, value)


class TrialRefused(WorkflowError):
    """A definition can be tried out only where nobody's case could follow it."""

    cases: int
    message = mark("A definition is tried out in a new database; this one has cases: {cases}.")
    advice = mark("Name another with --db, and begin with `complaints init`.")


class NameNotRegistered(WorkflowError):
    """A definition needs a guard or reaction that no host application registered."""

    kind: str
    name: str
    message = mark("The definition needs the {kind} {name}, which nobody registered.")
    advice = mark("Load the application that registers it with --app module:object.")
