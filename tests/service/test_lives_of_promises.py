"""Random lives of cases with every kind of promise: whatever happens, nothing is lost or wrong.

In the house of ``every_kind``, on a real database: acts live and recorded late, a daemon that
sleeps, clocks that jump ahead and are put right, newer official days. After each step all that can
be told of the case must agree.
"""

import shutil
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from every_kind import rich
from example_counts import many
from house import ZONE, Clock, staffed
from hypothesis import given, settings
from hypothesis import strategies as st
from promises import announced

from workflow import Workflow
from workflow.definition.parse import loads
from workflow.engine.case import Case
from workflow.engine.due import due_again
from workflow.engine.timekeeping import Timekeeping
from workflow.errors import WorkflowError
from workflow.service import forming, official_days, outboxing
from workflow.service.delivery import Routes
from workflow.service.editions import edition_of_case
from workflow.service.surroundings import Surroundings
from workflow.service.views import VoidingReport
from workflow.store.cases import load
from workflow.store.integrity import stored_notices

START = datetime(2027, 2, 1, 2, tzinfo=UTC)  # a Monday, ten o'clock in Shanghai; 2027 is estimated
TIMES = {"visit", "promised", "meeting"}
NUMBERS = count()
STEPS = (
    "wait", "go_on", "finish", "reopen", "ask", "give", "take", "call", "late_call", "pass_on",
    "close", "tell", "spare",
)  # fmt: skip

values = st.one_of(
    st.tuples(st.just("kind"), st.sampled_from(["small", "large"])),
    st.tuples(st.sampled_from(["hold", "wanted", "urgent"]), st.booleans()),
    st.tuples(st.sampled_from(sorted(TIMES)), st.integers(-20, 60)),
)
acts = st.one_of(
    st.tuples(st.just("do"), st.sampled_from(STEPS), st.integers(0, 12)),
    st.tuples(st.sampled_from(["set", "correct", "arrange"]), values),
    st.tuples(st.just("assign"), st.sampled_from(["ann", "ben"])),
    st.tuples(st.just("hand_on"), st.sampled_from(["report", "thank"])),
    st.tuples(st.sampled_from(["erase", "note", "fire", "void"])),
    st.tuples(st.just("revise"), st.sets(st.integers(3, 19), min_size=3, max_size=8)),
    st.tuples(st.sampled_from(["ahead", "blip"]), st.integers(3, 500)),
)
life = st.lists(st.tuples(st.integers(0, 30), st.booleans(), acts), max_size=14)
words = st.tuples(
    st.sampled_from(["restart", "keep", "both"]),
    st.sampled_from(["carry", "restart"]),
    st.sampled_from(["carry", "restart"]),
    st.sampled_from(["latest", "all", "{skip_older_than: 8 hours}"]),
)


class Life:
    """One case in a copy of a house, and its clock."""

    def __init__(self, template: Path, folder: Path, said: tuple[str, str, str, str]) -> None:
        path = folder / f"life {next(NUMBERS)}.db"
        shutil.copyfile(template, path)
        self.clock = Clock(START)
        self.flow = Workflow(str(path), clock=self.clock)
        self.flow.publish(loads(rich(*said), "rich.yaml"))
        self.flow.open("claim", {}, actor="ann")
        self.wrong: list[datetime] = []

    def live(self, hours: int, awake: bool, act: tuple) -> None:
        later = self.clock.now + timedelta(hours=hours)
        while awake and (due := self.flow.next_due()) is not None and due <= later:
            self.clock.now = max(due, self.clock.now)
            self.sweep()
        self.clock.now = later
        getattr(self, act[0])(*act[1:])
        if awake:
            self.send()

    def sweep(self) -> None:
        assert self.flow.fire_due().set_aside == ()
        self.send()

    def send(self) -> None:
        forming.form(self.flow, Routes())
        outboxing.settle(self.flow, sent=outboxing.claim(self.flow))

    # --- what can happen -----------------------------------------------------------------------

    def do(self, step: str, late: int) -> None:
        at = self.clock.now - timedelta(hours=late) if late else None
        self.flow.trigger(
            1, step, actor="sue" if step in {"give", "take", "spare"} else "ann", at=at
        )

    def set(self, given: tuple[str, object]) -> None:
        self.flow.set(1, self.timed(given), actor="ann")

    def correct(self, given: tuple[str, object]) -> None:
        self.flow.correct(1, self.timed(given), actor="sue", reason="录错")

    def arrange(self, given: tuple[str, object]) -> None:
        self.flow.trigger(1, "arrange", {"meeting": self.clock.now}, actor="ann")
        self.set(given)

    def timed(self, given: tuple[str, object]) -> dict[str, object]:
        name, value = given
        return {name: self.clock.now + timedelta(hours=value) if name in TIMES else value}

    def assign(self, owner: str) -> None:
        self.flow.assign(1, owner, actor="sue")

    def hand_on(self, duty: str) -> None:
        self.flow.assign(1, "ben", actor="sue", duty=duty)

    def note(self) -> None:
        self.flow.note(1, "客人来电", actor="ann")

    def erase(self) -> None:
        self.flow.erase(1, actor="sue", reason="客人要求")

    def fire(self) -> None:
        self.sweep()

    def revise(self, closed: Collection[int]) -> None:
        days = announced(closed=[date(2027, 2, day) for day in sorted(closed)])
        assert self.flow.adopt_revision("CN", announced=days, actor="max").failed == ()

    def ahead(self, hours: int) -> None:
        """The clock is ahead, fires, and is put right; what it fired may be voided later."""
        now = self.clock.now
        self.wrong.append(self.clock.advance(hours=hours))
        try:
            self.sweep()
        finally:
            self.clock.now = now

    def void(self) -> None:
        for wrong in self.wrong:
            self.voided(wrong)
        self.wrong = []

    def blip(self, hours: int) -> None:
        """What a clock fired that was ahead is void at once: all is as it was."""
        self.sweep()
        before, owed, now = self.promises(), self.owed(), self.clock.now
        wrong = self.clock.advance(hours=hours)
        assert self.flow.fire_due().set_aside == ()
        self.clock.now = now
        self.voided(wrong)
        after = self.promises()
        if before[1:] != after[1:]:  # the steps that rungs take stay done
            return
        if self.put_back():  # what moved a deadline and was put back has made it anew, twice
            assert owed == self.owed()
        else:
            assert before == after

    def owed(self) -> list[tuple[str, str, datetime]]:
        views = self.flow.show(1).deadlines
        return sorted((one.name, one.status, one.due_at) for one in views if one.over_at is None)

    def put_back(self) -> bool:
        voided = [one.details for one in self.flow.history(1) if one.type == "firing_voided"]
        return any("fields" in one or "cleared" in one for one in voided)

    def voided(self, wrong: datetime) -> VoidingReport:
        report = self.flow.void_fired(wrong, wrong, reason="时钟快了", actor="sue")
        # A step that a rung took then stands at a time to come until it is said what it really was.
        assert all("--really" in why for _case, why in report.refused)
        return report

    # --- what must be true -----------------------------------------------------------------------

    def promises(self) -> tuple[object, ...]:
        with self.flow.transactions.reading() as connection:
            case = load(connection, 1).case
            waiting = [
                (one.deadline, one.template, one.recipient)
                for one in stored_notices(connection, 1)
                if one.dropped_at is None and one.formed_at is None
            ]
        cycles = sorted(
            str(one._replace(cycle=0)) for one in case.deadlines.values() if one.done_at is None
        )
        return (cycles, Counter(waiting)), case.fields, case.state, case.last_at

    def check(self) -> None:
        flow = self.flow
        assert flow.verify().findings == flow.rebuild(check=True).findings == ()
        assert flow.aside() == 0
        explained = flow.explain(1, every=True)
        assert explained.findings == ()
        with flow.transactions.reading() as connection:
            stored = load(connection, 1)
            around = Surroundings(connection, flow.directory(connection), flow.registry)
            edition = edition_of_case(connection, stored.case)
            times = Timekeeping.of(stored.case, around.calendars)
            for one in stored.case.deadlines.values():
                assert one.next_at is None or (one.done_at is None and one.status != "paused")
                if one.status == "armed":
                    clock = edition.clock_of(one)
                    assert due_again(clock, stored.case, one, times) == one.due_at
        coming = [one.coming[0].instant for one in explained.cycles if one.coming]
        assert min(coming, default=None) == stored.case.next_at
        self.somebody_was_told(stored.case)

    def somebody_was_told(self, case: Case) -> None:
        """Of a promise that was broken; only a rung whose condition does not hold says nothing."""
        history = self.flow.history(1)
        before = {
            f"{move['name']}/{move['cycle']}": f"{move.get('of', move['name'])}/{move['continues']}"
            for event in history
            for move in event.details.get("deadlines", ())
            if "continues" in move
        }
        told = {
            f"{event.details['deadline']}/{event.details['cycle']}"
            for event in history
            if str(event.details.get("rung", "")).startswith("missed")
            and "skipped" not in event.details
        }
        for key, state in case.deadlines.items():
            if state.status == "missed" and state.done_at is None and state.next_at is None:
                line = [key]
                while key := before.get(key, ""):
                    line.append(key)
                assert told.intersection(line) or state.name == "watch"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "claims.db"
    with Workflow.create(str(path), zone=ZONE, clock=Clock(START)) as flow:
        staffed(flow)
        flow.add_staff("guo", department="客房部", roles=["supervisor"])
        flow.set_head("客房部", "guo")
    return path


@pytest.fixture(scope="module", autouse=True)
def estimated() -> object:
    """The library knows 2026 and estimates 2027, whatever it knows today."""
    library = official_days.known_years("CN", None)
    with pytest.MonkeyPatch.context() as patched:
        known = library._replace(announced=range(2001, 2027))
        patched.setattr(official_days, "known_years", lambda *_: known)
        yield


def test_whatever_happens_every_promise_is_kept_in_view(template: Path, tmp_path: Path) -> None:
    @settings(max_examples=many(20))
    @given(words, life)
    def lives(said: tuple[str, str, str, str], acts: list[tuple[int, bool, tuple]]) -> None:
        one = Life(template, tmp_path, said)
        with one.flow:
            for hours, awake, act in acts:
                with suppress(WorkflowError):
                    one.live(hours, awake, act)
                one.check()
            one.clock.advance(days=20)
            one.sweep()
            one.check()

    lives()
