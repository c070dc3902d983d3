"""A server refuses one after the other: is it the server, or are they all unknown there?"""

from collections.abc import Callable, Collection, Iterator

import pytest
from both_databases import Place
from errands import ERRAND, SECRET, house, in_turn
from posts import Clock, Post

from workflow import Workflow
from workflow.daemon.record import Record
from workflow.errors import NotDelivered
from workflow.service.delivery import Delivery

pytestmark = pytest.mark.both

WHY = "mail.example.com does not take mail for this address (550 5.1.1)"
ROLES = [f"人{number}" for number in range(12)]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def flow(blank: Place, clock: Clock) -> Iterator[Workflow]:
    """A house in which a clerk and twelve chiefs hear of what is overdue."""
    house(blank, ERRAND)
    with Workflow(str(blank), clock=clock) as opened:
        opened.add_staff("小林", reach={"mail": "lin@example.com"})
        opened.add_staff("老王", reach={"mail": "wang@example.com"})
        for name in ROLES:
            opened.add_staff(name, roles=["chief"], reach={"mail": f"{name}@example.com"})
        yield opened


def overdue(flow: Workflow, clock: Clock) -> None:
    flow.open("errand", {"content": f"{SECRET} {clock.now}"}, actor="小林")
    clock.advance(minutes=1, seconds=1)


def refusing(everybody_but: Collection[str] = ()) -> Callable[[Delivery], object]:
    def refuse(one: Delivery) -> None:
        if one.recipient not in everybody_but:
            raise NotDelivered("mail", WHY, retryable=False, refused=True)

    return refuse


def went_on(turn: Callable[[], object], clock: Clock, minutes: int) -> None:
    for _time in range(minutes):
        turn()
        clock.advance(minutes=1)


@pytest.mark.parametrize("is_one", [True, False], ids=["a daemon", "rounds by themselves"])
def test_a_server_in_maintenance_that_refuses_everybody_loses_no_message(
    flow: Workflow, clock: Clock, *, is_one: bool
) -> None:
    overdue(flow, clock)
    mail = Post(before=refusing())
    same = in_turn(flow, [mail]).once
    turn = same if is_one else lambda: in_turn(flow, [mail]).once()
    went_on(turn, clock, 60)
    waiting = {one.delivery for one in flow.messages(given_up=False)}
    assert len(waiting) == 14
    assert flow.messages(given_up=True) == ()
    mail.before = lambda _one: None
    went_on(turn, clock, 6)
    assert {one.id for one in mail.sent} == waiting
    assert flow.messages() == ()
    assert flow.verify().findings == ()


def test_a_channel_that_refuses_one_after_the_other_rests_and_says_why(
    flow: Workflow, clock: Clock
) -> None:
    overdue(flow, clock)
    tried: list[str | None] = []

    def counted(one: Delivery) -> None:
        tried.append(one.recipient)
        refusing()(one)

    record = Record()
    in_turn(flow, [Post(before=counted)], record=record).once()
    assert len(set(tried)) == len(tried) == 5
    assert [(one.channel, one.reason) for one in record.read().resting] == [("mail", WHY)]


def test_addresses_that_are_unknown_are_given_up_once_somebody_else_was_reached(
    flow: Workflow, clock: Clock
) -> None:
    overdue(flow, clock)
    mail = Post(before=refusing({"老王"}))
    turn = in_turn(flow, [mail]).once
    went_on(turn, clock, 15)
    assert [one.recipient for one in mail.sent] == ["老王"]
    dead = flow.messages(given_up=True)
    assert len(dead) == len(flow.messages()) == 13
    assert max(one.attempts for one in dead) <= 3


def test_who_is_not_known_to_be_refused_does_not_wait_behind_those_who_are(
    flow: Workflow, clock: Clock
) -> None:
    overdue(flow, clock)
    mail = Post(before=refusing())
    turn = in_turn(flow, [mail]).once
    went_on(turn, clock, 120)
    flow.add_staff("新来", reach={"mail": "new@example.com"}, roles=["chief"])
    mail.before = refusing({"新来"})
    overdue(flow, clock)
    went_on(turn, clock, 6)
    assert [one.recipient for one in mail.sent] == ["新来"]
    assert len(flow.messages(given_up=True)) == len(flow.messages())


def test_if_nobody_is_ever_reached_they_are_given_up_in_the_end(
    flow: Workflow, clock: Clock
) -> None:
    overdue(flow, clock)
    turn = in_turn(flow, [Post(before=refusing())], attempts=3).once
    went_on(turn, clock, 600)
    assert len(flow.messages(given_up=True)) == len(flow.messages()) == 14


@pytest.mark.parametrize("number", [1, 4])
def test_a_few_unknown_addresses_are_given_up_at_once(
    flow: Workflow, clock: Clock, number: int
) -> None:
    overdue(flow, clock)
    unknown = ROLES[:number]
    known = {"小林", "老王", *ROLES} - set(unknown)
    mail = Post(before=refusing(known))
    in_turn(flow, [mail]).once()
    assert {one.recipient for one in mail.sent} == known
    assert {one.recipient for one in flow.messages(given_up=True)} == set(unknown)


def test_many_messages_to_one_who_is_unknown_are_given_up_at_once(
    flow: Workflow, clock: Clock
) -> None:
    for _case in range(8):
        overdue(flow, clock)
    mail = Post(before=refusing({"老王", "小林", *ROLES[1:]}))
    in_turn(flow, [mail]).once()
    assert {one.recipient for one in flow.messages()} == {ROLES[0]}
    assert {one.given_up for one in flow.messages()} == {True}


def test_what_somebody_dropped_meanwhile_is_not_taken_up_again(
    flow: Workflow, clock: Clock
) -> None:
    overdue(flow, clock)
    dropped: list[str] = []

    def refuse(one: Delivery) -> None:
        dead = flow.messages(given_up=True)
        if len(dead) == 2 and not dropped:
            dropped.append(flow.drop_message(str(dead[0].delivery), reason="已告知", actor="老王"))
        refusing()(one)

    in_turn(flow, [Post(before=refuse)]).once()
    assert [one.delivery for one in flow.messages(ended=True)] == dropped
    assert len(flow.messages()) == 13
