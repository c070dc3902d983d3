"""Random lives that go on under another edition: nothing is lost, and everything is explained.

The lives of ``test_lives_of_promises``, moved at any time to an edition in which nearly everything
is otherwise, and sometimes back at once.
"""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
import test_lives_of_promises as lives_of_promises
from every_kind import rich
from example_counts import many
from hypothesis import given, settings
from hypothesis import strategies as st
from test_lives_of_promises import Life, life, words

from workflow.definition.migration import Plan, Treated, Treatment
from workflow.definition.parse import loads
from workflow.errors import WorkflowError
from workflow.service.views import VoidingReport

template = lives_of_promises.template
estimated = lives_of_promises.estimated

OTHERWISE = (
    ('edition: "1"', 'edition: "2"'),
    ("  waiting: {", "  pending: {"),
    ("waiting", "pending"),
    ("  wait: {", "  stand_by: {"),
    ("does: wait", "does: stand_by"),
    ("  steps:\n    starts", "  routine:\n    starts"),
    ("      steps: {by: 3 hours}", "      routine: {by: 2 hours}"),
    ("amount: 6 working hours", "amount: 9 working hours"),
    ("otherwise: 2 working days", "otherwise: 5 working days"),
    (
        "      - {after: 1 working day, to: {role: supervisor}",
        "      - {after: 1 hour, to: {role: manager}}\n"
        "      - {after: 1 working day, to: {role: supervisor}",
    ),
)
FRESH = """\
  contact:
    starts: [{entered: open}, {act: ask}]
    met: [{entered: settled}]
    cancelled: [{entered: closed}]
    within: 3 working days
    pauses: {in: pending}
    remind: [{at: 50%, to: owner}]
    missed: [{to: owner}]
"""


def otherwise(said: tuple[str, str, str, str]) -> str:
    text = rich(*said)
    for old, new in OTHERWISE:
        assert old in text
        text = text.replace(old, new)
    gone, after = text.index("  third:\n"), text.index("  meet:\n")
    return text[:gone] + text[after:] + FRESH


class MovedLife(Life):
    """One case in a house that has two editions of its definition."""

    def __init__(self, template: Path, folder: Path, said: tuple[str, str, str, str]) -> None:
        super().__init__(template, folder, said)
        self.flow.publish(loads(otherwise(said), "otherwise.yaml"))

    def voided(self, wrong: datetime) -> VoidingReport:
        report = self.flow.void_fired(wrong, wrong, reason="时钟快了", actor="sue")
        moved = any(one.type == "migrated" for one in self.flow.history(1))
        assert moved or all("--really" in why for _case, why in report.refused)
        return report

    def move(self, answer: Treatment, steps: Treatment, start: str) -> None:
        plan = Plan(
            states={"waiting": "pending"},
            steps={"wait": "stand_by"},
            deadlines={
                "answer": Treated(answer, "answer"),
                "steps": Treated(steps, "routine"),
                "third": Treated("drop", "third"),
            },
            starts={"contact": start},
            allowed=frozenset({"due_now"}),
            reason="新规定",
        )
        seen = self.flow.migrate("claim", "1", "2", plan, dry_run=True)
        done = self.flow.migrate("claim", "1", "2", plan, actor="max")
        assert done.failed == ()
        assert [one._replace(written=False) for one in done.cases] == list(seen.cases)
        if done.moved:
            assert self.flow.show(1).edition == "2"

    def move_back(self, *how: str) -> None:
        before, was = self.owed(), self.flow.show(1)
        self.move(*how)
        done = self.flow.undo_migration("claim", "1", "2", reason="弄错了", actor="max")
        assert done.refused == ()
        if done.moved:
            assert self.flow.show(1).state == was.state
            assert self.flow.show(1).edition == "1"
            if was.version + 2 == self.flow.show(1).version:  # nothing was due before
                assert before == self.owed()


how = st.tuples(
    st.sampled_from(["keep", "recompute", "drop"]),
    st.sampled_from(["keep", "recompute", "drop"]),
    st.sampled_from(["now", "entry", "never"]),
)


@pytest.mark.long
def test_a_case_that_moves_at_any_time_keeps_every_promise_in_view(
    template: Path, tmp_path: Path
) -> None:
    @settings(max_examples=many(15))
    @given(words, life, st.sampled_from(["move", "move_back"]), how, life)
    def lives(
        said: tuple[str, str, str, str],
        before: list[tuple[int, bool, tuple]],
        kind: str,
        treated: tuple[str, str, str],
        after: list[tuple[int, bool, tuple]],
    ) -> None:
        one = MovedLife(template, tmp_path, said)
        with one.flow:
            for hours, awake, act in (*before, (1, True, (kind, *treated)), *after):
                with suppress(WorkflowError):
                    one.live(hours, awake, act)
                one.check()
            one.clock.advance(days=20)
            one.sweep()
            one.check()

    lives()
