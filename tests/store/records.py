"""Cases, events and decisions made by hand: what the store is given to keep."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from workflow.engine.case import Case, DeadlineState
from workflow.engine.events import Decision, Event, Notice
from workflow.store import cases, writing
from workflow.store.cases import StoredCase
from workflow.store.definitions import StoredEdition, add_edition

NOON = datetime(2026, 11, 2, 4, 0, 0, 123456, tzinfo=UTC)
DAY = timedelta(days=1)
EDITION = "e" * 64


def edition(connection: Connection) -> None:
    """Publish the edition that every case here is of."""
    add_edition(
        connection,
        StoredEdition(EDITION, "complaint", "1", "2026-01-01", "{}", "w" * 64, NOON),
    )


def deadline(name: str, cycle: int = 1, **changes: Any) -> DeadlineState:
    state = DeadlineState(
        name, cycle, "armed", NOON, NOON + DAY, next_at=NOON + DAY, next_rung="miss"
    )
    return state._replace(**changes)


def new_case(uuid: str, **changes: Any) -> Case:
    """A case that is not stored yet, with something in every column."""
    promised = deadline("callback", rule=1, fired=("remind1",), agreed=True)
    done = deadline(
        "judgement", status="met", done_at=NOON, fired=("remind1", "miss"), next_at=None,
        next_rung=None,
    )  # fmt: skip
    case = Case(
        serial=0,
        uuid=uuid,
        number="",
        definition="complaint",
        edition=EDITION,
        site="main",
        zone="Asia/Shanghai",
        department="客房部",
        state="received",
        final=False,
        owner="李雷",
        opened_at=NOON,
        entered_at=NOON + timedelta(microseconds=1),
        acted_at=NOON + timedelta(seconds=1),
        last_at=NOON + timedelta(hours=1),
        version=1,
        fields={"kind": "service", "count": 3, "urgent": True, "remarks": "空调 “冷” \n\\ %_"},
        personal={"phone": 1, "complainant": 1},
        erased=("email",),
        counts={"receive": 1, "judge#0": 2},
        entry_counts={"judge": 1},
        performers={"receive": ("李雷", "ann")},
        deadlines={one.key: one for one in (promised, done)},
    )
    return case._replace(**changes)


def happened(case: Case, *, once: str | None = None, **personal: Any) -> Event:
    """The event that made the case what it is; ``personal`` are values kept apart."""
    return Event(
        case.version, "noted", NOON, NOON, "李雷", "ann", {"text": "投诉"}, personal, once
    )  # fmt: skip


def notice(case: Case, position: int = 0, recipient: str | None = "李雷") -> Notice:
    return Notice(case.version, position, recipient, "reminder", "callback", 1, urgent=False)


def decided(
    case: Case,
    *,
    notices: tuple[Notice, ...] = (),
    voided: tuple[tuple[str, int], ...] = (),
    once: str | None = None,
    **personal: Any,
) -> Decision:
    return Decision(case, (happened(case, once=once, **personal),), notices, voided, ())


def stored(connection: Connection, case: Case, **personal: Any) -> StoredCase:
    """Store a new case and read it back."""
    kept = writing.insert_case(connection, decided(case, **personal), prefix="C", year=2026)
    found = cases.load(connection, kept.case.serial)
    assert found is not None
    return found


def next_version(before: StoredCase, **changes: Any) -> Case:
    return before.case._replace(version=before.case.version + 1, **changes)
