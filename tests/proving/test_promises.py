"""What is proved of a definition, what is broken and by which way, and what is neither."""

import pytest
from hotel import HOTEL
from vows import book

from workflow.definition.model import Definition
from workflow.definition.parse import loads
from workflow.errors import DefinitionError
from workflow.proving import Proof
from workflow.service.simulated.proving import prove

NEVER = "never: closed, without: answer"


def only(definition: Definition, **words: int) -> Proof:
    (proof,) = prove(definition, **words)
    return proof


def way(proof: Proof) -> list[str]:
    return [f"{one.kind} {one.name}" for one in proof.happened]


def result(promise: str, **rules: str) -> str:
    return only(book(promise, **rules)).result


# --- never -------------------------------------------------------------------------------------


def test_what_every_way_leads_by_is_proved() -> None:
    proof = only(book(f"{NEVER}, unless: withdraw"))
    assert (proof.result, proof.happened, proof.obstacle) == ("proved", (), "")
    assert proof.situations > 3


def test_the_shortest_way_that_breaks_it_is_found_and_happened() -> None:
    proof = only(book(NEVER))
    assert (proof.result, way(proof)) == ("broken", ["open write", "do withdraw"])
    assert proof.happened[1].performed_by == "guest"


def test_a_clock_may_fire_at_any_time_and_time_passes_until_it_does() -> None:
    proof = only(
        book(
            f"{NEVER}, unless: withdraw",
            missed=", does: close",
            closed_from="open, answered",
            close="when: 'missed(\"answering\")'",
        )
    )
    assert way(proof) == ["open write", "wait answering"]
    assert proof.happened[1].at == "2026-11-04 24:00"


def test_a_step_happened_when_its_data_say_and_that_is_not_ahead() -> None:
    promise = "promises: [{never: closed, without: tell, unless: lapse}]\n"
    proof = only(loads(HOTEL + promise, "hotel.yaml"))
    assert (proof.result, way(proof)) == ("broken", ["open receive", "do answer"])


def test_a_condition_over_data_is_followed_whatever_the_data() -> None:
    sad = "never: closed, without: answer, unless: withdraw, when: 'mood == \"sad\"'"
    assert result(sad, closed_from="open, answered", close="when: 'mood == \"glad\"'") == "broken"
    definition = book(sad, closed_from="open, answered", close="when: 'mood == \"glad\"'")
    assert way(only(definition)) == ["open write", "do close", "correct mood"]


def test_data_that_is_corrected_afterwards_counts_too() -> None:
    promise = "never: answered, when: 'mood == \"glad\"', unless: withdraw"
    proof = only(book(promise, answer="when: 'mood == \"sad\"'"))
    assert way(proof) == ["open write", "do answer", "correct mood"]


def test_how_often_something_was_done_is_counted() -> None:
    twice = "when: 'times(\"ask\") >= 2'"
    assert result("always_before: answer, done: ask", answer=twice) == "proved"
    assert (
        result("always_before: answer, done: ask", answer="when: 'times(\"ask\") < 2'") == "broken"
    )
    assert result("never: answered, without: ask", answer="when: 'times(\"ask\") > 2'") == "proved"


@pytest.mark.parametrize(
    ("needs", "when", "found"),
    [
        ("stars", "stars > 4", "broken"),
        ("stars", "stars > 4 and stars < 5", "broken"),
        ("day", 'day > "2027-01-01" and day < "2027-01-03"', "broken"),
        ("told", 'told == "王芳"', "broken"),
    ],
)
def test_each_kind_of_value_is_tried_where_it_makes_a_difference(
    needs: str, when: str, found: str
) -> None:
    rule = f"needs: [{needs}], when: '{when}'"
    assert result("never: answered, without: ask", answer=rule) == found


@pytest.mark.parametrize(
    ("needs", "when"),
    [
        ("stars", "stars > 4 and stars < 4"),
        ("day", 'day > "2027-01-01" and day < "2027-01-01"'),
        ("paid", "paid and not paid"),
    ],
)
def test_no_value_is_tried_that_there_cannot_be(needs: str, when: str) -> None:
    rule = f"needs: [{needs}], when: '{when}'"
    with pytest.raises(DefinitionError) as caught:
        book("never: answered, without: ask", answer=rule)
    assert [one.code for one in caught.value.problems] == ["C011"]


def test_data_that_were_set_before_are_on_file() -> None:
    rule = "has: [stars]"
    with pytest.raises(DefinitionError):  # nothing sets it, as the checker says before
        result("never: answered, without: ask", answer=rule)
    assert result("never: answered, without: ask", answer=rule, editable="stars") == "broken"


def test_what_may_come_with_a_step_comes_or_does_not() -> None:
    never, takes = "never: answered, without: ask", "takes: [stars], when: 'RULE'"
    for rule in ("stars > 4", 'not filled("stars")'):
        assert result(never, answer=takes.replace("RULE", rule)) == "broken"


def test_what_came_with_an_earlier_step_is_on_file_where_it_is_not_given_again() -> None:
    rule = "takes: [stars], when: 'stars > 4'"
    assert result("never: closed, without: again", answer=rule, close=rule) == "broken"


def test_what_is_asked_of_a_field_is_tried_where_its_value_was_taken_over_from() -> None:
    never = "never: closed, without: ask, unless: withdraw"
    rules = {
        "answer": "needs: [stars], sets: {more: {field: stars}}",
        "again": "sets: {last: {field: more}}",
    }
    proof = only(book(never, close="when: 'last > 4'", **rules))
    assert proof.result == "broken"
    assert way(proof)[1:] == ["do answer", "do again", "do answer", "do close"]


def test_what_a_rung_takes_over_is_followed() -> None:
    never, rung = "never: answered, without: ask", ", sets: {more: {field: stars}}"
    rules = {"answer": "when: 'more > 4'", "editable": "stars"}
    assert result(never, missed=rung, **rules) == "broken"


# --- always before, different people -----------------------------------------------------------


def test_what_is_always_done_before_is_proved() -> None:
    assert result("always_before: close, done: [write, answer]") == "proved"
    assert result("always_before: close, done: ask") == "broken"
    assert result("always_before: close, done: ask, unless: answer") == "proved"


def test_two_acts_by_one_person_are_found_unless_they_exclude_each_other_both_ways() -> None:
    promise = "different_people: [answer, again]"
    assert result(promise) == "broken"
    assert result(promise, again="other_than: {did: [answer]}") == "broken"  # in the second round
    both = {"again": "other_than: {did: [answer]}", "answer": "other_than: {did: [again]}"}
    assert result(promise, **both) == "proved"


def test_the_second_round_really_happens() -> None:
    proof = only(book("different_people: [answer, again]", again="other_than: {did: [answer]}"))
    acts = [(one.name, one.who) for one in proof.happened if one.name in {"answer", "again"}]
    assert acts == [("answer", "bo"), ("again", "an"), ("answer", "an")]


# --- not proved --------------------------------------------------------------------------------


def test_what_an_application_answers_stands_in_the_way() -> None:
    proof = only(
        book(NEVER + ", unless: withdraw", closed_from="open, answered", close="when: 'calm()'")
    )
    assert (proof.result, proof.obstacle) == (
        "not_proved", "it depends on what the application answers to calm",
    )  # fmt: skip


def test_a_guard_that_makes_no_difference_stands_in_nobodys_way() -> None:
    assert result(NEVER + ", unless: withdraw", close="when: 'calm()'") == "proved"


def test_more_situations_than_are_looked_at_stand_in_the_way() -> None:
    proof = only(book(f"{NEVER}, unless: withdraw"), most=2)
    assert (proof.result, proof.obstacle) == (
        "not_proved", "there are more than 2 situations to look at",
    )  # fmt: skip


def test_a_count_without_end_beside_a_field_stands_in_the_way() -> None:
    rule = "needs: [stars], when: 'stars <= times(\"again\")'"
    proof = only(book("never: answered, without: [write, ask]", answer=rule))
    assert proof.result == "broken" or "again" in proof.obstacle
    bounded = "needs: [stars], when: 'stars <= times(\"ask\") and stars >= 1'"
    assert result("always_before: answer, done: ask", answer=bounded) == "proved"


def test_a_way_the_engine_refuses_stands_in_the_way() -> None:
    before, after = "{entered: open, plus: 5 calendar days}", "{act: write, plus: 2 calendar days}"
    window = f"not_before: {before}, not_after: {after}"
    proof = only(book("never: answered, without: ask", answer=window))
    assert proof.result == "not_proved"
    assert "a way that breaks it was found, but it stopped" in proof.obstacle


VISITS = "counters: {visits: {of: site, adds: {act: write}}}"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        # whatever was counted: a number is free, but is one number within one condition
        ('count("visits") >= 3 and count("visits") < 3', "proved"),
        ('count("visits") >= 3 and done("answer")', "proved"),
        # it happens with what this very case has counted
        ('count("visits") >= 1', "broken"),
        ('count("visits") < 3 or done("answer")', "broken"),
        ('count("visits") in [0, 1]', "broken"),
    ],
)
def test_what_was_counted_may_be_any_number(condition: str, expected: str) -> None:
    rules = {"closed_from": "open, answered", "close": f"when: '{condition}'"}
    promise = f"{NEVER}, unless: withdraw"
    assert result(promise, counters=VISITS, **rules) == expected


def after_visits(number: int) -> Proof:
    rules = {"closed_from": "open, answered", "close": f"when: 'count(\"visits\") >= {number}'"}
    return only(book(f"{NEVER}, unless: withdraw", counters=VISITS, **rules))


@pytest.mark.parametrize(("visits", "others"), [(1, 0), (3, 2)])
def test_what_a_few_other_cases_count_is_reached_by_cases_that_go_the_same_way_before(
    visits: int, others: int
) -> None:
    proof = after_visits(visits)
    assert (proof.result, proof.obstacle) == ("broken", "")
    opened = [one for one in proof.happened if one.kind == "open"]
    assert len(opened) == others + 1


@pytest.mark.long
def test_a_count_that_only_many_other_cases_can_reach_stands_in_the_way() -> None:
    proof = after_visits(9)
    assert (proof.result, proof.obstacle) == (
        "not_proved", "it depends on what visits has counted over other cases",
    )  # fmt: skip


def test_a_rung_that_asks_a_counter_may_fire_or_not() -> None:
    rung = ", when: 'count(\"visits\") >= 1', does: close"
    rules = {"closed_from": "open, answered", "missed": rung}
    promise = f"{NEVER}, unless: withdraw"
    assert result(promise, counters=VISITS, **rules) == "broken"


def test_it_is_accepted_if_it_says_that_it_is_assumed_but_not_if_it_is_broken() -> None:
    assumed = "assumed: {en: The desk never does, zh: 前台从不如此}"
    definition = book(f"{NEVER}, {assumed}", f"{NEVER}, unless: withdraw, {assumed}")
    broken, proved = prove(definition)
    assert (broken.accepted, proved.accepted) == (False, True)
    (unproved,) = prove(book(f"{NEVER}, unless: withdraw, {assumed}"), most=2)
    assert (unproved.result, unproved.accepted) == ("not_proved", True)
