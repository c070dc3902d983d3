"""Acting on complaints and on their models side by side."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from complaint_model import DATA, ROLES, STEPS, Complaint, Step
from house import Clock
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from workflow import Workflow, WorkflowError
from workflow.service.views import Receipt

NUMBERS = count()


class Lives(RuleBasedStateMachine):
    """A house with its complaints, in a copy of ``template`` that lies in ``folder``.

    Every act is done to a complaint and to its model. It must be refused, and change nothing,
    exactly where the model says so.
    """

    template: Path
    folder: Path

    def set_up(self) -> None:
        self.path = self.folder / f"{next(NUMBERS)}.db"
        shutil.copyfile(self.template, self.path)
        self.clock = Clock()
        self.flow = Workflow(str(self.path), clock=self.clock)
        self.models: list[Complaint] = []
        self.away: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "flow"):
            self.flow.close()
            self.path.unlink()

    def model(self, which: int) -> Complaint:
        return self.models[which % len(self.models)]

    def who(self, model: Complaint, name: str) -> str:
        return model.owner if name == "owner" else name

    def able(self, model: Complaint, trigger: str) -> str:
        return next((one for one in ROLES if model.may(trigger, one, None)), "sue")

    def possible(self, which: int, data: st.DataObject) -> tuple[Complaint, Step, str]:
        model = self.model(which)
        ways = [one for one, (source, _whom) in STEPS.items() if source == model.state]
        trigger = data.draw(st.sampled_from(ways or ["withdraw"]))
        people = [one for one in ROLES if model.may(trigger, one, None)]
        person = data.draw(st.sampled_from(people or ["sue"]))
        return model, (trigger, data.draw(DATA[trigger])), person

    def earlier(self, model: Complaint, back: int | str) -> datetime:
        if isinstance(back, int):
            return self.clock.now - timedelta(hours=back)
        return model.due or self.clock.now

    def take(
        self,
        model: Complaint,
        step: Step,
        actor: str,
        performer: str | None,
        *,
        at: datetime | None = None,
    ) -> None:
        trigger, data = step
        recorder = self.who(model, actor)
        person = None if performer is None else self.who(model, performer)
        accepted = (
            (person is None or person in ROLES)
            and model.may(trigger, recorder, person)
            and self.in_time(model, recorder, at)
            and (trigger != "approve" or 1 <= data["chosen"] <= model.proposals >= 2)
        )
        done = self.expect(
            model,
            lambda: self.flow.trigger(
                model.number, trigger, data, actor=recorder, performed_by=person, at=at
            ),
            accepted=accepted,
            at=at,
        )
        if done:
            model.did(trigger, person or recorder, data, at or self.clock.now)
            model.owner = self.flow.show(model.number).owner
            if (trigger, model.state) == ("record_callback", "disputed"):
                assert model.owner == "max" or "max" in self.away

    def in_time(self, model: Complaint, recorder: str, at: datetime | None) -> bool:
        if at is None:
            return True
        if not model.acted <= at <= self.clock.now:
            return False
        late = self.clock.now - at > timedelta(hours=24)
        return not late or ROLES.get(recorder) in {"supervisor", "manager"}

    def expect(
        self,
        model: Complaint,
        do: Callable[[], Receipt],
        *,
        accepted: bool,
        at: datetime | None = None,
    ) -> bool:
        if not accepted:
            self.refused(model, do)
            return False
        before = self.flow.show(model.number).version
        receipt = do()
        assert receipt.version > before
        model.time_passed(at or self.clock.now, inclusive=False)
        model.acted = max(model.acted, at or self.clock.now)
        return True

    def refused(self, model: Complaint, do: Callable[[], Receipt]) -> None:
        before = self.flow.show(model.number).version
        with pytest.raises(WorkflowError) as refusal:
            do()
        assert "机密" not in str(refusal.value)
        assert self.flow.show(model.number).version == before

    def moved(self, model: Complaint) -> None:
        if not model.missed:
            model.due = model.limit()

    def sweep(self) -> int:
        report = self.flow.fire_due()
        assert report.set_aside == ()
        for model in self.models:
            model.time_passed(self.clock.now, inclusive=True)
        assert self.flow.fire_due().fired == ()
        return len(report.fired)
