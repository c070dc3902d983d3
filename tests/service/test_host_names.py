"""Guards and reactions that the host application registers."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlmodel import Session
from stories import opened
from visits import VISIT, Booking, definition

from workflow import Registry, Workflow, prepare
from workflow.engine.case import Case
from workflow.errors import (
    CaseNotFound,
    GuardRejected,
    NameNotRegistered,
    StaleCase,
    StoreUnusable,
)
from workflow.service.registry import GuardContext, ReactionContext

BOOKINGS = Booking.__table__


class Host:
    """A host application: its names, and something that happens while a guard looks."""

    def __init__(self) -> None:
        self.registry = Registry()
        self.meanwhile = []
        self.seen: list[Case] = []
        self.registry.guard("other_is_open")(self.other_is_open)
        self.registry.guard("may_lapse")(lambda _context: True)
        self.registry.reaction("book")(self.book)

    def other_is_open(self, context: GuardContext) -> bool:
        other = context.fields["other"]
        if other == "none":
            return True
        found = context.other(other)
        self.seen.append(found)
        if self.meanwhile:
            self.meanwhile.pop()()
        return not found.final

    def book(self, context: ReactionContext) -> None:
        context.connection.execute(BOOKINGS.insert().values(visit=context.case.number))
        assert context.events[-1].type in {"transitioned", "miss_voided"}


@pytest.fixture
def host() -> Host:
    return Host()


@pytest.fixture
def house(database: Path, clock, host: Host):
    with Workflow(str(database), clock=clock, registry=host.registry) as flow:
        flow.publish(definition())
        flow.add_staff("cai", roles=["clerk"])
        with flow.transactions.writing() as connection:
            BOOKINGS.create(connection)
        yield flow


@pytest.fixture
def elsewhere(house: Workflow, database: Path, clock):
    """Another program on the same database, with a host of its own."""
    with Workflow(str(database), clock=clock, registry=Host().registry) as flow:
        yield flow


def planned(flow: Workflow, other: str = "none") -> str:
    return flow.open("visit", {"other": other, "guest": "韩梅梅"}, actor="cai").case


def bookings(flow: Workflow) -> list[str]:
    with flow.transactions.reading() as connection:
        return [row.visit for row in connection.execute(BOOKINGS.select())]


def test_a_guard_decides_by_another_case(house: Workflow):
    first = planned(house)
    second = planned(house, first)
    house.trigger(first, "finish", actor="cai")
    with pytest.raises(GuardRejected) as refused:
        house.trigger(second, "finish", actor="cai")
    assert refused.value.guard == "other_is_open()"
    with pytest.raises(GuardRejected, match="the other visit must be open"):
        planned(house, first)
    assert bookings(house) == [first]


def test_a_guard_may_name_the_other_case_by_its_serial(house: Workflow):
    first = planned(house)
    assert house.trigger(planned(house, "1"), "finish", actor="cai").state == "over"
    with pytest.raises(CaseNotFound):
        planned(house, "V-2025-000001")
    assert house.show(first).state == "planned"


@pytest.mark.parametrize("act", ["finish", "plan"])
def test_what_a_guard_read_and_changed_meanwhile_is_read_again(
    house: Workflow, elsewhere: Workflow, host: Host, act: str
):
    first = planned(house)
    second = planned(house, first)
    host.seen.clear()
    host.meanwhile.append(lambda: elsewhere.trigger(first, "finish", actor="cai"))
    acts = {
        "finish": lambda: house.trigger(second, "finish", actor="cai"),
        "plan": lambda: planned(house, first),
    }
    with pytest.raises(GuardRejected):
        acts[act]()
    assert [one.state for one in host.seen] == ["planned", "over"]
    assert house.show(second).state == "planned"
    assert house.list().total == 2


def test_a_guard_whose_case_keeps_changing_makes_the_act_stale(
    house: Workflow, elsewhere: Workflow, host: Host
):
    first, second = planned(house), planned(house, "1")
    host.meanwhile += [lambda: elsewhere.note(first, "又变了", actor="cai")] * 50
    with pytest.raises(StaleCase):
        house.trigger(second, "finish", actor="cai")
    assert bookings(house) == []


def test_a_guard_sees_no_personal_value(house: Workflow, host: Host):
    seen = []
    host.registry.guard("other_is_open")(
        lambda context: seen.append((dict(context.fields), context.case)) or True
    )
    house.trigger(planned(house), "finish", actor="cai")
    ((fields, case),) = seen
    assert fields == {"other": "none"}
    assert "韩梅梅" not in str(case)


def test_a_reaction_writes_with_the_act(house: Workflow):
    case = planned(house)
    house.trigger(case, "finish", actor="cai")
    assert bookings(house) == [case]
    assert house.verify().findings == ()


def test_a_reaction_that_fails_undoes_the_act_and_what_it_wrote(house: Workflow, host: Host):
    case = planned(house)
    version = house.show(case).version

    def fail(context: ReactionContext) -> None:
        host.book(context)
        raise LookupError("no room")

    host.registry.reaction("book")(fail)
    with pytest.raises(LookupError, match="no room"):
        house.trigger(case, "finish", actor="cai", key="k")
    assert bookings(house) == []
    assert house.show(case).version == version
    host.registry.reaction("book")(host.book)
    assert not house.trigger(case, "finish", actor="cai", key="k").repeated


def test_guards_and_reactions_work_in_the_hosts_own_transaction(
    house: Workflow, host: Host, database: Path
):
    first, second = planned(house), planned(house, "1")
    engine = create_engine(f"sqlite:///{database}")
    prepare(engine)
    with Session(engine) as session:
        hosted = house.on(session)
        session.add(Booking(visit="the host's own"))
        hosted.trigger(second, "finish", actor="cai")

        def fail(context: ReactionContext) -> None:
            host.book(context)
            raise LookupError("no room")

        host.registry.reaction("book")(fail)
        with pytest.raises(LookupError, match="no room"):
            hosted.trigger(first, "finish", actor="cai")
        host.registry.reaction("book")(host.book)
        with pytest.raises(GuardRejected):
            hosted.open("visit", {"other": second, "guest": "韩梅梅"}, actor="cai")
        session.commit()
    engine.dispose()
    assert sorted(bookings(house)) == [second, "the host's own"]
    assert [house.show(one).state for one in (first, second)] == ["planned", "over"]
    assert house.verify().findings == ()


@pytest.mark.parametrize("key", [None, "k"])
def test_a_reaction_the_database_refuses_undoes_the_act(house: Workflow, key: str | None):
    case = planned(house)
    with house.transactions.writing() as connection:
        connection.execute(BOOKINGS.insert().values(visit=case))
    with pytest.raises(StoreUnusable, match="UNIQUE"):
        house.trigger(case, "finish", actor="cai", key=key)
    assert house.show(case).state == "planned"
    assert bookings(house) == [case]


@pytest.mark.parametrize(("kind", "name"), [("guard", "other_is_open"), ("reaction", "book")])
def test_a_name_nobody_registered_refuses_the_act_by_name(
    house: Workflow, database: Path, host: Host, kind: str, name: str
):
    case = planned(house)
    registry = Registry()
    if kind == "reaction":
        registry.guard("other_is_open")(host.other_is_open)
    with Workflow(str(database), clock=house.now, registry=registry) as bare:
        with pytest.raises(NameNotRegistered) as refused:
            bare.trigger(case, "finish", actor="cai")
        assert (refused.value.name, bare.show(case).state) == (name, "planned")
        assert [one.trigger for one in bare.show(case).next] == ["finish"]
    assert name in str(refused.value)


def test_a_name_nobody_registered_sets_its_cases_aside_and_others_go_on(
    house: Workflow, database: Path, clock
):
    visits = [planned(house), planned(house)]
    complaint = opened(house)
    clock.advance(days=3)
    with Workflow(str(database), clock=clock) as bare:
        report = bare.fire_due()
        assert [case for case, _ in report.set_aside] == visits
        assert {one.case for one in report.fired} == {complaint, *visits}
        assert {one.rung for one in report.fired if one.case in visits} == {"miss"}
        assert all("may_lapse" in why for _, why in report.set_aside)
        assert bare.aside() == 2
        assert [one.case for one in bare.list(aside=True).rows] == visits
        shown = bare.show(visits[0])
        assert shown.aside is not None
        assert "may_lapse" in shown.aside.error
        assert report.next_at == bare.next_due() == shown.aside.retry_at
        assert [one.aside for one in bare.due() if one.case in visits] == [True, True]
        assert bare.fire_due().cases == 0
    assert bare.verify().findings == ()
    clock.now = house.next_due()
    report = house.fire_due()
    assert report.set_aside == ()
    assert {house.show(one).state for one in visits} == {"lapsed"}
    assert house.aside() == 0
    assert house.verify().findings == ()


def test_a_guard_that_breaks_sets_its_case_aside_and_others_go_on(
    house: Workflow, host: Host, clock
):
    case, complaint = planned(house), opened(house)

    def broken(_context: GuardContext) -> bool:
        raise ZeroDivisionError("坏了")

    host.registry.guard("may_lapse")(broken)
    clock.advance(days=3)
    report = house.fire_due()
    ((set_aside, why),) = report.set_aside
    assert set_aside == case
    assert "ZeroDivisionError" in why
    assert "坏了" not in why, "what it says may hold personal values"
    assert {one.case for one in report.fired} == {complaint, case}
    assert [one.rung for one in report.fired if one.case == case] == ["miss"]
    pauses = []
    for _time in range(3):
        now = clock()
        clock.now = house.next_due()
        pauses.append((clock.now - now).total_seconds() / 60)
        house.fire_due()
    assert pauses == [1, 2, 4]
    assert house.show(case).aside.attempts == 4


def test_a_reaction_that_fails_while_firing_takes_no_other_case_with_it(
    database: Path, house: Workflow, host: Host, clock
):
    reacting = (
        VISIT.replace('edition: "1"', 'edition: "2"')
        .replace("    when: 'may_lapse()'\n", "    reactions: [book]\n")
        .replace("guards: [other_is_open, may_lapse]", "guards: [other_is_open]")
    )
    house.publish(definition(reacting.replace("2026-01-01", "2026-02-01")))
    visits = [planned(house) for _ in range(3)]
    with house.transactions.writing() as connection:
        connection.execute(BOOKINGS.insert().values(visit=visits[1]))
    clock.advance(days=3)
    report = house.fire_due()
    assert [case for case, _ in report.set_aside] == [visits[1]]
    assert "UNIQUE" in report.set_aside[0][1]
    assert [house.show(one).state for one in visits] == ["lapsed", "planned", "lapsed"]
    assert sorted(bookings(house)) == visits
    assert house.verify().findings == ()
    with house.transactions.reading() as connection:
        asked = select(func.count()).select_from(text("complaints_notices"))
        assert connection.execute(asked).scalar_one() == 2
