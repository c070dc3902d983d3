"""Several programs on one PostgreSQL server, held at the moment that matters."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from threading import Event, Thread
from unittest.mock import patch

import pytest
from both_databases import Place, engine_of
from freezegun import freeze_time
from rounds import LAPSING, rounds
from sqlalchemy.orm import Session
from stories import JUDGED, RECEIVED, opened
from visits import VISIT, definition

from workflow import GuardContext, Registry, Workflow
from workflow import clock as system_clock
from workflow.daemon.process import Ticking
from workflow.daemon.record import Record
from workflow.daemon.relay import InTurn
from workflow.daemon.rounds import Rounds
from workflow.doctor import Patient, storage
from workflow.errors import (
    StaleCase,
    StoreBusy,
    StoreClockAhead,
    StoreClockBehind,
    StoreContended,
    StoreLost,
    StoreUnusable,
)
from workflow.service import acting, batches, outboxing, recurring
from workflow.service.delivery import Routes
from workflow.service.forming import form
from workflow.store import cases, clocks, outbox, schedules

PATIENCE = 60
ROUTES = Routes(("log",), ("log",), ("log",))


@pytest.fixture
def kind() -> str:
    return "postgresql"


@pytest.fixture
def other(database: Place, clock) -> Iterator[Workflow]:
    """The same database, opened by another program."""
    with Workflow(str(database), clock=clock) as opened_again:
        yield opened_again


def wait_until(holds: Callable[[], bool]) -> None:
    pause = Event()
    for _time in range(PATIENCE * 20):
        if holds():
            return
        pause.wait(0.05)
    raise AssertionError("never happened")


def waiting(database: Place) -> int:
    """How many wait for a lock in the database."""
    engine = engine_of(database)
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        ).scalar_one()
    engine.dispose()
    return int(found)


@contextmanager
def beside(act: Callable[[], object]) -> Iterator[list[object]]:
    """Let something happen in a thread; what came of it is there at the end of the block."""
    came: list[object] = []

    def run() -> None:
        try:
            came.append(act())
        except Exception as error:
            came.append(error)

    thread = Thread(target=run)
    thread.start()
    try:
        yield came
    finally:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_of_two_people_at_one_instant_one_wins_and_the_other_is_told_who_did_what(
    flow: Workflow, other: Workflow, database: Place
) -> None:
    case = opened(flow)
    with ExitStack() as held:
        connection = held.enter_context(flow.transactions.writing(shared=True))
        cases.lock(connection, [1])
        with (
            beside(lambda: flow.trigger(case, "judge", JUDGED, actor="ann")) as ann,
            beside(lambda: other.note(case, "客人又来电", actor="ben")) as ben,
        ):
            wait_until(lambda: waiting(database) == 2)
            held.close()
    (loser,) = [one for one in (*ann, *ben) if isinstance(one, Exception)]
    assert isinstance(loser, StaleCase)
    assert loser.changes == (("ann: Judge",) if loser in ben else ("ben: note",))
    assert len(flow.history(case)) == 2
    assert flow.verify().findings == ()


def test_a_sweep_passes_over_the_cases_another_is_deciding_about(
    flow: Workflow, other: Workflow, clock
) -> None:
    for _case in range(3):
        opened(flow)
    clock.advance(days=2)
    with flow.transactions.writing(shared=True) as connection:
        held = cases.load_due(connection, clock(), 1)
        report = other.fire_due()
        assert {one.case for one in report.fired}.isdisjoint(one.case.number for one in held)
        assert len({one.case for one in report.fired}) == 2
        assert report.next_at is not None
        assert report.next_at <= clock()
    assert {one.case for one in other.fire_due().fired} == {held[0].case.number}
    assert other.fire_due().fired == ()
    assert flow.verify().findings == ()


def test_a_relay_passes_over_the_messages_another_has_claimed(
    flow: Workflow, other: Workflow, clock
) -> None:
    for _case in range(3):
        opened(flow)
    clock.advance(days=2)
    assert flow.fire_due().fired
    formed = form(flow, ROUTES)
    with flow.transactions.writing(shared=True) as connection:
        now = flow.now()
        ours = outbox.claim(connection, now, now + outboxing.LEASE, 1)
        assert len(ours) == 1
        assert len(outboxing.claim(other)) == formed - 1
    assert outboxing.claim(other) == []


def test_who_writes_alone_waits_for_those_who_share_and_readers_for_nobody(
    flow: Workflow, other: Workflow, database: Place
) -> None:
    with ExitStack() as held:
        held.enter_context(flow.transactions.writing(shared=True))
        opened(other)
        with beside(lambda: other.add_site("garden")) as came:
            wait_until(lambda: waiting(database) == 1)
            assert (came, flow.list().total) == ([], 1)
            held.close()
    assert [type(one).__name__ for one in came] == ["SiteView"]


def test_a_lock_that_is_held_for_too_long_is_said_to_be(
    flow: Workflow, database: Place, clock
) -> None:
    case = opened(flow)
    with (
        Workflow(str(database), clock=clock, busy_seconds=0.1) as hasty,
        flow.transactions.writing(),
        pytest.raises(StoreBusy),
    ):
        hasty.note(case, "客人又来电", actor="ben")


class Shifted:
    """What the program takes for ``datetime`` on a computer whose clock is off, and goes on."""

    def __init__(self, seconds: float) -> None:
        self._off = timedelta(seconds=seconds)

    def now(self, zone: tzinfo) -> datetime:
        return datetime.now(zone) + self._off

    def fromisoformat(self, text: str) -> datetime:
        return datetime.fromisoformat(text)


def doctor_on_the_clock(flow: Workflow) -> tuple[str, str]:
    (found,) = storage.clock(Patient("database", flow.now(), flow))
    return found.state, found.text


# What is told is in whole seconds: of the time a question takes, no more than one must be seen.
@pytest.mark.parametrize(
    ("off", "refusal"),
    [(69.6, StoreClockAhead), (-70.4, StoreClockBehind), (50, None), (-50, None)],
)
def test_a_sweep_whose_clock_is_not_the_servers_fires_nothing_and_says_so_as_doctor_does(
    database: Place, off: float, refusal: type[StoreClockAhead | StoreClockBehind] | None
) -> None:
    with Workflow(str(database)) as flow:
        opened(flow)
        with patch.object(system_clock, "datetime", Shifted(off)):
            if refusal is None:
                assert flow.fire_due().fired == ()
                assert doctor_on_the_clock(flow)[0] == "ok"
                return
            with pytest.raises(refusal) as refused:
                flow.fire_due()
            assert doctor_on_the_clock(flow) == ("wrong", str(refused.value))
    assert refused.value.seconds == 70
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(("off", "refusal"), [(69.6, StoreClockAhead), (-70.4, StoreClockBehind)])
def test_nothing_is_recorded_by_a_clock_that_is_not_the_servers(
    database: Place, off: float, refusal: type[StoreClockAhead | StoreClockBehind]
) -> None:
    with Workflow(str(database)) as flow:
        case = opened(flow)
        before = [one.type for one in flow.history(case)]
        with patch.object(system_clock, "datetime", Shifted(off)):
            for act in (lambda: opened(flow), lambda: flow.note(case, "顾客来电", actor="sue")):
                with pytest.raises(refusal):
                    act()
        assert flow.list().total == 1
        assert [one.type for one in flow.history(case)] == before


def test_what_was_recorded_with_a_key_is_told_again_whatever_the_clock_shows(
    database: Place,
) -> None:
    with Workflow(str(database)) as flow:
        case = opened(flow)
        note = partial(flow.note, case, "顾客来电", actor="sue", key="来电-1")
        noted = note()
        with patch.object(system_clock, "datetime", Shifted(3600)):
            assert note() == noted._replace(repeated=True)


def test_a_computer_that_has_slept_asks_the_server_again_before_it_says_its_clock_is_wrong(
    database: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = iter([timedelta(seconds=-70), timedelta()])

    def server_now(_connection: object) -> datetime:
        return datetime.now(UTC) + next(shown)

    monkeypatch.setattr(clocks, "server_now", server_now)
    with Workflow(str(database)) as flow:
        case = opened(flow)
        flow.note(case, "顾客来电", actor="sue")
    assert [*shown] == []


def test_a_daemon_whose_clock_is_behind_says_so_once_and_leaves_no_gap_to_the_others(
    database: Place, caplog: pytest.LogCaptureFixture
) -> None:
    with Workflow(str(database)) as flow:
        assert flow.fire_due().fired == ()
        begun = datetime.now(UTC) - timedelta(hours=24, minutes=6)
        flow.open("complaint", RECEIVED, actor="sue", at=begun)
        record = Record()
        with patch.object(system_clock, "datetime", Shifted(-600.4)):
            ticking = Ticking(flow, lambda: False, record)
            ticking.rounds = Rounds(flow, InTurn(()), ROUTES, lambda: False, record)
            for _tick in range(2):
                ticking.once()
        (told,) = [one.getMessage() for one in caplog.records if one.levelname == "ERROR"]
        assert "600 seconds behind" in told
        assert [*record.read().troubles] == [told.removeprefix("this round failed: ")]
        flow.fire_due()
        assert flow.gaps() == ()


def test_a_lease_is_told_by_the_clock_of_the_server(database: Place, clock) -> None:
    with Workflow(str(database), clock=clock) as flow:
        opened(flow)
        clock.advance(days=2)
        flow.fire_due()
        form(flow, ROUTES)
    with Workflow(str(database)) as flow, freeze_time("2027-06-01"):
        assert outboxing.claim(flow)
        with flow.transactions.reading() as connection:
            until = connection.exec_driver_sql(
                "SELECT max(leased_until) - now() < interval '61 s' FROM complaints_deliveries"
            ).scalar_one()
    assert until


def test_what_gave_way_is_tried_again(
    flow: Workflow, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = opened(flow)
    failures = [StoreContended("url"), StoreContended("url")]
    write, load = acting.writing.write, batches.cases.load_due

    def contended(whole):
        def run(*words, **more):
            if failures:
                raise failures.pop()
            return whole(*words, **more)

        return run

    monkeypatch.setattr(acting.writing, "write", contended(write))
    assert flow.note(case, "客人又来电", actor="ben").version == 2
    failures += [StoreContended("url"), StoreContended("url")]
    monkeypatch.setattr(batches.cases, "load_due", contended(load))
    clock.advance(days=2)
    assert flow.fire_due().fired
    assert failures == []


def test_a_deadlock_is_ended_by_the_server_and_only_one_of_two_gives_way(
    flow: Workflow, other: Workflow, database: Place
) -> None:
    for _case in range(2):
        opened(flow)
    both = Event()

    def second() -> None:
        with other.transactions.writing(shared=True) as connection:
            cases.lock(connection, [2])
            both.set()
            cases.lock(connection, [1])

    came: list[object] = []
    with flow.transactions.writing(shared=True) as connection:
        cases.lock(connection, [1])
        with beside(second) as came:
            assert both.wait(PATIENCE)
            try:
                with flow.transactions.database.errors():
                    cases.lock(connection, [2])
            except StoreContended as error:
                came.append(error)
                connection.rollback()
    assert [type(one) for one in came if one is not None] == [StoreContended]


def test_a_case_that_needs_one_on_which_somebody_writes_is_swept_later(
    database: Place, clock
) -> None:
    registry = Registry()
    registry.guard("other_is_open")(lambda _context: True)
    registry.reaction("book")(lambda _context: None)

    @registry.guard("may_lapse")
    def may_lapse(context: GuardContext) -> bool:
        name = context.fields["other"]
        return name == "none" or not context.other(str(name)).final

    with (
        Workflow(str(database), clock=clock, registry=registry) as flow,
        Workflow(str(database), clock=clock, registry=registry) as other,
    ):
        flow.publish(definition(VISIT))
        flow.add_staff("cai", roles=["clerk"])
        for name in ("none", "1"):
            flow.open("visit", {"other": name, "guest": "韩梅梅"}, actor="cai")
        clock.advance(hours=40)
        with flow.transactions.writing(shared=True) as connection:
            cases.lock(connection, [1])
            held_up = other.fire_due()
            assert (held_up.fired, held_up.set_aside) == ((), ())
        fired = {one.case for one in other.fire_due().fired}
        assert fired == {"V-2026-000001", "V-2026-000002"}
        assert [flow.show(one).state for one in (1, 2)] == ["lapsed", "lapsed"]
        assert flow.verify().findings == ()


def test_a_host_whose_transaction_sees_no_newer_state_is_told_to_repeat(
    flow: Workflow, database: Place
) -> None:
    case = opened(flow)
    engine = engine_of(database).execution_options(isolation_level="REPEATABLE READ")
    with Session(engine) as session:
        assert flow.on(session).show(case).version == 1
        flow.note(case, "别人的", actor="ben")
        with pytest.raises(StaleCase, match="Roll back and repeat"):
            flow.on(session).note(case, "我的", actor="ann")
        session.rollback()
        flow.on(session).note(case, "我的", actor="ann")
        session.commit()
    engine.dispose()
    assert len(flow.history(case)) == 3


# --- when the connection is lost ----------------------------------------------------------------


def end_connections(database: Place) -> None:
    engine = engine_of(database)
    with engine.connect() as connection:
        connection.exec_driver_sql(
            f"SELECT pg_terminate_backend(pid, {PATIENCE * 1000}) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    engine.dispose()


def test_a_connection_lost_in_the_middle_undoes_the_act_and_the_next_one_works(
    flow: Workflow, database: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = opened(flow)
    with monkeypatch.context() as patched:
        patched.setattr(acting, "write_others", lambda *_words: end_connections(database) or ())
        with pytest.raises(StoreLost) as lost:
            flow.note(case, "客人又来电", actor="ben")
    assert isinstance(lost.value, StoreUnusable)
    assert "secret" not in str(lost.value)
    assert flow.note(case, "客人又来电", actor="ben").version == 2
    assert flow.verify().findings == ()


def test_connections_lost_between_two_acts_are_not_noticed(flow: Workflow, database: Place) -> None:
    case = opened(flow)
    end_connections(database)
    assert flow.note(case, "客人又来电", actor="ben").version == 2


def test_an_act_with_a_key_is_repeated_without_harm_after_a_lost_connection(
    flow: Workflow, database: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(acting, "write_others", lambda *_words: end_connections(database) or ())
        with pytest.raises(StoreLost):
            flow.open("complaint", RECEIVED, actor="rita", key="k")
    assert not flow.open("complaint", RECEIVED, actor="rita", key="k").repeated
    assert flow.open("complaint", RECEIVED, actor="rita", key="k").repeated
    assert flow.list().total == 1


@pytest.mark.parametrize("planned", [True, False])
def test_a_step_that_recurs_waits_for_what_another_daemon_is_about_to_open(
    flow: Workflow, other: Workflow, clock, planned: bool
):
    opening = "  lobby: {every: 10 hours, opens: set_out, sets: {place: lobby}}\n"
    flow.publish(rounds(opening + LAPSING.replace("closing", "night")))
    flow.add_staff("ma", roles=["guard"])
    clock.advance(hours=13)
    if planned:
        recurring._plan(flow, clock.now)
    claim = schedules.claim_waiting if planned else schedules.claim_due
    with other.transactions.writing(shared=True) as connection:
        (held,) = claim(connection, clock.now, 1)
        assert held.schedule == "lobby"
        assert flow.fire_due().recurred == ()
    done = [(one.schedule, one.outcome) for one in flow.fire_due().recurred]
    assert done == [("lobby", "opened"), ("night", "done")]
