"""What a simulation tells of what fired.

What they are written as is compared in tests and is therefore the same in every language.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.engine.addressees import FOLLOW_UP
from workflow.engine.case import RAN_OUT
from workflow.engine.events import FIRED
from workflow.engine.ladder import MISS
from workflow.service.facade import Workflow
from workflow.service.views import EventView, Fired, FiringReport

_KINDS = {"remind": "reminder", "miss": "missed", "missed": "escalation"}
# Of a time that nobody owes.
_OF_NOBODY = {**_KINDS, "miss": RAN_OUT, "missed": FOLLOW_UP}


class Firing(NamedTuple):
    """A reminder, a miss or a step after it that fired.

    ``rung`` is ``remind.1``, ``miss``, ``missed.1`` and so on, by their places in the definition;
    of one that repeats, ``occurrence`` counts from 0. ``revision`` says how often the due time had
    moved that a reminder is about. ``at`` is the instant it was due, aware UTC,
    and ``when`` the same as local text, 24:00 for the end of a day. ``recipients`` are those who
    are told. A message nobody needs any more is not sent, and ``skipped`` says why: ``superseded``
    or ``done``. ``alarm`` is set where one of those to be told was not to be found, which
    is shown as ``nobody``. ``does`` is the step taken, and ``refused`` the error that kept it from
    being taken.

    >>> Firing("C-2026-000001", "callback", 1, "remind.1", 0,
    ...     datetime(2026, 11, 4, 2), "2026-11-04 10:00", ("ann", "sue"))
    2026-11-04 10:00 callback remind.1 → ann, sue
    """

    case: str
    deadline: str
    cycle: int
    rung: str
    occurrence: int
    at: datetime
    when: str
    recipients: tuple[str, ...] = ()
    skipped: str = ""
    alarm: bool = False
    does: str = ""
    refused: str = ""
    revision: int = 0
    owed: bool = True

    @property
    def kind(self) -> str:
        """What scenarios call it.

        ``reminder``, ``missed`` or ``escalation``; of a time that nobody ``owed``, ``ran_out`` or
        ``follow_up``.
        """
        return (_KINDS if self.owed else _OF_NOBODY)[self.rung.partition(".")[0]]

    def __repr__(self) -> str:
        words = [self.when, self.deadline, self.rung]
        if self.does:
            words.append(f"does {self.does}")
        if self.refused:
            words.append(f"(refused: {self.refused})")
        if self.skipped:
            words.append(f"({self.skipped})")
        elif self.recipients or self.alarm:
            told = [*self.recipients, *(["nobody"] if self.alarm else [])]
            words.append(f"→ {', '.join(told)}")
        return " ".join(words)


def firings(flow: Workflow, cases: Iterable[str | int]) -> list[Firing]:
    """Return everything that ever fired on some cases, in the order in which it happened."""
    found = [
        (event.recorded_at, event.at, view.serial, event.seq, _firing(event, view.case, view.zone))
        for view in (flow.show(case) for case in cases)
        for event in flow.history(view.case)
        if event.type in FIRED
    ]
    return [firing for *_order, firing in sorted(found)]


def fired_in(flow: Workflow, report: FiringReport) -> list[Firing]:
    """Return what fired in a sweep, in the order in which it happened."""
    keys = {_key(one) for one in report.fired}
    cases = dict.fromkeys(one.case for one in report.fired)
    return [one for one in firings(flow, cases) if _key(one) in keys]


def _key(one: Fired | Firing) -> tuple[object, ...]:
    # Nothing fires twice.
    return one.case, one.deadline, one.cycle, one.rung, one.occurrence, one.revision


def _firing(event: EventView, case: str, zone: str) -> Firing:
    details: Mapping[str, Any] = event.details
    skipped = details.get("skipped", "")
    return Firing(
        case=case,
        deadline=details["deadline"],
        cycle=details["cycle"],
        rung=details.get("rung", MISS),
        occurrence=details.get("occurrence", 0),
        at=event.at,
        when=show_local(event.at, zone_named(zone), end=True),
        recipients=() if skipped else tuple(map(_name, details.get("to", ()))),
        skipped=skipped,
        alarm=details.get("alarm", False),
        does=details.get("does", ""),
        refused=details.get("refused", ""),
        revision=details.get("revision", 0),
        owed=details.get("owed", True),
    )


def _name(one: str | Mapping[str, str]) -> str:
    return one if isinstance(one, str) else one["party"]
