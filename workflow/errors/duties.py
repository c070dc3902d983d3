"""What is refused because of what somebody owes."""

from collections.abc import Mapping, Sequence
from typing import Self

from workflow.errors.acts import ActRefused
from workflow.errors.base import titled
from workflow.errors.steps import StepRefused
from workflow.translation import gettext, mark


class DutiesOpen(StepRefused):
    """The step waits for duties that are still open. ``who`` says of each who owes it.

    ``steps`` are those that settle one of them here.
    """

    duties: Sequence[str]
    who: Mapping[str, str]
    steps: Sequence[str] = ()
    message = mark("{trigger} is refused for case {case}: still open: {duties}.")
    advice = mark("Steps that settle them here: {steps}.")

    def offering(self, allowed: Sequence[str], others: Mapping[str, Sequence[str]]) -> Self:
        """Return the refusal with those of its steps that are possible, for whomever."""
        self.steps = tuple(one for one in self.steps if one in allowed or one in others)
        return self

    def _words(self, name: str, value: object) -> str:
        if name != "duties" or isinstance(value, str):
            return super()._words(name, value)
        owed = gettext("{duty}, owed by {person}")
        known = self.titles.get("duties", {})
        return gettext("; ").join(
            owed.format(duty=titled(one, known), person=self.who[one]) for one in self.duties
        )


class DutyNotOpen(StepRefused):
    """Nobody owes what the step does, or what is to be handed on."""

    duties: Sequence[str]
    message = mark("{trigger} is refused for case {case}: nobody owes this now: {duties}.")


class DutyUnknown(ActRefused):
    """The definition has no such duty."""

    duty: str
    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("Case {case} knows no duty called {duty}.")
    advice = mark("Its duties: {known}.")
