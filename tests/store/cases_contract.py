"""Cases, personal values, deadlines and what is kept beside them: written and read back."""

from datetime import timedelta
from typing import Any

import pytest
from records import DAY, EDITION, NOON, deadline, decided, new_case, next_version, notice, stored
from sqlalchemy import Connection, Select, func, literal, select

from workflow.store import aside, cases, definitions, erasing, requests, staff, writing
from workflow.store.chain import event_hash, seal
from workflow.store.database import Database
from workflow.store.deadlines import COLUMNS
from workflow.store.events import history, personal
from workflow.store.kept import load as load_kept
from workflow.store.tables import cases as cases_table
from workflow.store.tables import deadlines, events, notices, personal_values
from workflow.store.upcoming import upcoming


def counted(connection: Connection) -> dict[str, int]:
    tables = (cases_table, events, personal_values, deadlines, notices)
    return {
        one.name: connection.execute(select(func.count()).select_from(one)).scalar_one()
        for one in tables
    }


def _columns(connection: Connection) -> Select[Any]:
    """The columns of a case as the next one to be stored, without a single event."""
    serial = stored(connection, new_case("u-1")).case.serial
    names = [one for one in cases_table.c if one.name not in {"id", "uuid"}]
    row = select(literal("u-2").label("uuid"), *names)
    return row.where(cases_table.c.id == serial)


class CasesContract:
    def test_a_case_comes_back_as_it_was_stored(self, database: Database):
        case = new_case("u-1")
        with database.writing() as connection:
            kept = stored(connection, case)
        assert kept.case == case._replace(serial=1, number="C-2026-000001")
        with database.reading() as connection:
            assert cases.load(connection, 1) == kept
            assert cases.load(connection, 99) is None

    def test_instants_keep_their_microseconds(self, database: Database):
        instant = NOON.replace(microsecond=999_999)
        with database.writing() as connection:
            kept = stored(connection, new_case("u-1", opened_at=instant, last_at=instant))
        assert (kept.case.opened_at, kept.case.last_at) == (instant, instant)

    def test_a_serial_is_never_used_again_even_if_the_last_case_was_removed(
        self, database: Database
    ):
        with database.writing() as connection:
            row = dict(connection.execute(_columns(connection)).mappings().one())
            (serial,) = connection.execute(cases_table.insert(), row).inserted_primary_key
            connection.execute(cases_table.delete().where(cases_table.c.id == serial))
        with database.writing() as connection:
            assert stored(connection, new_case("u-3")).case.serial == serial + 1

    def test_what_fails_in_a_transaction_leaves_nothing(self, database: Database):
        with database.reading() as connection:
            before = counted(connection)
        with pytest.raises(LookupError), database.writing() as connection:  # noqa: PT012
            stored(connection, new_case("u-1"), phone="13800138000")
            raise LookupError
        with database.reading() as connection:
            assert counted(connection) == before

    def test_personal_values_are_kept_apart_from_the_event(self, database: Database):
        with database.writing() as connection:
            stored(connection, new_case("u-1"), phone="13800138000", note="请勿打扰")
        with database.reading() as connection:
            (event,) = history(connection, 1)
            values = {one.field: one for one in personal(connection, 1)}
        assert "13800138000" not in event.payload
        assert "请勿打扰" not in event.payload
        assert {name: one.value for name, one in values.items()} == {
            "phone": "13800138000",
            "note": "请勿打扰",
        }
        sealed = event.event().payload["personal"]
        assert sealed == {name: seal(one.salt, one.text) for name, one in values.items()}
        assert values["phone"].salt != values["note"].salt

    def test_equal_personal_values_cannot_be_told_to_be_equal(self, database: Database):
        with database.writing() as connection:
            stored(connection, new_case("u-1"), phone="13800138000")
            stored(connection, new_case("u-2"), phone="13800138000")
            proofs = {
                event.event().payload["personal"]["phone"]
                for serial in (1, 2)
                for event in history(connection, serial)
            }
        assert len(proofs) == 2

    def test_erasing_removes_the_values_of_that_case_only(self, database: Database):
        with database.writing() as connection:
            stored(connection, new_case("u-1"), phone="1")
            stored(connection, new_case("u-2"), phone="2")
        with database.writing() as connection:
            erasing.erase_values(connection, 1)
        with database.reading() as connection:
            assert personal(connection, 1) == []
            assert [one.value for one in personal(connection, 2)] == ["2"]
            assert len(list(history(connection, 1))) == 1

    def test_events_are_chained_to_the_case(self, database: Database):
        with database.writing() as connection:
            before = stored(connection, new_case("u-1"))
            change = writing.Write(before, decided(next_version(before)))
            assert writing.write(connection, change)
        with database.reading() as connection:
            first, second = history(connection, 1)
            case = cases.load(connection, 1)
        assert first.hash == event_hash("u-1", first._asdict(), "")
        assert second.hash == event_hash("u-1", second._asdict(), first.hash)
        assert case is not None
        assert case.hash == second.hash

    def test_a_write_from_an_outdated_version_writes_nothing(self, database: Database):
        with database.writing() as connection:
            before = stored(connection, new_case("u-1"))
            assert writing.write(connection, writing.Write(before, decided(next_version(before))))
        with database.writing() as connection:
            as_it_was = counted(connection)
            late = next_version(before, owner="ben", deadlines={"x/1": deadline("x")})
            decision = decided(late, notices=(notice(late),), phone="13800138000")
            assert not writing.write(connection, writing.Write(before, decision))
            assert counted(connection) == as_it_was
            now = cases.load(connection, 1)
        assert now is not None
        assert (now.case.version, now.case.owner) == (2, "李雷")

    def test_a_write_from_outdated_staff_writes_nothing(self, database: Database):
        with database.writing() as connection:
            before = stored(connection, new_case("u-1"))
            staff.put_site(connection, staff.Site("east", "Asia/Shanghai", None))
        change = writing.Write(before, decided(next_version(before)))
        with database.writing() as connection:
            as_it_was = counted(connection)
            assert not writing.write(connection, change)
            assert counted(connection) == as_it_was
            assert writing.write(connection, change, staff_read=False)

    def test_every_change_of_staff_raises_the_revision(self, database: Database):
        person = staff.Person("李雷", "lilei@example.com", "客房部", None, None, None, None)
        post = staff.Post("李雷", "main", "manager", NOON, None)
        with database.writing() as connection:
            before = staff.staff_revision(connection)
            staff.put_site(connection, staff.Site("main", "Asia/Shanghai", None))
            staff.put_person(connection, person, [post])
            staff.put_person(connection, person._replace(contact=None), ())
            kept = staff.load_staff(connection)
        assert kept.revision == before + 3
        assert kept.people == (person._replace(contact=None),)
        assert kept.posts == (post,)

    def test_deadlines_are_added_and_brought_up_to_date(self, database: Database):
        with database.writing() as connection:
            before = stored(connection, new_case("u-1"))
            met = deadline("callback", status="met", done_at=NOON, next_at=None, next_rung=None)
            again = deadline("callback", 2)
            case = next_version(before, deadlines={one.key: one for one in (met, again)})
            assert writing.write(connection, writing.Write(before, decided(case)))
            found = load_kept(connection, 1)
        assert found is not None
        rows = found.deadlines
        assert set(rows) == {"judgement/1", "callback/1", "callback/2"}
        for one in (met, again):
            kept = one._asdict()
            assert rows[one.key]._asdict() == {name: kept[name] for name in COLUMNS}

    def test_many_cases_are_written_at_once(self, database: Database):
        with database.writing() as connection:
            kept = [stored(connection, new_case(f"u-{number}")) for number in range(5)]
            writing.write_many(
                connection,
                [
                    writing.Write(one, decided(next_version(one, owner="ben"), phone="1"))
                    for one in kept
                ],
            )
        with database.reading() as connection:
            now = [cases.load(connection, serial) for serial in range(1, 6)]
            assert {one.case.owner for one in now} == {"ben"}
            assert [len(list(history(connection, one.case.serial))) for one in now] == [2] * 5
            assert [len(personal(connection, one.case.serial)) for one in now] == [1] * 5

    def test_due_cases_come_earliest_first_and_rest_while_set_aside(self, database: Database):
        with database.writing() as connection:
            for number, hours in ((1, 3), (2, 1), (3, 2), (4, 99)):
                due = deadline("callback", next_at=NOON + timedelta(hours=hours))
                stored(connection, new_case(f"u-{number}", deadlines={due.key: due}))
            at = NOON + timedelta(hours=4)
            found = cases.load_due(connection, at, 10)
            assert [one.case.serial for one in found] == [2, 3, 1]
            assert [one.case.serial for one in cases.load_due(connection, at, 1)] == [2]
            again_at = aside.set_aside(connection, found[0], "it failed", at)
            due_now = cases.load_due(connection, at, 10)
            assert [one.case.serial for one in due_now] == [3, 1]
            assert upcoming(connection, at).retried == again_at
            assert 2 in [one.case.serial for one in cases.load_due(connection, again_at, 10)]

    def test_a_case_set_aside_waits_longer_each_time_until_it_is_written(self, database: Database):
        pauses = []
        with database.writing() as connection:
            stored(connection, new_case("u-1"))
            for _time in range(12):
                kept = cases.load(connection, 1)
                assert kept is not None
                pauses.append(aside.set_aside(connection, kept, "不能处理", NOON) - NOON)
            kept = cases.load(connection, 1)
            assert kept is not None
            assert (kept.aside_since, kept.aside_error) == (NOON, "不能处理")
            assert kept.aside_attempts == 12
            assert writing.write(connection, writing.Write(kept, decided(next_version(kept))))
            kept = cases.load(connection, 1)
        minutes = [one // timedelta(minutes=1) for one in pauses]
        assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
        assert kept is not None
        assert (kept.aside_since, kept.aside_error, kept.retry_at) == (None, None, None)
        assert kept.aside_attempts == 0

    def test_an_answer_is_kept_under_its_key_once(self, database: Database):
        answer = requests.Answer("钥匙-1", "open", "s", "d", 1, 1, "received", "李雷", NOON)
        with database.writing() as connection:
            stored(connection, new_case("u-1"))
            assert requests.answer_to(connection, answer.key) is None
            requests.keep_answer(connection, answer)
            assert requests.answer_to(connection, answer.key) == answer

    def test_the_edition_in_effect_is_the_latest_that_has_begun(self, database: Database):
        first = definitions.StoredEdition("1" * 64, "repair", "1", "2026-01-01", "{}", "w", NOON)
        second = first._replace(hash="2" * 64, edition="2", effective="2026-06-01")
        replaced = first._replace(hash="3" * 64, edition="3", published_at=NOON + DAY)
        with database.writing() as connection:
            for one in (first, second, replaced):
                definitions.add_edition(connection, one)
            effect = {
                day: definitions.in_effect(connection, "repair", day)
                for day in ("2025-12-31", "2026-01-01", "2026-05-31", "2026-06-01")
            }
            known = definitions.all_editions(connection)
            assert definitions.resolved_json(connection, EDITION) == "{}"
        assert effect == {
            "2025-12-31": None,
            "2026-01-01": replaced,
            "2026-05-31": replaced,
            "2026-06-01": second,
        }
        assert [one.edition for one in known if one.workflow == "repair"] == ["2", "3", "1"]
