"""Inside a transaction of the host application: its commit and its rollback are ours."""

import asyncio
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from both_databases import Place, engine_of, refuse_inserts, refuse_no_more
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel import Session
from stories import JUDGED, RECEIVED, opened
from visits import Booking

import workflow
from workflow import Workflow
from workflow.errors import (
    CaseNotFound,
    DataMissing,
    NotAuthorised,
    StaleCase,
    StoreUnusable,
)
from workflow.store.tables import METADATA

pytestmark = pytest.mark.both

COUNTED = ("cases", "events", "personal_values", "deadlines", "notices", "requests")


@pytest.fixture
def engine(database: Place) -> Iterator[Engine]:
    """The host's own engine on the same database, with a table of its own."""
    engine = engine_of(database)
    workflow.prepare(engine)
    Booking.__table__.create(engine)
    yield engine
    engine.dispose()


def counted(session: Session) -> dict[str, int]:
    tables = {name: METADATA.tables[f"complaints_{name}"] for name in COUNTED}
    tables["bookings"] = Booking.__table__
    return {
        name: session.execute(select(func.count()).select_from(one)).scalar_one()
        for name, one in tables.items()
    }


def everything(engine: Engine) -> dict[str, int]:
    with Session(engine) as session:
        return counted(session)


def whole_story(flow: Workflow, session: Session, clock) -> str:
    """A case with everything a case can have, beside a row of the host's."""
    hosted = flow.on(session)
    session.add(Booking(visit="客人"))
    case = hosted.open("complaint", RECEIVED, actor="rita", key="k").case
    clock.advance(days=2)
    assert hosted.fire_due().fired
    hosted.trigger(case, "judge", JUDGED, actor="ann")
    return case


def test_the_hosts_rollback_takes_everything(flow: Workflow, engine: Engine, clock):
    before = everything(engine)
    with Session(engine) as session:
        case = whole_story(flow, session, clock)
        assert all(counted(session).values())
        session.rollback()
        with pytest.raises(CaseNotFound):
            flow.on(session).show(case)
    assert everything(engine) == before
    assert flow.verify().findings == ()


def test_the_hosts_commit_keeps_everything(flow: Workflow, engine: Engine, clock):
    with Session(engine) as session:
        case = whole_story(flow, session, clock)
        with pytest.raises(CaseNotFound):
            flow.show(case)
        session.commit()
    assert flow.show(case).state == "judged"
    assert everything(engine)["bookings"] == 1
    assert flow.verify().findings == ()


def test_nothing_is_committed_before_the_host_does(flow: Workflow, engine: Engine, clock):
    with Session(engine) as session:
        whole_story(flow, session, clock)
        assert everything(engine)["events"] == 0
        assert everything(engine)["bookings"] == 0


def test_a_refusal_leaves_what_the_host_did_before(flow: Workflow, engine: Engine):
    case = opened(flow)
    with Session(engine) as session:
        session.add(Booking(visit="客人"))
        session.flush()
        hosted = flow.on(session)
        with pytest.raises(NotAuthorised):
            hosted.trigger(case, "judge", JUDGED, actor="rita")
        with pytest.raises(DataMissing):
            hosted.open("complaint", {"kind": "service"}, actor="rita")
        hosted.note(case, "请勿打扰", actor="ann")
        session.commit()
    assert everything(engine)["bookings"] == 1
    assert [one.type for one in flow.history(case)] == ["opened", "noted"]


def test_an_error_of_the_database_leaves_what_the_host_did_before(
    flow: Workflow, engine: Engine, registry_of_failing
):
    case = opened(flow)
    with Session(engine) as session:
        session.add(Booking(visit="客人"))
        session.flush()
        with registry_of_failing(session), pytest.raises(StoreUnusable):
            flow.on(session).note(case, "请勿打扰", actor="ann")
        flow.on(session).note(case, "再试", actor="ann")
        session.commit()
    assert everything(engine)["bookings"] == 1
    assert len(flow.history(case)) == 2
    assert flow.verify().findings == ()


@pytest.fixture
def registry_of_failing():
    """Make the last statement of an act fail in the database itself."""
    from contextlib import contextmanager

    @contextmanager
    def failing(session: Session):
        refuse_inserts(session.connection(), "complaints_personal_values")
        yield
        refuse_no_more(session.connection(), "complaints_personal_values")

    return failing


@pytest.mark.file
def test_an_engine_that_was_not_prepared_is_refused_clearly(flow: Workflow, database: Path):
    case = opened(flow)
    unprepared = create_engine(f"sqlite:///{database}")
    with Session(unprepared) as session:
        hosted = flow.on(session)
        for act in (
            lambda: hosted.note(case, "请勿打扰", actor="ann"),
            lambda: hosted.open("complaint", RECEIVED, actor="rita"),
            hosted.fire_due,
            lambda: hosted.add_staff("wu", roles=["specialist"]),
            lambda: hosted.publish(hosted.definition("complaint")),
        ):
            with pytest.raises(StoreUnusable, match=r"workflow\.prepare\(engine\)"):
                act()
            session.rollback()
    unprepared.dispose()
    assert len(flow.history(case)) == 1
    assert "wu" not in [one.name for one in flow.staff()]


@pytest.mark.file
def test_a_session_that_read_before_somebody_elses_commit_is_told_to_repeat(
    flow: Workflow, engine: Engine
):
    case = opened(flow)
    with Session(engine) as session:
        assert counted(session)["cases"] == 1
        flow.note(case, "别人的", actor="ben")
        for act in (
            lambda: flow.on(session).note(case, "我的", actor="ann"),
            lambda: flow.on(session).open("complaint", RECEIVED, actor="rita"),
        ):
            with pytest.raises(StaleCase, match="Roll back and repeat"):
                act()
        session.rollback()
        flow.on(session).note(case, "我的", actor="ann")
        session.commit()
    assert len(flow.history(case)) == 3
    assert flow.verify().findings == ()


def test_an_expected_version_is_checked_against_what_the_host_sees(flow: Workflow, engine: Engine):
    case = opened(flow)
    with Session(engine) as session:
        hosted = flow.on(session)
        hosted.note(case, "请勿打扰", actor="ann")
        with pytest.raises(StaleCase) as refused:
            hosted.note(case, "再来", actor="ann", expected_version=1)
        assert refused.value.changes == ("ann: note",)
        hosted.note(case, "再来", actor="ann", expected_version=2)
        session.commit()
    assert len(flow.history(case)) == 3


def test_a_key_used_before_gives_the_same_answer_inside_the_hosts_transaction(
    flow: Workflow, engine: Engine
):
    first = flow.open("complaint", RECEIVED, actor="rita", key="k")
    with Session(engine) as session:
        again = flow.on(session).open("complaint", RECEIVED, actor="rita", key="k")
        assert again == first._replace(repeated=True)
        session.commit()
    assert everything(engine)["cases"] == 1


def test_erasing_in_the_hosts_transaction_is_undone_with_it(flow: Workflow, engine: Engine):
    case = opened(flow)
    with Session(engine) as session:
        flow.on(session).erase(case, actor="max", reason="顾客要求")
        assert flow.on(session).list(text="李雷").total == 0
        session.rollback()
    assert flow.list(text="李雷").total == 1
    assert flow.verify().findings == ()


def test_an_error_of_the_database_tells_no_personal_value_on_the_hosts_engine(
    flow: Workflow, engine: Engine
):
    with engine.begin() as connection:
        refuse_inserts(connection, "complaints_personal_values", "disk is full")
    with Session(engine) as session, pytest.raises(StoreUnusable) as raised:
        flow.on(session).open("complaint", RECEIVED, actor="rita")
    told = "".join(traceback.format_exception(raised.value))
    assert "INSERT INTO complaints_personal_values" in told
    assert RECEIVED["complainant"] not in told
    assert RECEIVED["phone"] not in told


def test_wording_the_host_rolled_back_is_shown_nowhere(flow: Workflow, engine: Engine):
    case = opened(flow)
    title = flow.show(case).title
    shipped = flow.definition("complaint")
    with Session(engine) as session:
        hosted = flow.on(session)
        hosted.publish(replace(shipped, title={**title, "zh": "宾客意见"}))
        hosted.note(case, "请勿打扰", actor="ann")
        assert hosted.show(case).title["zh"] == "宾客意见"
        assert flow.show(case).title == title
        session.rollback()
        assert hosted.show(case).title == title
    assert flow.show(case).title == title


def test_staff_the_host_rolled_back_is_forgotten(flow: Workflow, engine: Engine):
    case = opened(flow)
    with Session(engine) as session:
        hosted = flow.on(session)
        hosted.end_roles("ann")
        with pytest.raises(NotAuthorised):
            hosted.trigger(case, "judge", JUDGED, actor="ann")
        session.rollback()
        # The staff now has the same revision as before, with other content.
        hosted.add_staff("zoe", roles=["manager"])
        hosted.trigger(case, "judge", JUDGED, actor="ann")
        session.commit()
    assert flow.show(case).state == "judged"


@pytest.mark.file
def test_a_host_with_an_asynchronous_engine_runs_it_in_its_transaction(
    flow: Workflow, database: Path
):
    async def host() -> tuple[str, int]:
        engine = create_async_engine(f"sqlite+aiosqlite:///{database}")
        workflow.prepare(engine.sync_engine)
        async with AsyncSession(engine) as session:
            case = await session.run_sync(
                lambda sync: flow.on(sync).open("complaint", RECEIVED, actor="rita").case
            )
            await session.rollback()
            kept = await session.run_sync(
                lambda sync: flow.on(sync).open("complaint", RECEIVED, actor="rita").case
            )
            await session.commit()
        await engine.dispose()
        return case, int(kept.rpartition("-")[2])

    case, kept = asyncio.run(host())
    assert [one.serial for one in flow.list().rows] == [kept]
    assert case == flow.show(kept).case  # the number the rollback gave back
