"""A channel works again: what waited for that is tried at once, and nothing else is."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from both_databases import Place
from errands import ERRAND, SECRET, house, in_turn
from posts import Clock, Post, failing

from workflow import Workflow
from workflow.daemon.rounds import Rounds
from workflow.service.delivery import Delivery

pytestmark = pytest.mark.both

DOWN = failing("无法连接", resting=True)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def flow(blank: Place, clock: Clock) -> Iterator[Workflow]:
    house(blank, ERRAND)
    with Workflow(str(blank), clock=clock) as opened:
        opened.add_staff("小林", reach={"mail": "lin@example.com"})
        opened.add_staff("老王", reach={"mail": "wang@example.com"})
        yield opened


def overdue(flow: Workflow, clock: Clock, number: int) -> None:
    for one in range(number):
        flow.open("errand", {"content": f"{SECRET} {one} {clock.now}"}, actor="小林")
    clock.advance(minutes=1, seconds=1)


def afresh(flow: Workflow, post: Post, **settings: int) -> Callable[[], object]:
    """Rounds of which each is a process of its own, as of ``daemon --once``."""
    return lambda: in_turn(flow, [post], **settings).once()


def went_on(turn: Callable[[], object], clock: Clock, hours: int = 8, *, every: int = 10) -> None:
    for _time in range(hours * 60 // every):
        turn()
        clock.advance(minutes=every)


@pytest.mark.long
@pytest.mark.parametrize("is_one", [True, False], ids=["a daemon", "rounds by themselves"])
def test_what_probed_a_channel_for_hours_goes_with_all_the_others_once_it_works(
    flow: Workflow, clock: Clock, *, is_one: bool
) -> None:
    overdue(flow, clock, 10)
    mail = Post(before=DOWN)
    turn = in_turn(flow, [mail]).once if is_one else afresh(flow, mail)
    went_on(turn, clock)
    waiting = {one.delivery for one in flow.messages()}
    mail.before = lambda _one: None
    turn()
    assert {one.id for one in mail.sent} == waiting
    assert len(mail.sent) == 20
    assert max(one.attempts for one in mail.sent) > 2
    assert flow.messages() == ()


def test_what_waits_alone_on_a_channel_is_tried_as_often_as_a_channel_is(
    flow: Workflow, clock: Clock
) -> None:
    overdue(flow, clock, 1)
    mail = Post(before=DOWN)
    turn = in_turn(flow, [mail]).once
    went_on(turn, clock)
    mail.before = lambda _one: None
    clock.advance(minutes=5)
    turn()
    assert len(mail.sent) == 2


def test_what_was_refused_for_itself_keeps_its_pause(flow: Workflow, clock: Clock) -> None:
    overdue(flow, clock, 3)
    mail = Post(before=failing("稍后再试"))
    turn = in_turn(flow, [mail]).once
    for _time in range(4):
        clock.advance(minutes=5)
        turn()
    refused = {one.delivery: one.again_at for one in flow.messages()}
    overdue(flow, clock, 1)
    mail.before = DOWN
    turn()
    clock.advance(seconds=2)
    mail.before = lambda _one: None
    turn()
    assert len(mail.sent) == 2
    assert {one.delivery: one.again_at for one in flow.messages()} == refused


def test_what_waits_for_its_next_attempt_is_tried_now_if_somebody_says_so(
    flow: Workflow, clock: Clock
) -> None:
    overdue(flow, clock, 2)
    mail = Post(before=failing("稍后再试"))
    turn = in_turn(flow, [mail]).once
    for _time in range(3):
        turn()
        clock.advance(minutes=1)
    waiting = {one.delivery for one in flow.messages()}
    assert set(flow.try_messages_now()) == waiting
    assert flow.try_messages_now() == ()
    assert flow.retry_message() == ()
    mail.before = lambda _one: None
    turn()
    assert {one.id for one in mail.sent} == waiting
    assert {one.attempts for one in mail.sent} == {4}


def test_what_is_being_sent_is_not_tried_by_another_because_somebody_says_so(
    flow: Workflow, clock: Clock
) -> None:
    overdue(flow, clock, 1)

    def said(_one: Delivery) -> None:
        assert flow.try_messages_now() == ()

    mail = Post(before=said)
    in_turn(flow, [mail]).once()
    assert len(mail.sent) == 2


def test_whoever_works_lets_go_what_another_could_not_send(flow: Workflow, clock: Clock) -> None:
    overdue(flow, clock, 4)
    lame, well = Post(before=DOWN), Post()
    limping = in_turn(flow, [lame])
    went_on(limping.once, clock)
    in_turn(flow, [well]).once()
    assert (len(well.sent), lame.sent, flow.messages()) == (8, [], ())


def test_a_message_that_breaks_a_channel_that_works_makes_no_storm(
    flow: Workflow, clock: Clock
) -> None:
    overdue(flow, clock, 1)
    tried: list[str] = []

    def poisonous(one: Delivery) -> None:
        if one.recipient == "小林" and one.letters[0].case == "E-2026-000001":
            tried.append(one.id)
            DOWN(one)

    mail = Post(before=poisonous)
    turn: Rounds = in_turn(flow, [mail])
    for _time in range(60):
        overdue(flow, clock, 1)
        turn.once()
        clock.advance(seconds=2)
        turn.once()
    assert len(set(tried)) == 1
    assert len(tried) < 12
    assert len(mail.sent) == 121
    assert timedelta(minutes=60) < clock.now - flow.messages()[0].since
