"""Acts that are refused, and cases that are not as they were thought to be."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, Self

from workflow.errors.base import OWNER, Titles, WorkflowError, spoken, titled
from workflow.translation import gettext, mark


class CaseNotFound(WorkflowError):
    """No case has that number or serial."""

    case: str
    message = mark("There is no case {case}.")
    advice = mark(
        "Give the full number (C-2026-000017) or the serial (17), exactly. "
        "`complaints list` shows the cases."
    )


class DocumentNotBrought(WorkflowError):
    """Nothing has brought the case a document of that name. ``known`` are those brought."""

    case: str
    document: str
    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("No step and no rung of {case} has brought the document {document}.")
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
            return spoken(value)
        if isinstance(value, str):
            return titled(value, known)
        if isinstance(value, list | tuple):
            return spoken([titled(str(one), known) for one in value])
        return spoken(value)


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
        return spoken([self._field(one) for one in self.missing])

    def _field(self, name: str) -> str:
        words = titled(name, self.titles.get("field", {}))
        if name not in self.takes:
            return words
        return gettext("{field} = {takes}").format(field=words, takes=self.takes[name])


class WordsMissing(DataMissing):
    """A note or a reason was left empty."""

    message = mark("{trigger} for case {case} needs {missing}; what was given is empty.")
    advice = mark("A few words are enough.")


class DataInvalid(ActRefused):
    """A value does not fit its field. The value itself is never repeated.

    ``others`` are further fields whose values do not fit, each with what is expected.
    """

    field: str
    expected: str
    others: Mapping[str, str] = MappingProxyType({})
    message = mark("The value given for {field} of case {case} does not fit: expected {expected}.")

    def __str__(self) -> str:
        more = (DataInvalid(self.case, *one).entitled(self.titles) for one in self.others.items())
        said = super().__str__()
        for one in map(str, more):
            said = gettext("{message} {advice}").format(message=said, advice=one)
        return said


class PhraseAvoided(ActRefused):
    """A text says what the definition has nobody say. The text itself is never repeated.

    ``phrase`` is it as the definition has it, ``field`` where it stands.
    """

    trigger: str
    field: str
    phrase: str
    instead: str
    message = mark("{trigger} is refused for case {case}: {field} says “{phrase}”.")
    advice = mark("Say instead: {instead}")


class FieldUnknown(ActRefused):
    """The definition has no such field."""

    field: str
    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("Case {case} has no field called {field}.")
    advice = mark("Its fields: {known}.")


class NotReadBack(ActRefused):
    """What was written down is to be read back to whoever it is about, and nobody said it was."""

    trigger: str
    fields: Sequence[str] = ()
    message = mark("{trigger} for case {case}: first read back {fields}.")
    advice = mark("Read it back, then repeat with --read-back.")


class FieldNotEditable(ActRefused):
    """The field may not be set in this state, or not by this step."""

    field: str
    state: str
    allowed: Sequence[str] = ()
    message = mark("{field} cannot be set for case {case} here (state {state}).")
    advice = mark("Fields that can be set here: {allowed}.")


class NotAuthorised(ActRefused):
    """The person may not do this."""

    actor: str
    trigger: str
    may: Sequence[str] = ()
    message = mark("{actor} may not do this for case {case}: {trigger}.")
    advice = mark("It may be done by: {may}.")


class SomebodyElseNeeded(NotAuthorised):
    """Base of what the person may not do, and somebody else may.

    ``may`` are those of whom somebody could; ``nobody`` are all who may, if there is somebody.
    """

    nobody: Sequence[str] = ()
    advice = mark("Somebody else must do it: {may}.")

    def _counsel(self) -> str:
        if self.may or not self.nobody:
            return super()._counsel()
        if tuple(self.nobody) == (OWNER,):
            return gettext(
                "Only the owner may do it, so somebody else must own the case: `complaints assign "
                "{case} PERSON` gives it to them."
            )
        if OWNER in self.nobody:
            return gettext(
                "Somebody else must do it, and there is nobody else: {nobody}. `complaints assign "
                "{case} PERSON` gives the case to another owner, `complaints staff add` gives "
                "somebody a role."
            )
        return gettext(
            "Somebody else must do it, and there is nobody else: {nobody}. `complaints staff add` "
            "gives somebody a role."
        )


class AnotherPersonNeeded(SomebodyElseNeeded):
    """Four eyes: the person already did what somebody else must now look at."""

    did: Sequence[str] = ()
    message = mark("{actor} may not do {trigger} for case {case}, having done {did} before.")


class ConflictOfInterest(SomebodyElseNeeded):
    """The person owned the case where another should have, or the case is about the person.

    ``owned`` are states, ``named`` fields: one of the two is said.
    """

    owned: Sequence[str] = ()
    named: Sequence[str] = ()
    message = mark("{actor} may not do {trigger} for case {case}, having owned it in {owned}.")

    def _sentence(self) -> str:
        if self.named:
            return gettext("{actor} may not do {trigger} for case {case}, being named in {named}.")
        return super()._sentence()


class OwnerUnfit(ActRefused):
    """Whom somebody named as the owner cannot be it."""

    owner: str
    reason: str
    role: str = ""
    message = mark("{owner} cannot own case {case}: {owner} {reason}.")
    advice = mark("Name somebody else.")

    def _counsel(self) -> str:
        return gettext("Name somebody else who holds the role {role}.") if self.role else (
            super()._counsel()
        )  # fmt: skip


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


class KeyReused(WorkflowError):
    """An idempotency key was used before, for something else."""

    key: str
    message = mark("The key {key} was used before, for a different request.")
    advice = mark("Use a new key for a new request.")
