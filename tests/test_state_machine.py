"""Random lives of complaints, on a real database, against a model that was written by itself."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from complaint_model import AGREED, LONG_WAY, ROLES, Complaint, Step, steps
from example_counts import many
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from lives import Lives

from workflow import Workflow
from workflow.service import editions

RECEIVED = {"complainant": "李雷", "phone": "13800138000", "content": "房间太冷", "kind": "service"}

somebody = st.sampled_from(["ann", "ben", "max", "rita", "sue", "owner", "owner", "nobody"])
which = st.integers(0, 2)
hours = st.integers(0, 130)


class Complaints(Lives):
    """Up to three complaints in one house."""

    @initialize(far=st.integers(0, len(LONG_WAY)))
    def move_in(self, far: int) -> None:
        self.set_up()
        self.receive("rita")
        for step in LONG_WAY[:far]:
            self.clock.advance(minutes=10)
            self.take(self.models[0], step, self.able(self.models[0], step[0]), None)
        assert far < len(LONG_WAY) or self.models[0].state == "closed"

    # --- what can happen -----------------------------------------------------------------------

    @precondition(lambda self: len(self.models) < 3)
    @rule(actor=st.sampled_from(["rita", "ann", "ben", "sue"]))
    def receive(self, actor: str) -> None:
        receipt = self.flow.open("complaint", RECEIVED, actor=actor)
        assert (receipt.version, receipt.state) == (1, "received")
        self.models.append(Complaint(receipt.case, receipt.owner, self.clock.now))

    @rule(which=which, step=steps, actor=somebody, performer=st.none() | somebody)
    def act(self, which: int, step: Step, actor: str, performer: str | None) -> None:
        self.take(self.model(which), step, actor, performer)

    @rule(which=which, data=st.data())
    def go_on(self, which: int, data: st.DataObject) -> None:
        """A step that is possible, by somebody who may: others alone hardly get anywhere."""
        self.take(*self.possible(which, data), None)

    @rule(which=which, data=st.data())
    def go_on_by_telephone(self, which: int, data: st.DataObject) -> None:
        model, step, person = self.possible(which, data)
        if step[0] != "withdraw":
            self.take(model, step, "rita", person)

    @rule(which=which, data=st.data(), back=st.integers(0, 30) | st.just("due"))
    def go_on_recorded_late(self, which: int, data: st.DataObject, back: int | str) -> None:
        model, step, person = self.possible(which, data)
        self.take(model, step, person, None, at=self.earlier(model, back))

    @rule(which=which, step=steps, actor=somebody, back=hours | st.just("due") | st.just(-1))
    def record_late(
        self,
        which: int,
        step: Step,
        actor: str,
        back: int | str,
    ) -> None:
        model = self.model(which)
        self.take(model, step, actor, None, at=self.earlier(model, back))

    @rule(which=which, back=st.integers(0, 30) | st.just("due"), sure=st.integers(1, 4))
    def withdraw(self, which: int, back: int | str, sure: int) -> None:
        model = self.model(which)
        if sure == 1:
            step = ("withdraw", {"reason": "顾客撤诉"})
            self.take(model, step, "rita", None, at=self.earlier(model, back))

    @rule(
        which=which,
        step=steps,
        actor=somebody,
        wrong=st.sampled_from([{"nothing": "x"}, {"phone": "机密"}, {"kind": "other"}]),
    )
    def act_with_wrong_data(
        self,
        which: int,
        step: Step,
        actor: str,
        wrong: dict[str, object],
    ) -> None:
        model, (trigger, given) = self.model(which), step
        who = self.who(model, actor)
        for data in ({**given, **wrong}, {}):
            self.refused(model, lambda data=data: self.flow.trigger(
                model.number, trigger, data, actor=who))  # fmt: skip

    @rule(which=which, actor=somebody, text=st.sampled_from(["顾客催促", ""]))
    def note(self, which: int, actor: str, text: str) -> None:
        model = self.model(which)
        who = self.who(model, actor)
        self.expect(
            model,
            lambda: self.flow.note(model.number, text, actor=who),
            accepted=who in ROLES and bool(text),
        )

    @rule(which=which, actor=somebody, owner=somebody)
    def assign(self, which: int, actor: str, owner: str) -> None:
        model = self.model(which)
        who, to = self.who(model, actor), self.who(model, owner)
        may = model.is_one_of(who, {"owner", "supervisor", "manager"})
        accepted = self.expect(
            model,
            lambda: self.flow.assign(model.number, to, actor=who),
            accepted=may and to in ROLES and model.state != "closed",
        )
        if accepted:
            model.owner = to

    @rule(which=which, actor=somebody, ahead=st.integers(-5, 200))
    def agree_on_a_time(self, which: int, actor: str, ahead: int) -> None:
        model = self.model(which)
        who = self.who(model, actor)
        name = AGREED.get(model.state, "appointment")
        then = self.clock.now + timedelta(hours=ahead)
        may = model.is_one_of(who, {"owner", "receptionist", "specialist", "supervisor"})
        accepted = self.expect(
            model,
            lambda: self.flow.set(model.number, {name: then}, actor=who),
            accepted=may and model.state in AGREED and ahead > 0,
        )
        if accepted:
            model.agreed[name] = then
            self.moved(model)

    @rule(which=which, actor=somebody, kind=st.sampled_from(["service", "product", "safety"]))
    def correct(self, which: int, actor: str, kind: str) -> None:
        model = self.model(which)
        who = self.who(model, actor)
        accepted = self.expect(
            model,
            lambda: self.flow.correct(model.number, {"kind": kind}, actor=who, reason="录错"),
            accepted=model.is_one_of(who, {"owner", "supervisor", "manager"}),
        )
        if accepted:
            model.kind = kind
            self.moved(model)

    @rule(which=which, actor=somebody)
    def erase(self, which: int, actor: str) -> None:
        model = self.model(which)
        who = self.who(model, actor)
        accepted = self.expect(
            model,
            lambda: self.flow.erase(model.number, actor=who, reason="顾客要求"),
            accepted=model.is_one_of(who, {"manager"}),
        )
        if accepted:
            assert "李雷" not in str(self.flow.history(model.number))

    @rule(person=st.sampled_from(list(ROLES)), away=st.booleans())
    def go_away(self, person: str, away: bool) -> None:
        self.flow.set_away(person, start=self.clock.now if away else None)
        (self.away.add if away else self.away.discard)(person)

    @rule(hours=hours)
    def sleep(self, hours: int) -> None:
        self.clock.advance(hours=hours)

    @rule(hours=hours)
    def wake_up(self, hours: int) -> None:
        self.clock.advance(hours=hours)
        self.sweep()

    @rule()
    def wait_for_the_next(self) -> None:
        due = self.flow.next_due()
        if due is not None:
            self.clock.now = max(self.clock.now, due)
            assert self.sweep() > 0

    @rule()
    def restart(self) -> None:
        self.flow.close()
        editions._compiled.clear()
        self.flow = Workflow(str(self.path), clock=self.clock)

    # --- what must be true -----------------------------------------------------------------------

    @invariant()
    def every_case_is_what_the_model_says(self) -> None:
        for model in self.models:
            view = self.flow.show(model.number)
            assert (view.state, view.owner) == (model.state, model.owner)
            assert view.owner in ROLES
            assert sorted((one.name, one.status) for one in view.deadlines) == model.clocks()
            running = [one for one in view.deadlines if one.over_at is None]
            assert [one.due_at for one in running] == ([model.due] if model.due else [])
            assert view.final == (not running)

    @invariant()
    def what_is_stored_is_what_the_events_say(self) -> None:
        assert self.flow.verify().findings == ()
        assert self.flow.aside() == 0

    @invariant()
    def nothing_is_armed_in_a_final_case_and_nothing_fired_twice(self) -> None:
        with closing(sqlite3.connect(self.path)) as database:
            rows = database.execute("SELECT id, next_at FROM complaints_cases").fetchall()
            final = [at for serial, at in rows if self.models[serial - 1].state == "closed"]
            assert set(final) <= {None}
            events = database.execute(
                "SELECT case_id, type, payload FROM complaints_events"
                " WHERE type IN ('rung_fired', 'deadline_missed')"
            ).fetchall()
        fired = Counter(
            (case, kind, *(payload.get(key) for key in ("deadline", "cycle", "rung", "occurrence")))
            for case, kind, payload in ((one[0], one[1], json.loads(one[2])) for one in events)
        )
        assert set(fired.values()) <= {1}


def test_random_lives_of_complaints_go_as_the_model_says(template: Path, tmp_path: Path) -> None:
    Complaints.template, Complaints.folder = template, tmp_path
    run_state_machine_as_test(
        Complaints, settings=settings(max_examples=many(20), stateful_step_count=30)
    )
