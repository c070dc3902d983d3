"""Scripts, papers, messages of steps and phrases to avoid, on record and for those who look."""

import logging
from pathlib import Path
from typing import Any

import pytest
from hotel import ANSWERED, CALLED, HOTEL
from house import Clock
from stories import MARKER
from tampering import tamper

from workflow import Workflow
from workflow.definition.parse import loads
from workflow.errors import (
    CaseNotFound,
    DocumentNotBrought,
    NotAuthorised,
    PhraseAvoided,
    TriggerUnknown,
)
from workflow.notify.log import LogSender
from workflow.service import forming, health, outboxing
from workflow.service.delivery import Routes
from workflow.translation import language

NOTICES = (
    "SELECT template, recipient, party, documents, urgent, deadline, cycle "
    "FROM complaints_notices ORDER BY id"
)
RECEIPT = '["receipt"]'


@pytest.fixture
def hotel(flow: Workflow) -> Workflow:
    """A hotel at ten on Monday, after a guest called at half past nine."""
    flow.publish(loads(HOTEL, "hotel.yaml"))
    flow.add_staff("lin", roles=["desk"], superior="sue")
    flow.open("hotel", {**CALLED, "name": MARKER}, actor="lin")
    return flow


def answer(flow: Workflow, **changes: Any) -> Any:
    return flow.trigger(1, "answer", {**ANSWERED, **changes}, actor="lin")


def notices(flow: Workflow) -> list[tuple[Any, ...]]:
    with flow.transactions.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(NOTICES)]


def sent(flow: Workflow) -> list[str]:
    forming.form(flow, Routes())
    claimed = outboxing.claim(flow)
    for one in claimed:
        LogSender().send(one)
    outboxing.settle(flow, sent=claimed)
    return [letter.case for one in claimed for letter in one.letters]


# --- messages ------------------------------------------------------------------------------------


def test_the_messages_of_a_step_are_stored_with_it_and_verify_agrees(hotel: Workflow) -> None:
    answer(hotel)
    assert notices(hotel) == [
        ("message", "sue", None, RECEIPT, 0, "", 0),
        ("party", None, "guest", RECEIPT, 0, "", 0),
        ("message", "lin", None, RECEIPT, 1, "", 0),
    ]
    assert hotel.verify().findings == ()
    assert hotel.rebuild(check=True).findings == ()


def test_a_refused_act_sends_and_prints_nothing(hotel: Workflow) -> None:
    with pytest.raises(PhraseAvoided):
        answer(hotel, reply="没办法")
    assert len(notices(hotel)) == 2
    assert len(hotel.documents(1)) == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE complaints_notices SET recipient = 'max' WHERE id = 1", "notice_differs"),
        ("UPDATE complaints_notices SET documents = NULL WHERE id = 2", "notice_differs"),
        ("UPDATE complaints_notices SET deadline = 'answer', cycle = 1", "notice_differs"),
        ("DELETE FROM complaints_notices WHERE id = 2", "notice_missing"),
        (
            "UPDATE complaints_notices SET dropped_at = '2026-11-02 03:00:00.000000'",
            "notice_dropped",
        ),
        (
            "INSERT INTO complaints_notices SELECT 9, case_id, seq, 7, recipient, template, "
            "deadline, cycle, urgent, created_at, formed_at, dropped_at, party, documents, "
            "hold_until, collect_until FROM complaints_notices WHERE id = 1",
            "notice_unknown",
        ),
    ],
)
def test_a_message_of_a_step_that_was_changed_is_found(
    hotel: Workflow, database: Path, change: str, code: str
) -> None:
    tamper(database, change)
    assert code in [one.code for one in hotel.verify().findings]


def test_they_go_out_in_words_without_anything_personal(
    hotel: Workflow, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert sent(hotel) == ["H-2026-000001"] * 2
    told = [one.getMessage() for one in caplog.records if one.name == "workflow.messages"]
    assert told[0].startswith(
        "Message to sue: H-2026-000001 (Hotel complaint, Open). Owner: lin. With it: Receipt."
    )
    assert told[1].startswith(
        "Message for the party Guest (not delivered: tell them): H-2026-000001 "
        "(Hotel complaint, Open). Owner: lin. With it: Receipt."
    )
    assert MARKER not in caplog.text
    assert hotel.verify().findings == ()


def test_nobody_to_tell_is_an_alarm_that_names_no_deadline(
    hotel: Workflow, caplog: pytest.LogCaptureFixture
) -> None:
    sent(hotel)
    hotel.end_roles("sue", site=None, roles=())
    hotel.end_roles("max", site=None, roles=())
    caplog.set_level(logging.INFO)
    hotel.open("hotel", {**CALLED, "name": "x"}, actor="lin")
    sent(hotel)
    assert "ALARM, somebody to tell could not be found: H-2026-000002" in caplog.text
    assert hotel.verify().findings == ()


def test_what_waits_for_the_morning_waits_anew_if_nobody_handed_it_on(
    flow: Workflow, clock: Clock
) -> None:
    flow.publish(loads(HOTEL, "hotel.yaml"))
    flow.add_staff("lin", roles=["desk"], superior="sue")
    clock.advance(hours=12)
    flow.open("hotel", {**CALLED, "called_at": "2026-11-02 21:00"}, actor="lin")
    waiting = flow.messages()
    assert {str(one.held_until) for one in waiting} == {"2026-11-03 01:00:00+00:00"}
    assert [(one.deadline, one.title, one.due_at) for one in waiting] == [("", {}, None)] * 2
    clock.advance(hours=23)  # when it opened, nothing was running; now it is closed again
    assert sent(flow) == []
    assert {str(one.held_until) for one in flow.messages()} == {"2026-11-04 01:00:00+00:00"}
    clock.advance(hours=13)
    assert len(sent(flow)) == 2
    assert flow.verify().findings == ()


def test_whom_a_step_addresses_by_name_and_nobody_is_called_is_warned_of(flow: Workflow) -> None:
    text = HOTEL.replace(
        "{to: owner, document: receipt, urgent: true}", "{to: {person: lim}, document: receipt}"
    )
    published = flow.publish(loads(text, "hotel.yaml"))
    # Nobody is of the role desk either: of that it is warned at the step that opens a case.
    assert [(one.step, one.deadline, one.name) for one in published.warnings] == [
        ("answer", "", "lim"),
        ("receive", "", "desk"),
    ]


def test_a_message_of_a_rung_whose_deadline_is_gone_is_not_taken_for_one_of_a_step(
    hotel: Workflow, clock: Clock, database: Path
) -> None:
    sent(hotel)
    clock.advance(hours=4, minutes=30)
    hotel.fire_due()
    tamper(database, "DELETE FROM complaints_deadlines")
    assert sent(hotel) == []
    assert health.count_unsent(hotel) == 2


def test_a_case_that_happened_before_follows_the_edition_of_that_day(
    flow: Workflow, clock: Clock
) -> None:
    flow.publish(loads(HOTEL, "hotel.yaml"))
    flow.add_staff("lin", roles=["desk"])
    newer = HOTEL.replace('edition: "1"', 'edition: "2"')
    flow.publish(loads(newer.replace("effective: 2026-01-01", "effective: 2026-11-02"), "h.yaml"))
    flow.open("hotel", {**CALLED, "called_at": "2026-11-01 20:00"}, actor="lin")
    flow.open("hotel", CALLED, actor="lin")
    assert [flow.show(case).edition for case in (1, 2)] == ["1", "2"]


# --- papers --------------------------------------------------------------------------------------


def test_a_paper_of_a_step_shows_the_case_as_it_was_then(hotel: Workflow, clock: Clock) -> None:
    first = hotel.documents(1)[0]
    clock.advance(days=1)
    hotel.set(1, {"room": "302"}, actor="lin")
    answer(hotel)
    again = hotel.documents(1)[0]
    assert again == first
    assert (first.number, first.step, first.at.isoformat()) == (
        "H-2026-000001-1",
        "receive",
        "2026-11-02T01:30:00+00:00",
    )
    line = "_" * 24
    assert first.text.splitlines() == [
        f"H-2026-000001-1: {MARKER}, 301, ________",
        "Open 2026-11-02 lin, due 2026-11-02 15:30",
        "",
        f"Signed, Guest:      {line}",
        f"Signed, Front desk: {line}",
        f"Signed, lin:        {line}",
    ]
    last = hotel.documents(1, "register")[-1]
    assert last.text.startswith(f"H-2026-000001-7: {MARKER}, 302, Satisfied\nClosed 2026-11-03")


def test_a_paper_of_a_later_step_is_not_filled_in_with_what_came_after(hotel: Workflow) -> None:
    answer(hotel, outcome="dissatisfied")
    hotel.correct(1, {"room": "302", "outcome": "satisfied"}, actor="lin", reason="misheard")
    paper = hotel.documents(1, "register")[-1]
    assert paper.text.startswith(
        f"H-2026-000001-2: {MARKER}, 301, Dissatisfied\nWaiting 2026-11-02"
    )


def test_lines_to_sign_on_begin_in_one_column_in_chinese_too(hotel: Workflow) -> None:
    with language("zh"):
        text = hotel.documents(1, "register")[0].text
    *_, guest, supervisor = text.splitlines()
    assert guest == f"顾客签名： {'_' * 24}"
    assert supervisor == f"主管签名： {'_' * 24}"


def test_several_papers_of_one_act_have_their_numbers(hotel: Workflow) -> None:
    answer(hotel)
    brought = hotel.documents(1)
    assert [(one.name, one.number) for one in brought] == [
        ("register", "H-2026-000001-1"),
        ("receipt", "H-2026-000001-1-2"),
        ("register", "H-2026-000001-2"),
        ("receipt", "H-2026-000001-2-2"),
        ("receipt", "H-2026-000001-2-3"),
    ]
    [one] = hotel.documents(1, "H-2026-000001-2-2")
    assert one.text == "H-2026-000001, 301: by 2026-11-02 15:30."
    with pytest.raises(DocumentNotBrought):
        hotel.documents(1, "H-2026-000001-9")


def test_what_was_erased_is_a_line_to_write_on(hotel: Workflow, database: Path) -> None:
    answer(hotel)
    hotel.erase(1, actor="sue", reason="asked for")
    assert [one.text.splitlines()[0] for one in hotel.documents(1, "register")] == [
        "H-2026-000001-1: ________, 301, ________",
        "H-2026-000001-2: ________, 301, Satisfied",
    ]
    assert hotel.verify().findings == ()


def test_a_paper_that_a_rung_brought_is_filled_in_as_of_now(hotel: Workflow, clock: Clock) -> None:
    clock.advance(hours=4, minutes=30)
    hotel.fire_due()
    hotel.set(1, {"room": "302"}, actor="lin")
    [rung] = [one for one in hotel.documents(1) if one.rung]
    assert (rung.rung, rung.deadline, rung.step, rung.text) == (
        "remind.1",
        "answer",
        "",
        "H-2026-000001, 302: by 2026-11-02 15:30.",
    )


def test_nothing_personal_of_it_is_in_events_or_messages(hotel: Workflow, database: Path) -> None:
    answer(hotel, reply=f"{MARKER}，大概三点")
    with hotel.transactions.reading() as connection:
        for table in ("events", "notices", "deliveries"):
            rows = connection.exec_driver_sql(f"SELECT * FROM complaints_{table}").all()
            assert MARKER not in str(rows)


# --- words ---------------------------------------------------------------------------------------


def said(view: Any) -> list[tuple[str, str, str]]:
    return [(one.scope, one.occasion, one.text) for one in view.said]


def test_what_to_say_in_a_state_with_all_that_can_be_done_there(hotel: Workflow) -> None:
    view = hotel.script(1, actor="lin")
    assert said(view) == [
        ("state", "apology", f"Sorry, {MARKER}."),
        ("state", "holding", "Please hold, 301."),
        ("step", "say", "We answer by 2026-11-02 15:30, ________."),
        ("branch", "closing", f"Thank you, {MARKER}."),
        ("step", "apology", f"Pardon, {MARKER}."),
        ("definition", "opening", "Hello, lin speaking."),
    ]
    assert (view.said[3].when, view.said[3].to) == ('outcome == "satisfied"', "closed")
    avoided = [(one.phrase, one.only_warned) for one in view.avoid]
    assert ("calm down", False) in avoided
    assert ("perhaps", False) in avoided
    assert ("大概", True) in avoided


def test_what_a_step_does_not_say_the_state_and_the_file_say(hotel: Workflow) -> None:
    answer(hotel, outcome="dissatisfied")
    view = hotel.script(1, "answer", actor="lin")
    assert [one[:2] for one in said(view)] == [
        ("step", "say"),
        ("branch", "closing"),
        ("definition", "opening"),
        ("definition", "apology"),
    ]
    assert said(view)[0][2] == "We answer by 2026-11-02 15:30, Dissatisfied."


def test_what_a_step_says_itself_the_state_and_the_file_do_not_say_again(hotel: Workflow) -> None:
    assert [one[:2] for one in said(hotel.script(1, "tell", actor="lin"))] == [
        ("step", "apology"),
        ("state", "holding"),
        ("definition", "opening"),
    ]


def test_what_to_say_before_there_is_a_case(hotel: Workflow) -> None:
    view = hotel.opening_script("hotel", actor="lin")
    assert said(view) == [
        ("step", "opening", "Front desk, lin speaking."),
        ("definition", "apology", "________, we are sorry."),
    ]
    assert view.case == ""
    with language("zh"):
        assert said(hotel.opening_script("hotel"))[0][2] == "前台________，您好。"


def test_words_that_were_corrected_are_said_in_running_cases(hotel: Workflow) -> None:
    hotel.publish(loads(HOTEL.replace("Please hold,", "One moment,"), "hotel.yaml"))
    assert [one.text for one in hotel.show(1).script] == [f"Sorry, {MARKER}.", "One moment, 301."]


def test_who_may_not_read_the_case_is_told_nothing(hotel: Workflow) -> None:
    hotel.add_site("garden", zone="Asia/Shanghai")
    hotel.add_staff("zoe", roles=["desk"], site="garden")
    with pytest.raises(NotAuthorised):
        hotel.script(1, actor="zoe")
    with pytest.raises(CaseNotFound):
        hotel.script(7)
    with pytest.raises(TriggerUnknown) as unknown:
        hotel.script(1, "anser")
    assert unknown.value.suggestion == "answer"


def test_a_phrase_only_warned_of_is_on_the_receipt_and_not_on_record(hotel: Workflow) -> None:
    receipt = hotel.set(1, {"reply": "大概三点"}, actor="lin", key="k")
    assert [(one.field, one.phrase) for one in receipt.avoid] == [("reply", "大概")]
    assert "大概" not in str(
        [one.details for one in hotel.history(1) if "大概三点" not in str(one)]
    )
    assert hotel.set(1, {"reply": "大概三点"}, actor="lin", key="k").avoid == ()
