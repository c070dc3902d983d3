"""Scenarios are played on the real engine: what is written holds, and what is not is found."""

from pathlib import Path

import pytest

from workflow.definition.parse import loads as definition_from
from workflow.errors import NameNotRegistered
from workflow.service.registry import Registry
from workflow.testing.scenarios.playing import play
from workflow.testing.scenarios.reading import load, loads

FOLDER = Path(__file__).parent / "scenarios"
SUITE = load(FOLDER / "parcel.yaml")
TEXT = (FOLDER / "parcel.scenarios.yaml").read_text(encoding="utf-8")
STORE = "{who: Dan, does: store, with: {name: 李雷, phone: refused, kind: box}}"
HEAD = """\
language: 1
given:
  begins: Mon 2026-11-02 10:00
  staff: {Dan: {roles: desk, superior: 赵经理}, Eva: {roles: desk}, 赵经理: {roles: boss}}
scenarios:
  one:
    steps:
"""


def played(*steps, head=HEAD):
    text = head + "".join(f"      - {step}\n" for step in (STORE, *steps))
    suite = loads(text, "parcel.scenarios.yaml", SUITE.definition)
    result = play(suite, suite.scenarios[0])
    return [(one.expected, one.found) for one in result.failures]


@pytest.mark.parametrize("scenario", SUITE.scenarios, ids=lambda one: one.name)
def test_a_scenario_of_the_tests_holds(scenario) -> None:
    assert play(SUITE, scenario).failures == []


CONDUCT = load(FOLDER / "conduct.yaml")


@pytest.mark.parametrize("scenario", CONDUCT.scenarios, ids=lambda one: one.name)
def test_breaches_are_counted_and_nobody_looks_into_their_own(scenario) -> None:
    assert play(CONDUCT, scenario).failures == []


@pytest.mark.parametrize(
    ("step", "expected", "found"),
    [
        ("{then: {state: given}}", "state: given", "state: kept"),
        ("{then: {owner: 赵经理}}", "owner: 赵经理", "owner: Dan"),
        ("{then: {owner: nobody}}", "owner: nobody", "owner: Dan"),
        ("{then: {data: {kind: 信}}}", "kind: Letter", "kind: Box"),
        ("{then: {data: {weight: 3}}}", "weight: 3", "weight: nothing"),
        (
            "{then: {met: pick_up}}",
            "pick_up (Pick it up): met",
            "pick_up (Pick it up): Thu 2026-11-05 24:00",
        ),
        ("{then: {missed: answer}}", "answer: missed", "answer: not started"),
        (
            "{then: {due: {pick_up: Fri 2026-11-06 24:00}}}",
            "pick_up (Pick it up): Fri 2026-11-06 24:00",
            "pick_up (Pick it up): Thu 2026-11-05 24:00",
        ),
        (
            "{then: {due: nothing}}",
            "nothing more that is owed",
            "pick_up (Pick it up): Thu 2026-11-05 24:00",
        ),
        (
            "{then: {due: {pick_up: paused}}}",
            "pick_up (Pick it up): paused",
            "pick_up (Pick it up): Thu 2026-11-05 24:00",
        ),
        (
            "{at: Thu 2026-11-05 10:00, then: {fired: nothing}}",
            "nothing more",
            "Thu 2026-11-05 10:00 reminder: pick_up (Pick it up) → Dan",
        ),
        (
            "{at: Thu 2026-11-05 10:00, "
            "then: {told: [{at: Thu 2026-11-05 10:00, about: pick_up, to: Eva}]}}",
            "Thu 2026-11-05 10:00 pick_up (Pick it up) → Eva",
            "Thu 2026-11-05 10:00 pick_up (Pick it up) → Dan",
        ),
        (
            "{then: {fired: [{at: Thu 2026-11-05 24:00, escalation: pick_up, does: send_back}]}}",
            "Thu 2026-11-05 24:00 escalation: pick_up (Pick it up) does: send_back",
            "nothing of the kind",
        ),
        (
            "{who: Dan, does: give, then: {refused: NotAuthorised}}",
            "refused: NotAuthorised",
            "it is done",
        ),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_told_with_what_was_found(step, expected, found) -> None:
    assert played(step) == [(expected, found)]


def test_that_no_deadline_ended_so_is_said_by_nothing() -> None:
    step = "{at: Fri 2026-11-06 10:00, who: Dan, does: give, then: {WORD: nothing}}"
    for word in ("met", "cancelled", "ran_out", "released"):
        assert played(step.replace("WORD", word)) == []
    found = "pick_up (Pick it up): done late, Fri 2026-11-06 10:00"
    assert played(step.replace("WORD", "missed")) == [("nothing: missed", found)]
    assert played(step.replace("WORD", "done_late")) == [("nothing: done late", found)]


@pytest.mark.parametrize(
    ("step", "ended", "otherwise", "found"),
    [
        (
            "{at: Fri 2026-11-06 10:00, who: Dan, does: give, then: {WORD: pick_up}}",
            "done_late",
            ("released", "missed, then no longer owed"),
            "done late, Fri 2026-11-06 10:00",
        ),
        (
            "{at: Sat 2026-12-26 10:00, then: {state: sent_back, WORD: pick_up}}",
            "released",
            ("done_late", "done late"),
            "missed, then no longer owed, Wed 2026-11-25 24:00",
        ),
    ],
)
def test_what_came_after_a_miss_is_told_apart_and_both_were_missed(
    step, ended, otherwise, found
) -> None:
    for word in (ended, "missed"):
        assert played(step.replace("WORD", word)) == []
    word, expected = otherwise
    assert played(step.replace("WORD", word)) == [
        (f"pick_up (Pick it up): {expected}", f"pick_up (Pick it up): {found}")
    ]


def test_a_refusal_nobody_announced_is_told_in_its_own_words() -> None:
    ((expected, found),) = played("{who: 赵经理, does: give}")
    assert expected == "it is done"
    assert found.startswith(
        "refused: NotAuthorised (赵经理 may not do this for case P-2026-000001: give"
    )


def test_a_party_acts_when_somebody_of_the_staff_records_it() -> None:
    text = (FOLDER / "parcel.yaml").read_text(encoding="utf-8")
    given = "from: kept, to: given, by: [desk]"
    assert given in text
    fetched = definition_from(text.replace(given, given.replace("desk", "guest")), "parcel.yaml")
    step = "{who: Dan, does: give, performed_by: guest, then: {state: given}}"
    suite = loads(HEAD + f"      - {STORE}\n      - {step}\n", "told.yaml", fetched)
    assert play(suite, suite.scenarios[0]).failures == []


def test_a_refusal_names_the_keys_of_a_step_where_the_command_line_has_options() -> None:
    text = (FOLDER / "parcel.yaml").read_text(encoding="utf-8")
    store = "needs: [name, phone, kind]"
    assert store in text
    careful = text.replace(store, store + ", reads_back: [phone]")
    read = definition_from(careful, "parcel.yaml")
    for step, key in (
        (STORE, "`read_back: true`"),
        ("{who: Dan, does: store, with: {name: 李雷}}", "`with: {NAME: VALUE}`"),
    ):
        suite = loads(HEAD + f"      - {step}\n", "told.yaml", read)
        (failure,) = play(suite, suite.scenarios[0]).failures
        assert key in failure.found
        assert "--" not in failure.found


def test_everything_of_a_step_is_compared_and_then_the_scenario_ends() -> None:
    found = played("{then: {state: given, owner: Eva}}", "{then: {state: sent_back}}")
    assert [one for one, _found in found] == ["state: given", "owner: Eva"]


def test_a_failure_names_its_place_and_the_time_on_the_simulated_clock() -> None:
    text = HEAD + f"      - {STORE}\n      - {{at: Tue 2026-11-03 24:00, then: {{state: given}}}}\n"
    suite = loads(text, "parcel.scenarios.yaml", SUITE.definition)
    (failure,) = play(suite, suite.scenarios[0]).failures
    assert failure.place.place == "parcel.scenarios.yaml:9:50"
    assert failure.place.source_line.lstrip().startswith("- {at: Tue 2026-11-03 24:00")
    assert failure.when == "Tue 2026-11-03 24:00"


def test_who_acts_at_the_last_instant_is_in_time_and_who_looks_then_is_too_late() -> None:
    last = "at: Thu 2026-11-05 24:00"
    reminded = "fired: [{at: Thu 2026-11-05 10:00, reminder: pick_up, to: Dan}]"
    assert played(f"{{{last}, who: Dan, does: give, then: {{met: pick_up, {reminded}}}}}") == []
    assert played(f"{{{last}, then: {{missed: pick_up}}}}") == []


def test_an_act_while_the_daemon_sleeps_is_followed_by_what_was_due() -> None:
    asleep = "{daemon: asleep}"
    act = "{at: Fri 2026-11-06 10:00, who: Dan, does: give, then: {missed: pick_up, told: nothing}}"
    assert played(asleep, act) == []


def test_what_cannot_be_given_is_told_at_its_place() -> None:
    head = HEAD.replace("赵经理: {roles: boss}", "赵经理: {roles: boss, superior: Dan}")
    ((expected, found),) = played(head=head)
    assert expected == "what is given can be set up"
    assert "form a circle" in found


def test_an_application_is_asked_where_a_definition_needs_one() -> None:
    text = (FOLDER / "parcel.yaml").read_text(encoding="utf-8")
    text = text.replace("by: [desk]}\n  send_back", "by: [desk], when: paid()}\n  send_back")
    text = text.replace("roles:", "requires: {guards: [paid]}\nroles:", 1)
    definition = definition_from(text, "parcel.yaml")
    steps = f"      - {STORE}\n      - {{who: Dan, does: give, then: {{refused: GuardRejected}}}}\n"
    suite = loads(HEAD + steps, "parcel.scenarios.yaml", definition)
    registry = Registry()
    registry.guard("paid")(lambda _context: False)
    assert play(suite, suite.scenarios[0], registry=registry).failures == []
    with pytest.raises(NameNotRegistered):
        play(suite, suite.scenarios[0])
