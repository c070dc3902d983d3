"""Scenarios played on the real engine, and what came of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from workflow.errors import NameNotRegistered, Problem, WorkflowError
from workflow.report.reasons import moment
from workflow.service.registry import Registry
from workflow.service.views import DocumentView
from workflow.testing.scenarios.expectations import Unmet
from workflow.testing.scenarios.model import Act, Given, Scenario, Step, Suite
from workflow.testing.scenarios.seen import Seen
from workflow.testing.simulation import Simulation
from workflow.translation import gettext

BEFORE = timedelta(microseconds=1)


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
        suite.definition, now=given.begins, zone=given.zone.key, registry=registry
    ) as simulation:
        stage = _Stage(suite, given, simulation)
        return Result(suite.file, scenario, stage.play(scenario.steps))


class _Stage:
    """A simulation on which one scenario is played."""

    def __init__(self, suite: Suite, given: Given, simulation: Simulation) -> None:
        self._definition = suite.definition
        self._given = given
        self._sim = simulation
        self._cases: list[str] = []
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
        refusal = self._act(step.act, step.case) if step.act else None
        unmet = [*_refused(step.act, refusal)] if step.act else []
        if not self._asleep and not unmet:
            self._sim.fire()
        if self._cases and not unmet:
            seen = self._seen(step.case)
            unmet = [one for each in step.then for one in each.unmet(seen)]
        return unmet

    def _pass_until(self, step: Step) -> None:
        """Let time pass up to a step. A person comes before what is due at the same instant."""
        sim = self._sim
        if not self._asleep and step.act and step.at - BEFORE > sim.flow.now():
            sim.run_until(step.at - BEFORE)
        elif not self._asleep and not step.act:
            sim.run_until(step.at)
        sim.sleep_until(step.at)
        self._asleep = self._asleep if step.daemon is None else step.daemon == "asleep"

    def _act(self, act: Act, number: int) -> WorkflowError | None:
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
                self._cases.append(opened.case)
                return None
            case = self._cases[number - 1]
            if act.kind == "sets":
                flow.set(case, act.data, actor=act.who)
            elif act.kind == "corrects":
                flow.correct(case, act.data, actor=act.who, reason=act.reason)
            elif act.kind == "assigns":
                flow.assign(case, act.name, actor=act.who, duty=act.duty)
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

    def _brought(self, case: str) -> Sequence[DocumentView]:
        if not self._definition.documents:
            return []
        documents = self._sim.flow.documents(case)
        before = self._papers.get(case, 0)
        self._papers[case] = len(documents)
        return documents[before:]

    def _seen(self, number: int) -> Seen:
        """Return what is to be seen of a case, and what came since the step before."""
        case = self._cases[number - 1]
        fired, told = self._sim.fired, self._sim.messages
        seen = Seen(
            self._definition,
            self._sim.show(case),
            [one for one in fired[self._fired :] if one.case == case],
            [one for one in told[self._told :] if one.case == case],
            self._brought(case),
        )
        self._fired, self._told = len(fired), len(told)
        return seen


def _refused(act: Act, refusal: WorkflowError | None) -> list[Unmet]:
    name = type(refusal).__name__ if refusal else ""
    if name == act.refused:
        return []
    done, refused = gettext("it is done"), gettext("refused: {name}")
    expected = refused.format(name=act.refused) if act.refused else done
    found = f"{refused.format(name=name)} ({refusal})" if refusal else done
    return [Unmet(act.node, expected, found)]
