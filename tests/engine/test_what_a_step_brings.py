"""What a step must not say, what it prints and sends, and when it happened by its own data."""

from typing import Any

import pytest
from hotel import ANSWERED, CALLED, GUEST, HOTEL
from world import World, at, written

from workflow.calendars.rules import OfficialDays
from workflow.errors import (
    DataInvalid,
    DataMissing,
    NotAuthorised,
    PhraseAvoided,
    RecordedTooLate,
)

EDITION = written(HOTEL)
MONDAY_NIGHT, TUESDAY = "2026-11-02 22:00", "2026-11-03 09:00"


def hotel(now: str = "2026-11-02 10:00", text: str | None = None) -> World:
    world = World(EDITION if text is None else written(text), now)
    world.around.calendars.revisions = [OfficialDays(1, {2026: False, 2027: False})]
    world.house.change("rita", roles=frozenset({"desk"}))
    world.house.change("sue", roles=frozenset({"supervisor"}))
    return world


@pytest.fixture
def world() -> World:
    """A hotel at ten o'clock on Monday, after a guest called at half past nine."""
    made = hotel()
    made.open(CALLED)
    return made


def answered(world: World, **changes: Any) -> World:
    world.do("answer", "rita", {**ANSWERED, **changes})
    return world


def sent(world: World) -> list[tuple[Any, ...]]:
    return [(one.recipient or one.party, one.template, one.urgent) for one in world.notices]


# --- papers and messages -------------------------------------------------------------------------


def test_a_step_says_in_its_event_what_it_printed_and_sent(world: World):
    payload = world.events[0].payload
    assert payload["prints"] == ["register"]
    assert payload["sends"] == [{"document": "receipt", "to": ["sue", {"party": "guest"}]}]
    assert sent(world) == [("sue", "message", False), ("guest", "party", False)]
    assert {(one.deadline, one.cycle, one.documents) for one in world.notices} == {
        ("", 0, ("receipt",))
    }


def test_what_the_branch_brings_comes_beside_what_the_step_brings_each_once(world: World):
    answered(world)
    assert world.events[-1].payload["prints"] == ["register", "receipt"]
    answered_otherwise = hotel()
    answered_otherwise.open(CALLED)
    answered(answered_otherwise, outcome="dissatisfied")
    assert answered_otherwise.events[-1].payload["prints"] == ["register"]


def test_the_owner_told_is_who_owns_the_case_after_the_act(world: World):
    answered(world, outcome="dissatisfied")
    assert world.owner == "sue"
    assert sent(world)[2:] == [("sue", "message", False)]


def test_nobody_to_be_told_is_an_alarm_of_the_step():
    world = hotel()
    world.house.change("sue", roles=frozenset())
    world.house.change("rita", superior=None)
    world.open(CALLED)
    assert sent(world) == [(None, "alarm", False), ("guest", "party", False)]


def test_a_message_of_a_step_waits_for_the_hours_of_the_file_unless_it_is_urgent():
    world = hotel(MONDAY_NIGHT)
    world.open({**CALLED, "called_at": MONDAY_NIGHT})
    assert [one.hold_until for one in world.notices] == [at(TUESDAY), at(TUESDAY)]
    answered(world)
    assert [one.hold_until for one in world.notices[2:]] == [None]
    assert sent(world)[2:] == [("rita", "message", True)]


def test_without_a_calendar_no_message_of_a_step_waits():
    world = hotel(MONDAY_NIGHT, HOTEL.replace("calendar: office-cn\n", ""))
    world.open({**CALLED, "called_at": MONDAY_NIGHT})
    assert {one.hold_until for one in world.notices} == {None}


def test_a_definition_whose_branches_alone_send_has_hours_too():
    text = HOTEL.replace(
        "    sends: {to: [{party: guest}, {role: supervisor}], document: receipt}\n", ""
    )
    world = hotel(MONDAY_NIGHT, text)
    world.open({**CALLED, "called_at": MONDAY_NIGHT})
    assert world.notices == []
    answered(world, outcome="dissatisfied")
    assert [one.hold_until for one in world.notices] == [at(TUESDAY)]


def test_a_rung_sends_beside_whom_it_tells_in_order(world: World):
    world.wait_until("2026-11-02 15:00")
    world.fire()
    fired = world.events[-1].payload
    assert fired["sends"] == [{"document": "receipt", "to": [{"party": "guest"}]}]
    told = world.notices[2:]
    assert [(one.position, one.recipient or one.party, one.template) for one in told] == [
        (0, "rita", "reminder"),
        (1, "guest", "party"),
    ]
    assert [one.documents for one in told] == [(), ("receipt",)]
    assert {one.deadline for one in told} == {"answer"}


EVENING = {**CALLED, "called_at": "2026-11-02 16:30"}


def of_rungs(world: World) -> list[tuple[Any, ...]]:
    found = [one for one in world.notices if one.deadline]
    return [(one.recipient or one.party, one.urgent, one.hold_until) for one in found]


def test_what_a_rung_sends_waits_by_the_hours_of_its_deadline_unless_it_is_urgent():
    world = hotel("2026-11-02 17:00")
    world.open(EVENING)
    world.live_until("2026-11-02 23:30")
    assert of_rungs(world) == [
        ("rita", False, at(TUESDAY)),
        ("guest", False, at(TUESDAY)),
        ("sue", False, at(TUESDAY)),
        ("guest", True, None),
    ]


def test_what_an_urgent_deadline_sends_does_not_wait():
    text = HOTEL.replace("within: 6 hours", "within: 6 hours\n    urgent: true")
    world = hotel("2026-11-02 17:00", text)
    world.open(EVENING)
    world.live_until("2026-11-02 22:30")
    assert of_rungs(world)[2:] == [("sue", True, None)]


def test_what_came_late_is_sent_once_and_the_event_says_what_was_not():
    world = hotel("2026-11-02 17:00")
    world.open(EVENING)
    world.wait_until("2026-11-03 10:00")
    world.fire()
    assert [one[0] for one in of_rungs(world)] == ["guest"]
    skipped = [one.payload.get("skipped") for one in world.events if one.type == "rung_fired"]
    assert skipped == ["superseded", "superseded", None]


def test_a_step_that_a_rung_does_brings_its_papers(world: World):
    answered(world, outcome="dissatisfied")
    world.wait_until("2026-11-02 12:00")
    world.fire()
    assert world.events[-1].payload["prints"] == ["receipt"]


# --- phrases -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "phrase", "instead"),
    [
        ("真的没办法！", "没办法", "I will find a way."),
        ("Ｎｏ\n  WAY, sir", "no way", "I will find a way."),
        ("Please CALM\u00a0down", "calm down", "I understand."),
        ("What­ever", "whatever", "Say when."),
        ("Goodbye.", "goodbye", "We will call you."),
    ],
)
def test_an_act_that_says_what_is_to_be_avoided_is_refused(
    world: World, reply: str, phrase: str, instead: str
):
    before = world.case
    with pytest.raises(PhraseAvoided) as refused:
        answered(world, reply=reply, outcome="dissatisfied")
    error = refused.value
    assert (error.trigger, error.field, error.phrase) == ("answer", "reply", phrase)
    assert error.instead == instead
    assert reply not in str(error)
    assert world.case == before


@pytest.mark.parametrize("reply", ["no wayside", "piano way", "没有办法", "calming down", "now ay"])
def test_what_only_looks_like_it_is_not_refused(world: World, reply: str):
    answered(world, reply=reply)
    assert world.case is not None
    assert world.case.final


def test_what_a_branch_avoids_is_free_where_another_is_taken(world: World):
    answered(world, reply="Goodbye.")
    assert world.case is not None
    assert world.case.final


def test_what_is_only_warned_of_is_done_and_told_and_not_recorded(world: World):
    decision = world.do("tell", "rita", {"told_at": "2026-11-02 10:00", "content": "Perhaps 大概"})
    assert [(one.field, one.phrase) for one in decision.avoid] == [
        ("content", "perhaps"),
        ("content", "大概"),
    ]
    assert decision.avoid[0].instead["en"] == "Name a time."
    assert "perhaps" not in str(decision.events[0].payload)


def test_of_a_phrase_said_twice_the_nearest_decides(world: World):
    with pytest.raises(PhraseAvoided):
        answered(world, reply="perhaps at three")


def test_phrases_are_looked_for_where_the_step_or_else_the_file_says(world: World):
    # What the guest said when the case was opened says it too; the file names the replies.
    with pytest.raises(PhraseAvoided) as refused:
        world.do("tell", "rita", {"told_at": "2026-11-02 10:00", "content": "no way"})
    assert refused.value.field == "content"


def test_unless_it_is_said_where_they_are_looked_for_in_every_text():
    world = hotel(text=HOTEL.replace("checks: reply\n", ""))
    with pytest.raises(PhraseAvoided) as refused:
        world.open(CALLED)
    assert (refused.value.field, refused.value.case) == ("content", "(new)")


def test_what_is_set_or_corrected_is_looked_at_as_well(world: World):
    with pytest.raises(PhraseAvoided) as refused:
        world.enter("rita", {"reply": "please calm down"})
    assert (refused.value.trigger, refused.value.field) == ("set", "reply")
    decision = world.enter("rita", {"reply": "大概三点", "room": "302"})
    assert [one.phrase for one in decision.avoid] == ["大概"]
    with pytest.raises(PhraseAvoided):
        world.correct("rita", {"reply": "no way"})


def test_where_nothing_is_avoided_nothing_is_looked_for():
    text = HOTEL[: HOTEL.index("avoid:\n")] + HOTEL[HOTEL.index("checks: reply") :]
    world = hotel(text=text)
    world.open(CALLED)
    with pytest.raises(PhraseAvoided):
        world.enter("rita", {"reply": "calm down"})
    answered(world, outcome="dissatisfied")
    world.correct("rita", {"reply": "no way, calm down"})


# --- when it happened ----------------------------------------------------------------------------


def test_clocks_start_when_the_data_say_that_it_happened(world: World):
    opened = world.events[0]
    assert opened.at == at("2026-11-02 09:30")
    assert opened.recorded_at == at("2026-11-02 10:00")
    assert world.deadline("answer").due_at == at("2026-11-02 15:30")


def test_without_a_value_it_happened_when_it_was_recorded():
    world = hotel()
    world.open({**GUEST, "room": "0"})
    assert world.events[0].at == at("2026-11-02 10:00")
    refused = hotel()
    refused.open({**GUEST, "called_at": "refused"})
    assert refused.events[0].at == at("2026-11-02 10:00")


@pytest.mark.parametrize(
    ("told_at", "error"),
    [
        ("2026-11-02 10:30", RecordedTooLate),  # in the future
        ("2026-11-02 09:00", RecordedTooLate),  # before the case was opened
        ("half past nine", DataInvalid),
    ],
)
def test_the_rules_of_recording_late_hold(world: World, told_at: str, error: type[Exception]):
    with pytest.raises(error):
        world.do("tell", "rita", {"told_at": told_at, "content": "x"})


def test_of_a_time_in_the_data_it_is_said_where_to_mend_it(world: World):
    with pytest.raises(RecordedTooLate) as refusal:
        world.do("tell", "rita", {"told_at": "2026-11-02 10:30", "content": "x"})
    assert refusal.value.field == "told_at"
    said = "The time is the one in told_at: give the right one there."
    assert str(refusal.value).endswith(said)


def test_every_value_that_does_not_fit_is_told(world: World):
    wrong = {"told_at": "half past nine", "content": "x" * 100_001}
    with pytest.raises(DataInvalid) as refusal:
        world.do("tell", "rita", wrong)
    assert [refusal.value.field, *refusal.value.others] == ["told_at", "content"]
    assert "for told_at" in str(refusal.value)
    assert "for content" in str(refusal.value)


def test_more_than_a_day_back_is_for_those_who_may():
    world = hotel("2026-11-04 10:00")
    with pytest.raises(NotAuthorised):
        world.open(CALLED)


def test_when_it_is_recorded_as_of_must_be_the_same_time(world: World):
    given = {"told_at": "2026-11-02 09:45", "content": "x"}
    with pytest.raises(DataInvalid) as refused:
        world.do("tell", "rita", given, at="2026-11-02 09:46")
    assert refused.value.field == "told_at"
    assert "09:46" in str(refused.value)
    world.do("tell", "rita", given, at="2026-11-02 09:45")
    assert world.events[-1].at == at("2026-11-02 09:45")


def test_what_was_due_before_it_happened_fires_first_and_what_comes_later_waits(world: World):
    world.wait_until("2026-11-02 16:00")
    world.do("tell", "rita", {"told_at": "2026-11-02 15:10", "content": "x"})
    assert [one.type for one in world.events] == ["opened", "rung_fired", "transitioned"]
    world.fire()
    assert world.events[-1].type == "rung_fired"
    assert "deadline_missed" in [one.type for one in world.events]


def test_who_does_not_say_when_is_asked(world: World):
    with pytest.raises(DataMissing):
        world.do("tell", "rita", {"content": "x"})
