"""A small world around the pure engine: people, a case, a clock; everything in memory.

Times are written as on the wall clock of the site: ``at("2026-11-02 10:00")``.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from house import DEFINITIONS
from people import SHANGHAI, Around, House

from workflow.calendars.local import read_local, show_local
from workflow.calendars.local import zone as zone_named
from workflow.clock import to_text
from workflow.definition import parse
from workflow.definition.migration import Crossing, Plan
from workflow.definition.model import Definition
from workflow.engine import decide
from workflow.engine.case import Case, DeadlineState
from workflow.engine.decide import Request, Situation
from workflow.engine.decide_migration import decide_migration, decide_taking_back
from workflow.engine.draft import refreshed
from workflow.engine.edition import Edition
from workflow.engine.events import Decision, Event, Notice
from workflow.engine.fold import replay
from workflow.engine.joined import joined
from workflow.engine.migrating import Outcome as MigrationOutcome
from workflow.engine.migrating import Target
from workflow.engine.opening import Opening
from workflow.engine.really import Ahead
from workflow.engine.revising import Newer, Outcome

RECEIVED = {"complainant": "李雷", "phone": "13800138000", "content": "房间太冷", "kind": "service"}
UPHELD = {"grounds": "sufficient", "demand": "reasonable", "department": "客房部"}
NOT_UPHELD = {"grounds": "insufficient", "demand": "reasonable"}
DISSATISFIED = {"outcome": "dissatisfied", "remarks": "还是太冷"}

# How a complaint comes to each state, each act by the owner unless somebody is named.
WAYS: Mapping[str, tuple[tuple[str, str, Mapping[str, object]], ...]] = {
    "received": (),
    "judged": (("judge", "owner", UPHELD),),
    "declined": (("judge", "owner", NOT_UPHELD),),
    "investigated": (
        ("judge", "owner", UPHELD),
        ("investigate", "owner", {"cause": "阀门坏了", "responsible": "ann"}),
    ),
    "approved": (
        ("judge", "owner", UPHELD),
        ("investigate", "owner", {"cause": "阀门坏了", "responsible": "ann"}),
        ("propose", "owner", {"proposal": "换房"}),
        ("propose", "owner", {"proposal": "修理"}),
        ("approve", "sue", {"chosen": 2, "review": "可行"}),
    ),
    "resolved": (
        ("judge", "owner", NOT_UPHELD),
        ("explain", "owner", {"explanation": "已向顾客说明"}),
    ),
    "called_back": (
        ("judge", "owner", NOT_UPHELD),
        ("explain", "owner", {"explanation": "已向顾客说明"}),
        ("record_callback", "owner", {"outcome": "satisfied"}),
    ),
}


def at(text: str, zone: str = SHANGHAI) -> datetime:
    """The instant of a time on the wall clock."""
    return read_local(text, zone_named(zone))


def shown(instant: datetime, zone: str = SHANGHAI) -> str:
    """The wall-clock time of an instant; midnight is 24:00 of the day that ends."""
    return show_local(instant, zone_named(zone), end=True)


@cache
def definition(name: str) -> Definition:
    """A definition of the tests: the rules of the engine do not depend on what is shipped."""
    return parse.load(DEFINITIONS / f"{name}.yaml")


@cache
def edition(name: str) -> Edition:
    return Edition(definition(name), f"fingerprint of {name}")


def with_transition(name: str, transition: str, **changes: Any) -> Edition:
    """A definition of the tests with one transition changed."""
    whole = definition(name)
    one = replace(whole.transitions[transition], **changes)
    return Edition(replace(whole, transitions={**whole.transitions, transition: one}), "changed")


def with_deadline(name: str, deadline: str, **changes: Any) -> Edition:
    """A definition of the tests with one deadline changed."""
    whole = definition(name)
    one = replace(whole.deadlines[deadline], **changes)
    return Edition(replace(whole, deadlines={**whole.deadlines, deadline: one}), "changed")


def written(text: str) -> Edition:
    """The edition a YAML text makes."""
    return Edition(parse.loads(text, "test.yaml"), "fingerprint")


class World:
    """One case in its surroundings.

    Whatever is decided is put on record here, and the case is at once made anew from its events,
    as they read when they come back from JSON: it must be the same case.
    """

    def __init__(self, edition: Edition, now: str = "2026-11-02 10:00", zone: str = SHANGHAI):
        self.edition = edition
        self.house = House()
        self.around = Around(self.house)
        self.zone = zone
        self.department: str | None = None
        self.now = at(now, zone)
        self.case: Case | None = None
        self.events: list[Event] = self.around.events
        self.notices: list[Notice] = []
        self.voided: list[tuple[str, int]] = []

    def wait_until(self, text: str) -> None:
        """Move the clock. Nothing fires by itself: that is what ``fire`` and ``live`` are for."""
        self.now = at(text, self.zone)

    def open(
        self, data: Mapping[str, object] = RECEIVED, actor: str = "rita", **words: Any
    ) -> Decision:
        trigger = words.pop("trigger", self.edition.definition.opening[0].name)
        if "at" in words:
            words["at"] = at(words["at"], self.zone)
        request = Request(trigger, data, actor, **words)
        opening = Opening("uuid", "main", self.zone, self.department)
        decision = decide.decide_opening(self.edition, request, opening, self.around, self.now)
        return self._keep(decision)

    def do(
        self,
        trigger: str,
        actor: str,
        data: Mapping[str, object] | None = None,
        **words: Any,
    ) -> Decision:
        """Take a step; ``owner`` as actor is whoever owns the case."""
        if "at" in words:
            words["at"] = at(words["at"], self.zone)
        who = self.owner if actor == "owner" else actor
        request = Request(trigger, data or {}, who, **words)
        return self._keep(decide.decide_step(self.situation, request))

    def bring_to(self, state: str) -> None:
        """Open a complaint and act until it is in ``state``, all at the present instant."""
        if self.case is None:
            self.open()
        for trigger, actor, data in WAYS[state]:
            words = {"consent_customer": to_text(self.now)} if trigger == "carry_out" else {}
            self.do(trigger, actor, {**data, **words})
        assert self.state == state

    def enter(self, actor: str, data: Mapping[str, object]) -> Decision:
        return self._keep(decide.decide_values(self.situation, data, actor=actor))

    def correct(self, actor: str, data: Mapping[str, object], reason: str = "录错") -> Decision:
        decision = decide.decide_correction(self.situation, data, actor=actor, reason=reason)
        return self._keep(decision)

    def note(self, actor: str, text: str) -> Decision:
        return self._keep(decide.decide_note(self.situation, text, actor=actor))

    def assign(self, actor: str, owner: str, note: str | None = None) -> Decision:
        decision = decide.decide_assignment(self.situation, owner, actor=actor, note=note)
        return self._keep(decision)

    def hand_on(self, actor: str, duty: str, to: str, note: str | None = None) -> Decision:
        decision = decide.decide_assignment(self.situation, to, actor=actor, note=note, duty=duty)
        return self._keep(decision)

    def erase(self, actor: str, fields: tuple[str, ...], reason: str = "顾客要求") -> Decision:
        decision = decide.decide_erasure(self.situation, fields, actor=actor, reason=reason)
        return self._keep(decision)

    def void(
        self, since: str, until: str, actor: str = "sue", reason: str = "时钟快了"
    ) -> Decision:
        """Void what was recorded between two times."""
        decision = decide.decide_voiding(
            self.situation,
            Ahead(at(since, self.zone), at(until, self.zone)),
            actor=actor,
            reason=reason,
        )
        return self._keep(decision)

    def revise(self, newer: Newer, actor: str = "sue") -> list[Outcome]:
        """Count by newer official days, which ``around`` knows already."""
        decision, outcomes = decide.decide_revision(self.situation, newer, actor=actor)
        self._keep(decision)
        return outcomes

    def migrate(
        self, new: Edition, plan: Plan, actor: str = "sue", may_break: tuple[int, ...] = ()
    ) -> MigrationOutcome:
        """Take the case to another edition, unless it has to stay.

        ``may_break`` are the numbers of the promises that it is taken to be able to break there.
        """
        old = self.edition
        known = {**old.earlier, old.fingerprint: old}
        crossing = Crossing(old.definition, new.definition, plan)
        target = Target(joined(new, known.values()), crossing, lambda *_: may_break)
        decision, outcome = decide_migration(self.situation, target, actor=actor)
        if not outcome.refusals:
            self.edition = target.edition
            self._keep(decision)
        return outcome

    def take_back(self, old: Edition, actor: str = "sue", reason: str = "弄错了") -> Decision:
        """Take the case back to the edition it came from."""
        known = {**self.edition.earlier, self.edition.fingerprint: self.edition}
        edition = joined(old, known.values())
        decision = decide_taking_back(self.situation, edition, actor=actor, reason=reason)
        self.edition = edition
        return self._keep(decision)

    def fire(self) -> Decision:
        """Fire what is due by now, in one go, as after a downtime."""
        return self._keep(decide.decide_firing(self.situation))

    def live_until(self, text: str) -> None:
        """Let time pass with the engine awake: everything fires at its instant."""
        end = at(text, self.zone)
        while (due := self.case.next_at) is not None and due <= end:
            self.now = max(due, self.now)
            self.fire()
        self.now = end

    @property
    def situation(self) -> Situation:
        return Situation(self.edition, self.case, self.around, self.now)

    @property
    def state(self) -> str:
        return self.case.state

    @property
    def owner(self) -> str:
        return self.case.owner

    def deadline(self, name: str, cycle: int | None = None) -> DeadlineState:
        """A cycle of a deadline; the last unless said."""
        return self.case.deadlines[f"{name}/{cycle or self.case.cycles(name)}"]

    def due(self, name: str) -> str:
        return shown(self.deadline(name).due_at, self.zone)

    def fired(self, kind: str = "rung_fired") -> list[str]:
        """What fired so far: ``deadline rung`` for rungs, ``deadline`` for other events."""
        return [
            " ".join(
                str(one.payload[key]) for key in ("deadline", "rung", "occurrence", "revision")
                if one.payload.get(key)
            )
            for one in self.events
            if one.type == kind
        ]  # fmt: skip

    def running(self) -> set[str]:
        return {one.name for one in self.case.deadlines.values() if one.running}

    def _keep(self, decision: Decision) -> Decision:
        case = decision.case._replace(serial=1, number="C-2026-000001")
        self.events += decision.events
        self.notices += decision.notices
        self.voided += decision.voided
        self.case = case
        assert rebuilt(self) == case
        return decision


def rebuilt(world: World) -> Case:
    """The case as its events alone make it, after they were written as JSON and read again."""
    events = [
        one._replace(payload=json.loads(json.dumps(dict(one.payload), default=to_text)))
        for one in world.events
    ]
    case = replay(events, serial=1, uuid="uuid", number="C-2026-000001")
    return refreshed(world.edition, case, world.around.calendars)
