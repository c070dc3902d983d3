"""What nobody does is let happen: what recurs, and cases opened with a step of another."""

from datetime import UTC, datetime

import pytest

from workflow.definition.parse import loads
from workflow.proving import Proof
from workflow.report.proofs import commands
from workflow.service.simulated.proving import prove

TEXT = """\
language: 1
workflow: parcel
edition: "1"
effective: 2026-01-01
roles: {desk: {title: {en: Front desk, zh: 前台}}}
fields:
  flat: {type: text, personal: false, title: {en: Flat, zh: 房号}}
  told: {type: person, title: {en: Told, zh: 告知}}
states:
  here: {title: {en: Here, zh: 已到}, owner: {role: desk}}
  gone: {title: {en: Gone, zh: 已取走}, final: true}
transitions:
  receive: {from: new, to: here, by: [BY], takes: [flat]}
  look: {from: here, stay: true, by: [desk]}
  split: {from: here, stay: true, by: [desk], splits: {as: part, sets: {flat: 三单元}}}
  part: {from: new, to: here, by: [system], takes: [flat]}
  hand_out: {from: here, to: gone, by: [desk], when: 'done("look")'}
  sweep: {from: here, to: gone, by: [system]}
deadlines:
  d: {starts: {entered: here}, met: {entered: gone}, within: 20 days, missed: [{to: {role: desk}}]}
schedules:
  weekly: {title: {en: Every Friday, zh: 每周五}, on: friday, at: "18:00", does: sweep, in: [here]}
promises:
  - {PROMISE}
""".replace("20 days", "20 calendar days")
LOOKED = "never: gone, without: look"


def parcel(promise: str, *replaced: tuple[str, str]) -> tuple[Proof, list[str]]:
    text = TEXT.replace("PROMISE", promise)
    for old, new in (*replaced, ("BY", "desk")):
        text = text.replace(old, new)
    definition = loads(text, "parcel.yaml")
    (found,) = prove(definition)
    return found, list(commands(definition, found, "parcel.yaml")) if found.happened else []


def test_a_step_that_recurs_is_waited_for_and_told_with_its_time() -> None:
    found, told = parcel(LOOKED)
    assert found.result == "broken"
    assert told[-2:] == [
        "complaints open parcel --trigger receive --as an --db trial.db",
        "# the schedule Every Friday comes at 2026-11-06 18:00",
    ]


def test_what_is_broken_by_a_step_that_recurs_cannot_be_assumed() -> None:
    found, _told = parcel(f"{LOOKED}, assumed: we look at all of them")
    assert (found.result, found.accepted) == ("broken", False)


def test_a_step_recurs_only_in_the_states_of_its_schedule() -> None:
    seen = ("  gone: {", "  seen: {title: {en: Seen, zh: 已查看}}\n  gone: {")
    looked = ("look: {from: here, stay: true", "look: {from: here, to: seen")
    swept = ("sweep: {from: here", "sweep: {from: [here, seen]")
    handed = ("hand_out: {from: here", "hand_out: {from: seen")
    found, _told = parcel(LOOKED, seen, looked, swept, handed, ("in: [here]", "in: [seen]"))
    assert found.result == "proved"


def test_a_step_that_recurs_too_late_stands_in_the_way() -> None:
    soon = ("missed: [{to: {role: desk}}]", "missed: [{does: sweep}]")
    early = ("20 calendar days", "2 calendar days")
    found, told = parcel(LOOKED, soon, early)
    assert (found.result, told[-1]) == ("broken", "# d fires at 2026-11-04 24:00")


def test_what_recurs_while_a_clock_is_waited_for_is_told_too() -> None:
    remark = ("does: sweep, in", "does: remark, in")
    step = ("  sweep: {", "  remark: {from: here, stay: true, by: [system]}\n  sweep: {")
    does = ("missed: [{to: {role: desk}}]", "missed: [{does: sweep}]")
    found, told = parcel(LOOKED, does, remark, step)
    assert found.result == "broken"
    comes = [f"# the schedule Every Friday comes at 2026-11-{day} 18:00" for day in ("06", "13")]
    assert told[-4:-1] == [*comes, "# the schedule Every Friday comes at 2026-11-20 18:00"]
    assert told[-1] == "# d fires at 2026-11-22 24:00"


def test_a_case_that_a_schedule_opens_is_waited_for() -> None:
    opens = ("does: sweep, in: [here]", "opens: receive")
    nobody = ("BY", "system")
    hand_out = ("when: 'done(\"look\")'", 'when: \'filled("flat") or not done("look")\'')
    found, told = parcel(LOOKED, opens, nobody, hand_out)
    assert found.result == "broken"
    assert told[-2:] == [
        "# the schedule Every Friday comes at 2026-11-06 18:00",
        "complaints do 1 hand_out --as an --db trial.db",
    ]


def test_a_schedule_that_never_comes_proves_nothing() -> None:
    opens = ("does: sweep, in: [here]", "opens: receive, sites: [nowhere]")
    hand_out = ("when: 'done(\"look\")'", "when: 'not done(\"look\")'")
    found, _told = parcel(LOOKED, opens, ("BY", "system"), hand_out)
    assert found.result == "not_proved"
    assert "receive does not happen by itself" in found.obstacle


def test_a_case_that_is_split_off_is_opened_by_that_step_and_named_by_its_number() -> None:
    found, told = parcel(
        "never: gone, when: 'filled(\"flat\")'", (", takes: [flat]}\n  look", "}\n  look")
    )
    assert found.result == "broken"
    assert told[-3:] == [
        "complaints open parcel --trigger receive --as an --db trial.db",
        "complaints do 1 split --as an --db trial.db",
        "# the schedule Every Friday comes at 2026-11-06 18:00",
    ]


@pytest.mark.parametrize(
    "promise", ["different_people: [receive, hand_out]", "different_people: [look, hand_out]"]
)
def test_who_is_named_is_somebody_else_than_the_one_a_promise_is_about(promise: str) -> None:
    step = "hand_out: {from: here, to: gone, by: [desk], other_than: {is: told}, needs: [told]"
    found, told = parcel(promise, ("hand_out: {from: here, to: gone, by: [desk]", step))
    assert found.result == "broken"
    assert "--set told=fei" in told[-1]


def test_a_way_is_told_as_it_goes_from_now_on_if_it_does() -> None:
    definition = loads(TEXT.replace("PROMISE", LOOKED).replace("BY", "desk"), "parcel.yaml")
    now = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)
    (found,) = prove(definition, begin=now)
    told = list(commands(definition, found, "parcel.yaml"))
    assert told[-1] == "# the schedule Every Friday comes at 2027-03-05 18:00"
    assert not any(one.startswith("# so it goes") for one in told)


def test_a_way_that_goes_otherwise_now_is_told_with_the_time_from_which_it_goes() -> None:
    definition = loads(TEXT.replace("PROMISE", LOOKED).replace("BY", "desk"), "parcel.yaml")
    (found,) = prove(definition, begin=datetime(2025, 3, 1, 2, 0, tzinfo=UTC))
    told = list(commands(definition, found, "parcel.yaml"))
    assert "# so it goes from 2026-11-02 10:00 on; today it goes otherwise" in told
    assert told[-1] == "# the schedule Every Friday comes at 2026-11-06 18:00"
