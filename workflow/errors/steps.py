"""Steps that are refused by where the case stands, and what is possible instead."""

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar, Self

from workflow.errors.acts import ActRefused
from workflow.errors.base import spoken, titled
from workflow.translation import gettext, mark, ngettext

# What a condition consists of; names in quotation marks are passed over with these.
_WORDS = re.compile(r"""(?:"[^"]*"|'[^']*'|\b[a-z][a-z0-9_]*\b)""")


class StepRefused(ActRefused):
    """Base of the refusals that say what is possible instead.

    ``allowed`` are the steps that who asked can take now, ``others`` those that only others can,
    and who; ``allowed`` is ``None`` where nobody asked, as when a clock takes the step.
    """

    trigger: str
    allowed: ClassVar[Sequence[str] | None] = None
    others: ClassVar[Mapping[str, Sequence[str]]] = {}

    def offering(self, allowed: Sequence[str], others: Mapping[str, Sequence[str]]) -> Self:
        """Return the refusal, knowing what is possible instead."""
        self.__dict__.update(allowed=allowed, others=others)
        return self

    def __str__(self) -> str:
        message, instead = super().__str__(), self._instead()
        if not instead:
            return message
        return gettext("{message} {advice}").format(message=message, advice=instead)

    def _instead(self) -> str:
        steps = self.titles.get("allowed", {})
        if self.allowed:
            allowed = spoken([titled(one, steps) for one in self.allowed])
            return gettext("Possible now: {allowed}.").format(allowed=allowed)
        if not self.others:
            return "" if self.allowed is None else gettext("Nothing can be done with it now.")
        people, by = self.titles.get("may", {}), gettext("{step} by {people}")
        others = [
            by.format(step=titled(step, steps), people=spoken([titled(one, people) for one in who]))
            for step, who in self.others.items()
        ]
        text = gettext("Nothing is possible for you now. Possible for others: {others}.")
        return text.format(others=gettext("; ").join(others))


class TriggerUnknown(StepRefused):
    """The definition has no such trigger. ``known`` are those it has, where any is meant."""

    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("Case {case} knows no step called {trigger}.")

    def _counsel(self) -> str:
        return gettext("Its steps: {known}.") if self.known else super()._counsel()


class TriggerNotAllowed(StepRefused):
    """The trigger exists, but not from the state the case is in."""

    state: str
    sources: Sequence[str] = ()
    message = mark("{trigger} is not possible for case {case} in state {state}.")
    advice = mark("It is possible from: {sources}.")


class TriggerUsedUp(StepRefused):
    """The trigger was done as often as the definition permits."""

    limit: int

    def _sentence(self) -> str:
        return ngettext(
            "{trigger} was already done once for case {case}, the most permitted.",
            "{trigger} was already done {limit} times for case {case}, the most permitted.",
            self.limit,
        )


class GuardRejected(StepRefused):
    """A condition of the definition does not hold.

    ``values`` holds what the condition read, personal fields left out. ``explained``: the reason
    is what the definition says to people, who need not read the condition.
    """

    guard: str
    reason: str = ""
    values: Sequence[str] = ()
    explained: bool = False
    message = mark("{trigger} is refused for case {case}: {reason}")
    advice = mark("Condition: {guard} (with {values}).")

    def _counsel(self) -> str:
        if self.explained:
            return ""
        return super()._counsel() if self.values else gettext("Condition: {guard}.")

    def _words(self, name: str, value: object) -> str:
        fields = self.titles.get("field", {})
        if name == "guard":
            return _WORDS.sub(lambda found: titled(found[0], fields), str(value))
        if name == "values" and not isinstance(value, str):
            each = [one.partition("=") for one in self.values]
            return spoken([f"{titled(what, fields)}={found}" for what, _, found in each])
        return super()._words(name, value)
