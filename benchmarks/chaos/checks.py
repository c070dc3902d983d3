"""What must hold once nobody is at work any more: counted, and told where it does not."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from benchmarks.chaos.journal import is_number
from benchmarks.chaos.rounds import check_rounds
from benchmarks.chaos.run import Havoc
from workflow import Workflow
from workflow.service.views import EventView
from workflow.store.tables import cases, deliveries, delivery_notices, notices, occurrences

_MINUTE = timedelta(minutes=1)
# Restated, and not read from the definition: so many minutes after a case was opened.
_PROMISED = {
    "answer/remind.1": 0.5,
    "answer/miss": 1,
    "answer/missed.1": 1,
    "answer/missed.2": 2,
    "excuse/miss": 2,
    "excuse/missed.1": 2,
}
_ERRANDS = cases.c.definition == "errand"
_FIRED = {"rung_fired", "deadline_missed"}


class Result(NamedTuple):
    """How many things were looked at, by kind, and what was wrong, in words."""

    looked_at: Counter[str]
    wrong: list[str]


def look(flow: Workflow, havoc: Havoc) -> Result:
    """Look at everything there is."""
    result = Result(Counter(), [])
    with flow.transactions.reading() as connection:
        for check in (_messages, _nothing_waits, check_rounds):
            for what, fault in check(connection, havoc):
                _note(result, what, fault)
        serials = list(connection.scalars(select(cases.c.id).where(_ERRANDS)))
    for what, fault in _answers(flow, havoc):
        _note(result, what, fault)
    for serial in serials:
        for what, fault in _promises(flow, serial, havoc.until):
            _note(result, what, fault)
    found = flow.verify()
    result.looked_at.update(events=found.events, chains=found.cases)
    result.wrong.extend(str(one) for one in (*found.findings, *flow.rebuild(check=True).findings))
    return result


def _note(result: Result, what: str, fault: str) -> None:
    result.looked_at[what] += 1
    if fault:
        result.wrong.append(fault)


Looks = Iterator[tuple[str, str]]
"""What was looked at, and what is wrong with it: nothing, if it is empty."""


def _promises(flow: Workflow, serial: int, until: datetime) -> Looks:
    """Every rung of a case that came due before the case ended fired once, and no other."""
    history = flow.history(serial)
    ended = min((one.at for one in history if one.details.get("trigger") == "finish"), default=None)
    fired = Counter(_rung(one) for one in history if one.type in _FIRED)
    for rung, due in _ladder(history[0].at):
        must = due <= (until if ended is None else ended)
        times = fired.pop(rung, 0)
        told = f"case {serial}: {rung}, due {due}, fired {times} times; ended {ended}"
        yield "rungs", "" if times == (1 if must else 0) else told
    for rung, times in fired.items():
        yield "rungs", f"case {serial}: {rung} fired {times} times, and is not promised"
    for before, after in pairwise(history):
        told = f"case {serial}: event {after.seq} follows {before.seq}"
        yield "sequences", "" if after.seq == before.seq + 1 else told


def _ladder(begun: datetime) -> Iterator[tuple[str, datetime]]:
    """Yield what is promised, and when."""
    for rung, minutes in _PROMISED.items():
        yield rung, begun + minutes * _MINUTE


def _rung(event: EventView) -> str:
    return f"{event.details['deadline']}/{event.details.get('rung', 'miss')}"


def _answers(flow: Workflow, havoc: Havoc) -> Looks:
    """Whoever asked was answered once: each key opened one case, and every case was asked for."""
    opened: Counter[str] = Counter()
    for journal in havoc.journals:
        answers = journal.answers()
        for key, wish in journal.wishes().items():
            answer = answers[key]
            again = wish.ask(flow) if is_number(answer) else answer
            yield "answers", "" if again == answer else f"{key}: {answer}, and then {again}"
            if not wish.case:
                opened[answer] += 1
    with flow.transactions.reading() as connection:
        there = connection.scalar(select(func.count()).select_from(cases).where(_ERRANDS))
    for case, times in opened.items():
        fault = f"{case} answers {times} wishes to open one"
        yield "openings", "" if times == 1 and is_number(case) else fault
    yield "openings", "" if there == len(opened) else f"{there} cases, {len(opened)} were opened"


def _messages(connection: Connection, havoc: Havoc) -> Looks:
    """Every message was sent, and was not received more often than there is an excuse for."""
    carried = select(delivery_notices.c.notice_id)
    lost = select(notices.c.id).where(notices.c.dropped_at.is_(None), notices.c.id.not_in(carried))
    for notice in connection.scalars(lost):
        yield "notices", f"notice {notice} is in no delivery"
    yield from (("notices", "") for _ in connection.scalars(select(notices.c.id)))
    sent = {row.id: row.sent_at for row in connection.execute(select(deliveries))}
    for delivery, at in sent.items():
        times, most = havoc.received[delivery], 1 + havoc.excused[delivery]
        told = (
            f"delivery {delivery}, sent {at}, was received {times} times, at most {most} expected"
        )
        yield "deliveries", "" if at is not None and 1 <= times <= most else told
    for delivery in havoc.received.keys() - sent.keys():
        yield "deliveries", f"delivery {delivery} was received, and is not known"


def _nothing_waits(connection: Connection, _havoc: Havoc) -> Looks:
    """Nothing is set aside, leased, or waits for somebody."""
    aside = connection.scalars(select(cases.c.id).where(cases.c.aside_since.is_not(None)))
    for serial in aside:
        yield "waiting", f"case {serial} is set aside"
    open_ = select(deliveries.c.id, deliveries.c.error).where(deliveries.c.sent_at.is_(None))
    for row in connection.execute(open_):
        yield "waiting", f"delivery {row.id} was not sent: {row.error}"
    undone = select(occurrences.c.schedule, occurrences.c.site, occurrences.c.due_at)
    for row in connection.execute(undone.where(occurrences.c.try_at.is_not(None))):
        yield "waiting", f"{row.schedule} at {row.site}, due {row.due_at}, was not done"
    yield "waiting", ""
