"""Scenarios played on the real engine, and what came of them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from workflow.definition.model import Definition
from workflow.errors import NameNotRegistered, Problem, WorkflowError
from workflow.report.reasons import moment
from workflow.service.registry import Registry
from workflow.service.views import CaseRow, DocumentView
from workflow.testing.scenarios.expectations import Unmet
from workflow.testing.scenarios.model import Act, Given, Scenario, Step, Suite
from workflow.testing.scenarios.seen import Seen
from workflow.testing.simulation import Simulation
from workflow.translation import gettext

BEFORE = timedelta(microseconds=1)
# Refusals advise by what the command line has; a scenario has keys for the same.
_KEYS = (
    (re.compile(r"--read-back"), "`read_back: true`"),
    (re.compile(r"--set ([^\s=]+)=([^\s.]+)"), r"`with: {\1: \2}`"),
)


class Failure(NamedTuple):
    """What did not hold: where it is written, when it was looked at (aware UTC), and why."""

    place: Problem
    at: datetime
    when: str
    expected: str
    found: str


class Result(NamedTuple):
    """A scenario that was played; ``failures`` are empty if all of it holds."""

    file: str
    scenario: Scenario
    failures: Sequence[Failure]

    @property
    def holds(self) -> bool:
        """Whether all of it holds."""
        return not self.failures


def play(suite: Suite, scenario: Scenario, *, registry: Registry | None = None) -> Result:
    """Play a scenario to its end, or to the first step of which something does not hold.

    Raises ``NameNotRegistered`` for a definition that asks an application that is not there.
    """
    given = scenario.given
    with Simulation(
        suite.definition,
        now=given.begins,
        zone=given.zone.key,
        registry=registry,
        others=tuple(given.others.values()),
    ) as simulation:
        stage = _Stage(suite, given, simulation)
        return Result(suite.file, scenario, stage.play(scenario.steps))


class _Stage:
    """A simulation on which one scenario is played."""

    def __init__(self, suite: Suite, given: Given, simulation: Simulation) -> None:
        self._definition = suite.definition
        self._given = given
        self._sim = simulation
        self._last = ""
        self._known: set[str] = set()
        self._asleep = False
        self._fired = 0
        self._told = 0
        self._papers: dict[str, int] = {}

    def play(self, steps: Sequence[Step]) -> Sequence[Failure]:
        """Play the steps; return what did not hold of the first of which something did not."""
        try:
            self._set_up()
        except WorkflowError as error:
            wanted = gettext("what is given can be set up")
            return [self._failure(Unmet(self._given.node, wanted, str(error)))]
        for step in steps:
            unmet = self._played(step)
            if unmet:
                return [self._failure(one) for one in unmet]
        return []

    def _failure(self, unmet: Unmet) -> Failure:
        now = self._sim.flow.now()
        when = moment(now, self._given.zone.key, end=True)
        return Failure(unmet.node.problem("", ""), now, when, unmet.expected, unmet.found)

    def _set_up(self) -> None:
        flow, staff = self._sim.flow, self._given.staff.values()
        for one in staff:
            flow.add_staff(
                one.name,
                roles=one.roles,
                department=one.department,
                skills=one.skills,
                capacity=one.capacity,
            )
        for one in staff:  # now that everybody is there who is named
            flow.add_staff(one.name, superior=one.superior, delegate=one.delegate)
            if one.away:
                flow.set_away(one.name, start=one.away[0], end=one.away[1])
        for department, head in self._given.heads.items():
            flow.set_head(department, head)
        official = self._given.official
        if official:
            country, region, days = official
            # Somebody has to have adopted them; who it was makes no difference.
            flow.adopt_revision(country, region, announced=days, actor=next(iter(staff)).name)

    def _played(self, step: Step) -> list[Unmet]:
        try:
            self._pass_until(step)
        except WorkflowError as error:
            return [Unmet(step.node, gettext("time passes"), str(error))]
        if step.act and not step.act.opens and self._case(step) is None:
            return [_not_opened(step)]
        refusal = self._act(step.act, step) if step.act else None
        unmet = [*_refused(step.act, refusal)] if step.act else []
        if not self._asleep and not unmet:
            self._sim.fire()
        return unmet or self._looked(step)

    def _looked(self, step: Step) -> list[Unmet]:
        case = self._case(step)
        if case is None:  # where nothing was opened yet, there is nothing to look at
            return [_not_opened(step)] if self._last or step.then else []
        seen = self._seen(step, case)
        return [one for each in step.then for one in each.unmet(seen)]

    def _case(self, step: Step) -> str | None:
        """Return which case a step is about, ``None`` if it was not opened."""
        if not step.of and not step.case and self._last:
            return self._last
        workflow = step.of or self._definition.workflow
        found = [one.case for one in self._rows() if one.definition == workflow]
        number = step.case or len(found)
        return found[number - 1] if 0 < number <= len(found) else None

    def _rows(self) -> list[CaseRow]:
        total = self._sim.flow.list(limit=0).total
        return sorted(self._sim.flow.list(limit=total).rows, key=lambda one: one.serial)

    def _pass_until(self, step: Step) -> None:
        """Let time pass up to a step. A person comes before what is due at the same instant."""
        sim = self._sim
        if not self._asleep and step.act and step.at - BEFORE > sim.flow.now():
            sim.run_until(step.at - BEFORE)
        elif not self._asleep and not step.act:
            sim.run_until(step.at)
        sim.sleep_until(step.at)
        self._asleep = self._asleep if step.daemon is None else step.daemon == "asleep"

    def _act(self, act: Act, step: Step) -> WorkflowError | None:
        """Do what somebody does; return the error it is refused with."""
        flow = self._sim.flow
        try:
            if act.opens:
                opened = self._sim.open(
                    act.data,
                    by=act.who,
                    trigger=act.name,
                    at=act.happened,
                    performed_by=act.performed_by,
                    read_back=act.read_back,
                )
                self._last = opened.case
                self._known.add(opened.case)
                return None
            case = self._case(step) or ""
            if act.kind == "sets":
                flow.set(case, act.data, actor=act.who)
            elif act.kind == "corrects":
                flow.correct(case, act.data, actor=act.who, reason=act.reason)
            elif act.kind == "erases":
                flow.erase(case, actor=act.who, reason=act.reason)
            elif act.kind == "assigns":
                flow.assign(case, act.name, actor=act.who, duty=act.duty)
            elif act.into is not None:
                flow.merge(
                    case,
                    self._case(replace(step, case=act.into)) or str(act.into),
                    act.data,
                    actor=act.who,
                    trigger=act.name,
                    at=act.happened,
                    performed_by=act.performed_by,
                    read_back=act.read_back,
                )
            else:
                self._sim.do(
                    act.name,
                    act.data,
                    by=act.who,
                    case=case,
                    at=act.happened,
                    performed_by=act.performed_by,
                    read_back=act.read_back,
                )
        except NameNotRegistered:
            raise  # by nothing in the story: an application is missing
        except WorkflowError as error:
            return error
        return None

    def _brought(self, definition: Definition, case: str) -> Sequence[DocumentView]:
        if not definition.documents:
            return []
        documents = self._sim.flow.documents(case)
        before = self._papers.get(case, 0)
        self._papers[case] = len(documents)
        return documents[before:]

    def _seen(self, step: Step, case: str) -> Seen:
        """Return what is to be seen of a case, and what came since the step before."""
        rows = self._rows()
        definition = self._given.others[step.of] if step.of else self._definition
        fired, told = self._sim.fired, self._sim.messages
        seen = Seen(
            definition,
            self._sim.show(case),
            [one for one in fired[self._fired :] if one.case == case],
            [one for one in told[self._told :] if one.case == case],
            self._brought(definition, case),
            [one.definition for one in rows if one.case not in self._known],
        )
        self._known.update(one.case for one in rows)
        self._fired, self._told = len(fired), len(told)
        return seen


def _not_opened(step: Step) -> Unmet:
    expected = gettext("the case was opened")
    return Unmet(step.node, expected, gettext("nothing of the kind"))


def _refused(act: Act, refusal: WorkflowError | None) -> list[Unmet]:
    name = type(refusal).__name__ if refusal else ""
    if name == act.refused:
        return []
    done, refused = gettext("it is done"), gettext("refused: {name}")
    expected = refused.format(name=act.refused) if act.refused else done
    found = f"{refused.format(name=name)} ({_as_keys(refusal)})" if refusal else done
    return [Unmet(act.node, expected, found)]


def _as_keys(refusal: WorkflowError) -> str:
    """Return a refusal with the keys of a step where it names options."""
    text = str(refusal)
    for option, key in _KEYS:
        text = option.sub(key, text)
    return text
