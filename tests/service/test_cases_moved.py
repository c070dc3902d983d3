"""Moving open cases to another edition, on a real database: by batches, beside others, and back."""

from collections.abc import Iterator

import pytest
from both_databases import Place, engine_of
from house import Clock
from sqlalchemy.orm import Session

import workflow
from workflow import Workflow
from workflow.definition.migration import Plan, Treated
from workflow.definition.parse import loads
from workflow.engine.fitting import Refusal
from workflow.errors import (
    DefinitionNotFound,
    InputInvalid,
    PersonUnknown,
    PlanUnfit,
    ReasonMissing,
)
from workflow.report import migrating as report
from workflow.report.glossary import Glossary
from workflow.report.table import Table
from workflow.service import forming, migrating_each, outboxing
from workflow.service.delivery import Routes
from workflow.service.migration_views import Migrating
from workflow.translation import language

pytestmark = pytest.mark.both

OLD = """\
language: 1
workflow: request
edition: "1"
effective: 2026-01-01
title: {en: Request, zh: 请求}
prefix: R
calendar: office-cn
roles:
  specialist: {title: {en: Specialist, zh: 专员}}
  supervisor: {title: {en: Supervisor, zh: 主管}}
parties: {guest: {title: {en: Guest, zh: 客人}}}
fields:
  wish: {type: text}
states:
  open: {title: {en: Open, zh: 处理中}}
  waiting: {title: {en: Waiting, zh: 等待中}}
  ended: {final: true, title: {en: Ended, zh: 已结束}}
documents:
  notice: {title: {en: Notice, zh: 通知}, text: {en: "{deadline}, {state}", zh: "{deadline}"}}
transitions:
  come: {from: new, to: open, by: [specialist], needs: [wish]}
  wait: {from: open, to: waiting, by: [specialist], title: {en: Let it wait, zh: 等待}}
  finish: {from: any_open, to: ended, by: [specialist]}
deadlines:
  answer:
    title: {en: Answer, zh: 答复}
    starts: {act: come}
    met: {entered: ended}
    within: 3 working days
    missed: [{to: [owner, {party: guest}], prints: [notice]}]
  watch:
    title: {en: Watch, zh: 照看}
    starts: {act: come}
    met: {entered: ended}
    within: 50 weeks
"""
NEW = (
    OLD.replace('edition: "1"', 'edition: "2"')
    .replace("within: 3 working days", "within: 5 working days")
    .replace("waiting: {", "on_hold: {")
    .replace("waiting", "on_hold")
    .replace("  wait: {", "  hold_on: {")
    .replace("prefix: R", "prefix: RQ")
)
# Without the deadline, the party and the document.
BARE = NEW.replace('edition: "2"', 'edition: "3"')
BARE = BARE[: BARE.index("documents:")] + BARE[BARE.index("transitions:") :]
BARE = BARE[: BARE.index("  answer:\n")] + BARE[BARE.index("  watch:\n") :]
BARE = BARE.replace("parties: {guest: {title: {en: Guest, zh: 客人}}}\n", "")
PLAN = Plan(
    states={"waiting": "on_hold"},
    steps={"wait": "hold_on"},
    deadlines={"answer": Treated("recompute", "answer")},
    reason="新规定",
)
DROP = PLAN._replace(deadlines={"answer": Treated("drop", "answer")})


@pytest.fixture
def database(database: Place) -> Place:
    with Workflow(str(database), clock=Clock()) as flow:
        flow.publish(loads(OLD, "old.yaml"))
        for _number in range(3):
            flow.open("request", {"wish": "海景"}, actor="ann")
        flow.publish(loads(NEW, "new.yaml"))
        flow.publish(loads(BARE, "bare.yaml"))
    return database


@pytest.fixture
def house(database: Place, clock: Clock) -> Iterator[Workflow]:
    with Workflow(str(database), clock=clock) as flow:
        yield flow


def there(flow: Workflow, plan: Plan = PLAN, **how: object) -> Migrating:
    return flow.migrate("request", "1", "2", plan, **{"actor": "max", **how})


def editions(flow: Workflow) -> list[str]:
    return [flow.show(one).edition for one in (1, 2, 3)]


def well(flow: Workflow) -> bool:
    found = (flow.verify().findings, flow.rebuild(check=True).findings)
    return found == ((), ()) and flow.explain(1, every=True).findings == ()


def test_what_would_become_of_each_case_is_what_becomes_of_it(house: Workflow) -> None:
    seen = there(house, actor="", dry_run=True)
    assert editions(house) == ["1", "1", "1"]
    assert [one.new_due_at for one in seen.cases[0].clocks] > [
        one.due_at for one in seen.cases[0].clocks
    ]
    done = there(house)
    assert [one._replace(written=False) for one in done.cases] == list(seen.cases)
    assert editions(house) == ["2", "2", "2"]
    assert well(house)


def test_done_again_there_is_nothing_to_do(house: Workflow) -> None:
    there(house)
    version = house.show(1).version
    assert there(house).cases == ()
    assert house.show(1).version == version


def test_it_goes_on_by_batches(house: Workflow) -> None:
    assert (len(there(house, batch=2).moved), editions(house)) == (2, ["2", "2", "1"])
    found = there(house, batch=2)
    assert (len(found.moved), found.left, editions(house)) == (1, 0, ["2", "2", "2"])


def test_what_was_interrupted_goes_on(house: Workflow, monkeypatch: pytest.MonkeyPatch) -> None:
    write, written = migrating_each.writing.write, []

    def failing(*words: object) -> bool:
        if written:
            raise KeyboardInterrupt
        written.append(words)
        return write(*words)

    with monkeypatch.context() as patched:
        patched.setattr(migrating_each.writing, "write", failing)
        with pytest.raises(KeyboardInterrupt):
            there(house)
    assert editions(house) == ["2", "1", "1"]
    assert len(there(house).moved) == 2
    assert well(house)


def test_only_the_cases_named_move(house: Workflow) -> None:
    there(house, cases=["2"])
    assert editions(house) == ["1", "2", "1"]
    with pytest.raises(InputInvalid, match="an open case that follows the edition named"):
        there(house, cases=[2])
    with pytest.raises(InputInvalid):
        there(house, cases=[99])


def test_a_case_that_does_not_fit_stays_and_the_others_move(house: Workflow) -> None:
    house.trigger(2, "wait", actor="ann")
    found = there(house, PLAN._replace(states={}))
    assert [one.case[-1] for one in found.moved] == ["1", "3"]
    assert found.refused[0].refusals == (Refusal("state_gone", "waiting"),)
    assert editions(house) == ["2", "1", "2"]


def test_who_acts_meanwhile_comes_first(house: Workflow, monkeypatch: pytest.MonkeyPatch) -> None:
    write, acted = migrating_each.writing.write, []

    def beside(connection: object, change: object, **words: object) -> bool:
        if not acted:
            acted.append(change)
            return False  # somebody was quicker
        return write(connection, change, **words)

    monkeypatch.setattr(migrating_each.writing, "write", beside)
    assert len(there(house).moved) == 3
    assert acted


def test_a_case_that_somebody_always_acts_on_is_told(
    house: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating_each.writing, "write", lambda *_: False)
    assert [case[-1] for case, _why in there(house).failed] == ["1", "2", "3"]


def test_two_migrations_at_once_do_nothing_twice(house: Workflow, database: Place) -> None:
    with Workflow(str(database), clock=house._clock) as other:
        first = iter([1])

        def meanwhile() -> object:
            if next(first, None):
                there(other)
            return Clock()()

        house._clock = meanwhile
        there(house)
    assert editions(house) == ["2", "2", "2"]
    kinds = [one.type for one in house.history(1)]
    assert kinds.count("migrated") == 1


def test_a_case_acted_on_under_its_new_edition_goes_on(house: Workflow, clock: Clock) -> None:
    house.trigger(1, "wait", actor="ann")
    there(house)
    view = house.show(1)
    assert (view.state, view.followed, view.case[:2]) == ("on_hold", ("1",), "R-")
    house.trigger(1, "finish", actor="ann")
    assert house.show(1).final
    clock.advance(days=30)
    assert house.fire_due().set_aside == ()
    assert well(house)


def test_what_is_dropped_is_still_shown_told_and_printed(house: Workflow, clock: Clock) -> None:
    clock.advance(days=7)
    house.fire_due()
    house.migrate("request", "1", "3", DROP, actor="max")
    answer = house.show(1).deadlines[0]
    assert (answer.title["en"], answer.status, answer.released) == ("Answer", "missed", True)
    assert house.documents(1)[0].text.endswith("Answer, Open")
    assert {one.title["en"] for one in house.messages()} == {"Answer"}
    forming.form(house, Routes())
    letters = [letter for one in outboxing.claim(house) for letter in one.letters]
    assert {one.deadline["en"] for one in letters} == {"Answer"}
    clock.advance(days=1)
    assert well(house)


def test_what_is_kept_is_listed_and_revised_by_its_own_days(house: Workflow) -> None:
    kept = PLAN._replace(deadlines={"answer": Treated("keep", "answer")})
    there(house, kept)
    assert {one.deadline for one in house.due()} == {"answer", "watch"}
    assert house.adopt_revision("CN", actor="max").failed == ()
    assert well(house)


def test_another_edition_is_foreseen_for_cases_that_came_from_one(house: Workflow) -> None:
    there(house)
    found = house.foresee(
        house.definition("request", edition="2"), house.definition("request", edition="1")
    )
    assert (found.cases, found.failed) == (3, ())


def told(flow: Workflow, shown: Migrating) -> str:
    with language("zh"):
        words = Glossary(flow.definition(shown.definition, edition=shown.new))
        blocks = report.migrated(shown, words)
    rows = [row for one in blocks if isinstance(one, Table) for row in one.rows]
    return "\n".join([*(str(one) for one in blocks), *(" ".join(row) for row in rows)])


def test_what_was_missed_is_not_said_to_be_done(house: Workflow, clock: Clock) -> None:
    clock.advance(days=7)
    house.fire_due()
    shown = told(house, there(house, dry_run=True))
    assert "保留，已逾期" in shown
    assert "完成" not in shown


def test_a_clock_that_is_kept_by_an_older_limit_does_not_keep_a_promise_to_be_heard_of(
    house: Workflow,
) -> None:
    text = NEW.replace('"2"', '"5"')
    house.publish(loads(f"{text}promises: [{{heard_within: 5 working days}}]\n", "heard.yaml"))
    kept = PLAN._replace(deadlines={"answer": Treated("keep", "answer")})
    seen = house.migrate("request", "1", "5", kept, dry_run=True)
    assert [one.refusals for one in seen.cases] == [(Refusal("promise_open", "1"),)] * 3
    assert "最后一步操作后 5 个工作日内" in told(house, seen)
    allowed = kept._replace(allowed=frozenset({"promise_open"}))
    assert house.migrate("request", "1", "5", allowed, dry_run=True).moved[0].promises == (1,)
    assert len(house.migrate("request", "1", "5", PLAN, dry_run=True).moved) == 3


ENDING = (
    ("missed: [{to:", "missed: [{does: give_up, to:"),
    ("deadlines:\n", "  give_up: {from: any_open, to: ended, by: [system]}\ndeadlines:\n"),
)


def test_a_clock_that_is_kept_may_do_what_the_new_edition_lets_none_do(database: Place) -> None:
    def changed(text: str, *changes: tuple[str, str]) -> str:
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return text

    ending = changed(OLD, ("workflow: request", "workflow: errand"), *ENDING)
    least = changed(ending, ('"1"', '"2"'), ("{does: give_up, to:", "{to:"))
    same = changed(ending, ('"1"', '"3"'))
    promise = "promises: [{never: ended, without: finish, unless: give_up}]\n"
    forbidding = promise.replace(", unless: give_up", "")
    with Workflow(str(database), clock=Clock()) as flow:
        flow.publish(loads(ending, "errand.yaml"))
        flow.open("errand", {"wish": "海景"}, actor="ann")
        for text in (f"{least}{forbidding}", f"{same}{promise}"):
            flow.publish(loads(text, "errand.yaml"))
        kept = PLAN._replace(states={}, steps={}, deadlines={"answer": Treated("keep", "answer")})
        (stays,) = flow.migrate("errand", "1", "2", kept, dry_run=True).cases
        assert stays.refusals == (Refusal("promise_open", "1"),)
        again = kept._replace(deadlines={"answer": Treated("recompute", "answer")})
        assert flow.migrate("errand", "1", "2", again, dry_run=True).refused == ()
        assert flow.migrate("errand", "1", "3", kept, dry_run=True).refused == ()


def test_what_is_due_at_once_is_told_with_the_step_it_does(house: Workflow, clock: Clock) -> None:
    text = NEW.replace("within: 5 working days", "within: 2 hours").replace('"2"', '"4"')
    text = text.replace("missed: [{to:", "missed: [{does: finish, to:").replace(
        "to: ended, by: [specialist]", "to: ended, by: [specialist, system]"
    )
    house.publish(loads(text, "sooner.yaml"))
    clock.advance(hours=26)
    plan = PLAN._replace(allowed=frozenset({"due_now"}))
    seen = house.migrate("request", "1", "4", plan, dry_run=True)
    assert [(one.step, one.state, one.final) for one in seen.cases[0].then] == [
        ("finish", "ended", True)
    ]
    assert "：finish → ended（已结束），案件就此结束" in told(house, seen)
    house.migrate("request", "1", "4", plan, actor="max")
    house.fire_due()
    assert house.show(1).state == "ended"


def test_it_is_taken_back_as_long_as_nothing_has_happened(house: Workflow) -> None:
    there(house)
    house.note(2, "客人来电", actor="ann")
    seen = house.undo_migration("request", "1", "2", reason="早了", dry_run=True)
    assert editions(house) == ["2", "2", "2"]
    done = house.undo_migration("request", "1", "2", reason="早了", actor="max")
    assert (len(seen.moved), len(done.moved), done.undone) == (2, 2, True)
    assert editions(house) == ["1", "2", "1"]
    assert done.refused[0].refusals == (Refusal("stands", "3", "ann: note"),)
    assert well(house)


def test_one_case_is_taken_back_and_one_that_was_opened_so_is_left(house: Workflow) -> None:
    house.migrate("request", "1", "2", PLAN, actor="max")
    fresh = house.undo_migration("request", "2", "3", reason="早了", actor="max")
    assert fresh.cases == ()
    house.undo_migration("request", "1", "2", reason="早了", actor="max", cases=[3])
    assert editions(house) == ["2", "2", "1"]


def test_what_fires_first_keeps_it_from_being_taken_back(house: Workflow, clock: Clock) -> None:
    there(house)
    clock.advance(days=30)
    found = house.undo_migration("request", "1", "2", reason="早了", actor="max", cases=[1])
    assert [one.code for one in found.refused[0].refusals] == ["stands"]
    assert house.show(1).version == 2


def test_who_did_it_and_why_must_be_said(house: Workflow) -> None:
    with pytest.raises(PersonUnknown):
        there(house, actor="nobody")
    with pytest.raises(PersonUnknown):
        there(house, actor="system")
    with pytest.raises(ReasonMissing):
        there(house, PLAN._replace(reason=" "))
    with pytest.raises(PlanUnfit, match="There is no onhold in edition 2"):
        there(house, PLAN._replace(states={"waiting": "onhold"}))
    with pytest.raises(DefinitionNotFound):
        house.migrate("request", "1", "9", PLAN, actor="max")
    with pytest.raises(InputInvalid, match="another edition"):
        house.migrate("request", "1", "1", PLAN, actor="max")


def test_a_case_that_cannot_be_decided_holds_up_no_other(
    house: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = migrating_each.cases.load

    def broken(connection: object, serial: int) -> object:
        stored = load(connection, serial)
        return stored if serial != 2 else stored._replace(case=stored.case._replace(zone="Nowhere"))

    monkeypatch.setattr(migrating_each.cases, "load", broken)
    found = there(house)
    assert ([case[-1] for case, _why in found.failed], len(found.moved)) == (["2"], 2)


def test_it_works_in_the_transaction_of_a_host(
    house: Workflow, database: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engine_of(database)
    workflow.prepare(engine)
    with Session(engine) as session:
        flow = house.on(session)
        with monkeypatch.context() as patched:
            patched.setattr(migrating_each.writing, "write", lambda *_: False)
            assert len(there(flow).failed) == 3  # nothing is tried twice
        assert len(there(flow).moved) == 3
        session.rollback()
    engine.dispose()
    assert editions(house) == ["1", "1", "1"]
