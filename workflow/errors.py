"""The error tree.

Each error says what happened, to which case, and what to do next, in the
reader's language. ``str(error)`` is a message for the person at the screen;
the attributes are for programs. No message holds a personal value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from inspect import get_annotations
from types import MappingProxyType
from typing import ClassVar, Self, dataclass_transform, get_origin

from workflow.translation import chosen, gettext, mark

Titles = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass_transform(eq_default=False)
class WorkflowError(Exception):
    """Base of everything this package raises on purpose.

    What a class annotates are its attributes, given by position or by name, as in a dataclass. It
    is none, because every start of a command would pay for making forty of them.
    """

    message: ClassVar[str] = mark("Something went wrong.")
    advice: ClassVar[str] = ""
    attributes: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        own = (
            name
            for name, kind in get_annotations(cls).items()
            if name not in cls.attributes and not _of_class(kind)
        )
        cls.attributes = (*cls.attributes, *own)

    def __init__(self, *values: object, **named: object) -> None:
        super().__init__()
        if len(values) > len(self.attributes):
            raise TypeError(f"{type(self).__name__} takes {self.attributes}")
        given = {**dict(zip(self.attributes, values, strict=False)), **named}
        for name in self.attributes:
            if name in given:
                setattr(self, name, given.pop(name))
            elif not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} needs {name}")
        if given:
            raise TypeError(f"{type(self).__name__} has no {', '.join(given)}")

    def __str__(self) -> str:
        words = {name: self._words(name, getattr(self, name)) for name in self.attributes}
        message = self._sentence().format_map(words)
        advice = self._counsel().format_map(words)
        if not advice:
            return message
        return gettext("{message} {advice}").format(message=message, advice=advice)

    def _words(self, _name: str, value: object) -> str:
        return _words(value)

    def _sentence(self) -> str:
        return gettext(self.message)

    def _counsel(self) -> str:
        return gettext(self.advice)

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), tuple(getattr(self, name) for name in self.attributes))


def _of_class(annotation: object) -> bool:
    origin: object = get_origin(annotation)
    return origin is ClassVar


def _titled(name: str, titles: Mapping[str, Mapping[str, str]]) -> str:
    """Return a name as it is typed, with its title where that says more."""
    title = chosen(titles.get(name, {}), name)
    if title.casefold().replace(" ", "_") == name.casefold().replace(" ", "_"):
        return name
    return gettext("{name} ({title})").format(name=name, title=title)


def _words(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple | frozenset | set):
        return gettext(", ").join(str(one) for one in value) or gettext("nothing")
    return f"{value:g}" if isinstance(value, float) else str(value)


# --- definitions -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a definition file.

    ``line`` and ``column`` count from 1; 0 means the file as a whole. ``code`` is stable.
    ``source_line`` is the text of that line, for the caret.
    """

    code: str
    file: str
    line: int
    column: int
    text: str
    suggestion: str = ""
    source_line: str = ""

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


class CalendarInvalid(DefinitionError):
    """A calendar cannot be used; carries every problem found, in file order."""

    message = mark("{file} cannot be used as a calendar.")
    advice = mark("Correct the places named and run `complaints calendar check` again.")


class CalendarNotFound(WorkflowError):
    """No calendar of that name comes with the program."""

    calendar: str
    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("There is no calendar called {calendar}.")
    advice = mark("Known: {known}. A calendar of your own is named by its YAML file.")


class AnnouncementInvalid(DefinitionError):
    """A file of official days cannot be used; carries every problem found, in file order."""

    message = mark("{file} cannot be used as official days.")
    advice = mark("Correct the places named and repeat the command.")


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


class DefinitionNotFound(WorkflowError):
    """No definition of that name is published here."""

    definition: str
    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("There is no definition called {definition}.")
    advice = mark("Published here: {known}. `complaints definition list` shows them.")


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


class NameNotRegistered(WorkflowError):
    """A definition needs a guard or reaction that no host application registered."""

    kind: str
    name: str
    message = mark("The definition needs the {kind} {name}, which nobody registered.")
    advice = mark("Load the application that registers it with --app module:object.")


# --- acting on a case ------------------------------------------------------------------------


class CaseNotFound(WorkflowError):
    """No case has that number or serial."""

    case: str
    message = mark("There is no case {case}.")
    advice = mark(
        "Give the full number (C-2026-000017) or the serial (17), exactly. "
        "`complaints list` shows the cases."
    )


class DocumentNotBrought(WorkflowError):
    """No rung of the case has brought a document of that name. ``known`` are those brought."""

    case: str
    document: str
    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("No rung of {case} has brought the document {document}.")
    advice = mark("Brought so far: {known}.")


class ActRefused(WorkflowError):
    """Base of the refusals of the engine: the case is unchanged.

    ``titles`` says how what the attributes name is called: by attribute, by name.
    """

    case: str
    titles: ClassVar[Titles] = {}

    def entitled(self, titles: Titles) -> Self:
        """Return the refusal, knowing what things are called."""
        self.__dict__["titles"] = titles
        return self

    def _words(self, name: str, value: object) -> str:
        known = self.titles.get(name)
        if not known:
            return _words(value)
        if isinstance(value, str):
            return _titled(value, known)
        if isinstance(value, list | tuple):
            return _words([_titled(str(one), known) for one in value])
        return _words(value)


class TriggerUnknown(ActRefused):
    """The definition has no such trigger."""

    trigger: str
    allowed: Sequence[str] = ()
    suggestion: str = ""
    message = mark("Case {case} knows no step called {trigger}.")
    advice = mark("Possible now: {allowed}.")


class TriggerNotAllowed(ActRefused):
    """The trigger exists, but not from the state the case is in."""

    trigger: str
    state: str
    sources: Sequence[str] = ()
    allowed: Sequence[str] = ()
    message = mark("{trigger} is not possible for case {case} in state {state}.")
    advice = mark("It is possible from: {sources}. Possible now: {allowed}.")


class TriggerUsedUp(ActRefused):
    """The trigger was done as often as the definition permits."""

    trigger: str
    limit: int
    allowed: Sequence[str] = ()
    message = mark("{trigger} was already done {limit} times for case {case}, the most permitted.")
    advice = mark("Possible now: {allowed}.")


class DataMissing(ActRefused):
    """Required data was not given, or is not on file.

    ``missing`` are names of fields; ``takes`` says of some what they take, for people.
    """

    trigger: str
    missing: Sequence[str] = ()
    takes: Mapping[str, str] = MappingProxyType({})
    message = mark("{trigger} for case {case} needs: {missing}.")
    advice = mark("Give each with --set NAME=VALUE.")

    def _words(self, name: str, value: object) -> str:
        if name != "missing" or isinstance(value, str):
            return super()._words(name, value)
        return _words(
            [f"{one} ({self.takes[one]})" if one in self.takes else one for one in self.missing]
        )


class WordsMissing(DataMissing):
    """A note or a reason was left empty."""

    message = mark("{trigger} for case {case} needs {missing}; what was given is empty.")
    advice = mark("A few words are enough.")


class DataInvalid(ActRefused):
    """A value does not fit its field. The value itself is never repeated."""

    field: str
    expected: str
    message = mark("The value given for {field} of case {case} does not fit: expected {expected}.")


class FieldUnknown(ActRefused):
    """The definition has no such field."""

    field: str
    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("Case {case} has no field called {field}.")
    advice = mark("Its fields: {known}.")


class FieldNotEditable(ActRefused):
    """The field may not be set in this state, or not by this step."""

    field: str
    state: str
    allowed: Sequence[str] = ()
    message = mark("{field} cannot be set for case {case} here (state {state}).")
    advice = mark("Fields that can be set here: {allowed}.")


class GuardRejected(ActRefused):
    """A condition of the definition does not hold.

    ``values`` holds what the condition read, personal fields left out.
    """

    trigger: str
    guard: str
    reason: str = ""
    values: Sequence[str] = ()
    allowed: Sequence[str] = ()
    message = mark("{trigger} is refused for case {case}: {reason}")
    advice = mark("Condition: {guard} (with {values}). Possible now: {allowed}.")


class NotAuthorised(ActRefused):
    """The person may not do this."""

    actor: str
    trigger: str
    may: Sequence[str] = ()
    message = mark("{actor} may not do {trigger} for case {case}.")
    advice = mark("It may be done by: {may}.")


class AnotherPersonNeeded(NotAuthorised):
    """Four eyes: the person already did what somebody else must now look at."""

    did: Sequence[str] = ()
    message = mark("{actor} may not do {trigger} for case {case}, having done {did} before.")
    advice = mark("Somebody else must do it: {may}.")


class TooEarly(ActRefused):
    """The step has a window that is not open yet: it ``begins`` (local time) at ``begins_at``.

    ``awaited`` says what must happen first, if that is what is missing; then nobody knows when.
    """

    trigger: str
    at: str
    begins: str = ""
    begins_at: datetime | None = None
    awaited: Sequence[str] = ()
    message = mark(
        "{trigger} is too early for case {case} at {at}: it can be done from {begins} on."
    )

    def _sentence(self) -> str:
        if self.awaited:
            return gettext("{trigger} is too early for case {case}. First must happen: {awaited}.")
        return super()._sentence()


class TooLate(ActRefused):
    """The step has a window that is over: it ``ended`` (local time) at ``ended_at``."""

    trigger: str
    at: str
    ended: str
    ended_at: datetime
    message = mark("{trigger} is too late for case {case} at {at}: it could be done until {ended}.")
    advice = mark("If it took place earlier, record its time with --at.")


class OutsideHours(ActRefused):
    """The step is done in the hours of a calendar only, which ``opens`` next at ``opens_at``.

    Both are empty where the calendar does not know when.
    """

    trigger: str
    at: str
    calendar: str
    opens: str = ""
    opens_at: datetime | None = None
    message = mark(
        "{trigger} is not done for case {case} at {at}, outside the hours of {calendar}."
    )
    advice = mark(
        "They begin next at {opens}. If it took place earlier, record its time with --at."
    )

    def _counsel(self) -> str:
        if not self.opens:
            return gettext("If it took place earlier, record its time with --at.")
        return super()._counsel()


class StaleCase(ActRefused):
    """Somebody acted on the case in between; nothing was written."""

    expected: int
    version: int
    changes: Sequence[str] = ()
    message = mark("Case {case} changed since you looked (version {expected}, now {version}).")
    advice = mark(
        "Meanwhile: {changes}. Look at it again and repeat; in a program, roll back and repeat."
    )

    def _sentence(self) -> str:
        if self.expected > self.version:
            return gettext("Case {case} has no version {expected} yet: its version is {version}.")
        return super()._sentence()

    def _counsel(self) -> str:
        if self.expected > self.version:
            return gettext("`complaints show {case}` shows how it stands.")
        return super()._counsel()


class StaleTransaction(StaleCase):
    """The host's transaction read the case before somebody else's commit."""

    message = mark("Case {case} cannot be written: this transaction saw an older database.")
    advice = mark("Roll back and repeat.")


class CaseClosed(ActRefused):
    """The case is final; nothing more can be done with it this way."""

    state: str
    message = mark("Case {case} is {state}, which is final.")


class RecordedTooLate(ActRefused):
    """``at`` lies where it may not: see the reason."""

    at: str
    reason: str
    message = mark("Case {case}: {at} cannot be recorded as the time of this act: {reason}")
    advice = mark("Without a time it is recorded as done now.")


class DeadlineError(WorkflowError):
    """A deadline cannot be computed."""

    case: str
    deadline: str
    reason: str
    message = mark("The deadline {deadline} of case {case} cannot be computed: {reason}")


class WindowError(WorkflowError):
    """When a step is possible cannot be computed."""

    case: str
    trigger: str
    reason: str
    message = mark("When {trigger} is possible for case {case} cannot be computed: {reason}")


class ExtensionRefused(ActRefused):
    """A deadline cannot be extended, or there is nothing to take back."""

    case: str
    deadline: str
    reason: str
    message = mark("The deadline {deadline} of case {case} cannot be extended: {reason}.")


class KeyReused(WorkflowError):
    """An idempotency key was used before, for something else."""

    key: str
    message = mark("The key {key} was used before, for a different request.")
    advice = mark("Use a new key for a new request.")


# --- people ----------------------------------------------------------------------------------


class ActorMissing(WorkflowError):
    """Nobody said who is acting."""

    message = mark("It is not said who is acting.")
    advice = mark("Give --as NAME or set COMPLAINTS_ACTOR.")


class PersonUnknown(WorkflowError):
    """The directory does not know that person."""

    person: str
    suggestion: str = ""
    message = mark("Nobody called {person} is known.")
    advice = mark("`complaints staff list` shows who is; `complaints staff add` adds somebody.")


class RoleUnknown(WorkflowError):
    """No published definition has such a role."""

    role: str
    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("No definition has a role called {role}.")
    advice = mark("Roles: {known}. A definition of your own must be published first.")


class SiteUnknown(WorkflowError):
    """There is no such site, or it was left open which one."""

    site: str
    known: Sequence[str] = ()
    message = mark("There is no site called {site}.")
    advice = mark("Sites: {known}. Name one with --site.")


class SiteMissing(WorkflowError):
    """Several sites are possible and none was named."""

    known: Sequence[str] = ()
    message = mark("It is not said which site this is for.")
    advice = mark("Name one with --site: {known}.")


class StaffInvalid(WorkflowError):
    """What was said about a person cannot be."""

    person: str
    reason: str
    message = mark("{person} cannot be recorded like this: {reason}")


class InputInvalid(WorkflowError):
    """A value typed in cannot be read: a time, a date, an option."""

    value: str
    expected: str
    message = mark("{value} cannot be read: expected {expected}.")


# --- simulated time ---------------------------------------------------------------------------


class CaseMissing(WorkflowError):
    """A simulation has no case yet, or several and none was named."""

    known: Sequence[str] = ()
    message = mark("It is not said which case this is for.")
    advice = mark("Name one with case=: {known}.")

    def _sentence(self) -> str:
        return super()._sentence() if self.known else gettext("There is no case yet.")

    def _counsel(self) -> str:
        return super()._counsel() if self.known else gettext("Open one first.")


class DeadlineUnknown(WorkflowError):
    """The definition has no such deadline."""

    case: str
    deadline: str
    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("Case {case} has no deadline called {deadline}.")
    advice = mark("Its deadlines: {known}.")

    def _counsel(self) -> str:
        advice = super()._counsel()
        if not self.suggestion:
            return advice
        question = gettext("Did you mean {suggestion}?")
        return gettext("{message} {advice}").format(message=question, advice=advice)


class DeadlineNotStarted(WorkflowError):
    """The deadline is in the definition, but has not started yet."""

    case: str
    deadline: str
    started: Sequence[str] = ()
    message = mark("The deadline {deadline} of case {case} has not started.")
    advice = mark("Started until now: {started}.")


class FiringFailed(WorkflowError):
    """Something was due and could not be decided: the case was set aside."""

    case: str
    reason: str
    message = mark("Case {case} is set aside, what is due cannot be done: {reason}")


# --- the database ----------------------------------------------------------------------------


class StoreError(WorkflowError):
    """Base of what can be wrong with the database."""

    url: str


class StoreMissing(StoreError):
    """There is no database yet, or no tables in it."""

    message = mark("There is no complaints database at {url}.")
    advice = mark("Create it with `complaints init`, or name another with --db.")


class StoreOutdated(StoreError):
    """The database is of an older version."""

    revision: str
    message = mark("The database {url} is of an older version ({revision}).")
    advice = mark("Upgrade it with `complaints init`; make a copy first.")


class StoreTooNew(StoreError):
    """The database is of a newer version than this program."""

    revision: str
    message = mark("The database {url} was made by a newer version of this program ({revision}).")
    advice = mark("Install the newer version; nothing was changed.")


class StoreUnusable(StoreError):
    """The database cannot be opened, read or written."""

    reason: str
    message = mark("The database {url} cannot be used: {reason}")
    advice = mark("Nothing was changed. See docs/operations.md for the cure.")


class StoreBusy(StoreError):
    """Another program kept the database locked for too long."""

    seconds: float
    message = mark("The database {url} was locked by another program for {seconds} seconds.")
    advice = mark("Nothing was changed. Try again; if it stays, see docs/operations.md.")


class StoreUnprotected(StoreError):
    """The triggers that keep the history append-only are missing."""

    missing: Sequence[str] = ()
    message = mark("The history in {url} is not protected: {missing} missing.")
    advice = mark("Run `complaints verify`, then `complaints init` to put the protection back.")
