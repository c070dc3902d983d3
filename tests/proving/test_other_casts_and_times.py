"""A way is gone with others in its parts, from other openings, and at other times of the year."""

from calendar import day_name
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workflow.definition.parse import load, loads
from workflow.proving import Proof
from workflow.report.proofs import commands
from workflow.report.scenarios_of_proofs import written
from workflow.service.simulated.proving import prove
from workflow.testing.scenarios.playing import play
from workflow.testing.scenarios.reading import loads as scenarios

TEXT = """\
language: 1
workflow: claim
edition: "1"
effective: 2026-01-01
roles: {desk: {title: {en: Front desk, zh: 前台}}}
fields:
  n: {type: number, title: {en: Number, zh: 数目}}
  file: {type: attachment, title: {en: File, zh: 附件}}
states:
  open: {title: {en: Open, zh: 待处理}}
  mid: {title: {en: Heard, zh: 已听取}}
  over: {title: {en: Over, zh: 已结束}, final: true}
transitions:
  make: {from: new, to: open, by: [desk]MAKE}
  hear: {from: open, to: mid, by: [desk]HEAR}
  close: {from: mid, to: over, by: [desk]CLOSE}
deadlines:
  answer: {starts: {act: make}, met: {entered: over}, within: 5 days, missed: [{to: owner}]}
MOREpromises:
  - {PROMISE}
""".replace("5 days", "5 calendar days")
BARRED = ", other_than: {owned: [open]}"
SATURDAY = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)


def claim(promise: str, more: str = "", **rules: str) -> tuple[Proof, list[str]]:
    text = TEXT.replace("PROMISE", promise)
    for word in ("MAKE", "HEAR", "CLOSE"):
        text = text.replace(f"{word}}}", f", {rules[word]}}}" if word in rules else "}")
    definition = loads(text.replace("MORE", more), "claim.yaml")
    (found,) = prove(definition)
    return found, [*commands(definition, found, "claim.yaml")] if found.happened else []


@pytest.mark.parametrize("rule", ["other_than: {owned: [mid]}", "other_than: {did: [make]}"])
def test_whom_another_part_would_bar_does_not_play_it(rule: str) -> None:
    found, told = claim("different_people: [hear, close]", CLOSE=rule)
    assert (found.result, found.obstacle) == ("broken", "")
    assert told[-3:] == [
        "complaints open claim --as bo --db trial.db",
        "complaints do 1 hear --as an --db trial.db",
        "complaints do 1 close --as an --db trial.db",
    ]


def test_who_does_what_the_promise_is_not_about_is_not_told_apart() -> None:
    found, _told = claim("different_people: [make, close]", HEAR="other_than: {did: [make]}")
    assert found.result == "broken"


def test_whoever_has_a_case_already_is_not_given_the_next_that_they_open() -> None:
    text = TEXT.replace("zh: 待处理}}", "zh: 待处理}, owner: {role: desk}}").replace("MORE", "")
    text = text.replace("MAKE", "").replace("HEAR", "").replace("CLOSE", BARRED)
    definition = loads(text.replace("PROMISE", "different_people: [make, close]"), "claim.yaml")
    (found,) = prove(definition)
    assert (found.result, found.obstacle) == ("broken", "")
    assert [f"{one.kind} {one.name} {one.who} {one.case}" for one in found.happened] == [
        "open make an ", "open make an ", "do hear bo 2", "do close an 2",
    ]  # fmt: skip
    suite = scenarios(written(definition, [found]), "claim.broken.scenarios.yaml", definition)
    assert play(suite, suite.scenarios[0]).holds


SPLIT = """\
  part: {from: new, to: mid, by: [system], takes: [n]}
  split: {from: open, stay: true, by: [desk], splits: {as: part, carries: [n]}}
deadlines:
"""


def test_where_an_opening_by_the_system_leads_nowhere_others_are_tried() -> None:
    text = TEXT.replace("deadlines:\n", SPLIT).replace("{act: make}", "[{act: make}, {act: part}]")
    text = text.replace("MAKE", "").replace("CLOSE", "").replace("MORE", "")
    text = text.replace("HEAR", ", needs: [n], when: 'n > 3'")
    definition = loads(text.replace("PROMISE", "never: mid, when: 'n <= 3'"), "claim.yaml")
    (found,) = prove(definition)
    assert [one.kind for one in found.happened] == ["open", "do", "correct"]


def test_a_way_that_a_weekend_makes_possible_is_gone_before_one() -> None:
    promise = 'never: over, when: \'missed("soon") and not missed("late")\''
    late = (
        "  late: {starts: {act: make}, met: {entered: over}, within: 1 working day, LATE}\n"
        "  soon: {starts: {act: make}, met: {entered: over}, within: 2 calendar days}\n"
    )
    found, _told = claim(promise, late.replace("LATE", "calendar: office-cn"))
    assert (found.result, found.obstacle, found.began) == ("broken", "", "2026-11-06 16:00")


ONE_DAY = """\
language: 1
calendar: rare
title: {en: Rare, zh: 难得}
zone: Asia/Shanghai
week: {DAY: [["09:00", "12:00"]]}
"""
ON_THAT_DAY = """\
  late: {starts: {act: make}, met: {entered: over}, within: 2 working hours, calendar: rare}
  soon: {starts: {act: make}, met: {entered: over}, within: 1 calendar day}
"""


@pytest.mark.long
@pytest.mark.parametrize("day", [name.lower() for name in day_name])
def test_a_way_that_only_one_day_of_the_week_makes_possible_is_gone_before_it(
    day: str, tmp_path: Path
) -> None:
    text = TEXT.replace("PROMISE", 'never: over, when: \'missed("late") and not missed("soon")\'')
    for word, said in (("MAKE", ""), ("HEAR", ""), ("CLOSE", ""), ("MORE", ON_THAT_DAY)):
        text = text.replace(word, said)
    (tmp_path / "calendars").mkdir()
    calendar = tmp_path / "calendars" / "rare.yaml"
    calendar.write_text(ONE_DAY.replace("DAY", day), encoding="utf-8")
    (tmp_path / "claim.yaml").write_text(text, encoding="utf-8")
    (found,) = prove(load(tmp_path / "claim.yaml"))
    assert (found.result, found.obstacle) == ("broken", "")


def test_a_file_that_is_given_is_one_that_is_there() -> None:
    _found, told = claim("never: over, without: make, unless: make", MAKE="needs: [file]")
    assert told == []
    _found, told = claim("never: over", MAKE="needs: [file]")
    assert "complaints open claim --as an --attach file=claim.yaml --db trial.db" in told


def test_a_way_that_begins_with_waiting_is_a_scenario_too() -> None:
    text = TEXT.replace("MAKE", ", during: office-cn").replace("HEAR", "").replace("CLOSE", "")
    text = text.replace("MORE", "").replace("PROMISE", "never: over")
    definition = loads(text, "claim.yaml")
    (found,) = prove(definition, begin=SATURDAY)
    assert found.happened[0].kind == "until"
    suite = scenarios(written(definition, [found]), "claim.broken.scenarios.yaml", definition)
    assert play(suite, suite.scenarios[0]).holds


@pytest.mark.parametrize(
    ("limits", "promise"),
    [
        ({"5 calendar days": "24 hours"}, "heard_within: 1 calendar day"),
        (
            {
                "5 calendar days": "1 calendar day",
                "missed: [{to: owner}]": "remind: [{before: 24 hours, does: half}], "
                "missed: [{to: owner, does: end}]",
                "HEAR}": "}\n  half: {from: open, stay: true, by: [system]}"
                "\n  end: {from: any_open, to: over, by: [system]}",
            },
            "never: over, without: half, unless: close",
        ),
    ],
)
def test_a_way_that_only_summer_time_makes_possible_is_gone_where_there_is_one(
    limits: dict[str, str], promise: str
) -> None:
    """A day on which the clocks are put forward has 23 hours; the default zone knows none."""
    text = TEXT.replace("PROMISE", promise)
    for old, new in {**limits, "MAKE": "", "HEAR": "", "CLOSE": "", "MORE": ""}.items():
        text = text.replace(old, new)
    definition = loads(text, "claim.yaml")
    (found,) = prove(definition, begin=SATURDAY)
    assert (found.result, found.zone, found.today) == ("broken", "Europe/Berlin", False)
    told = [*commands(definition, found, "claim.yaml")]
    assert told[0] == "complaints init --zone Europe/Berlin --db trial.db"
    assert told[3] == "# so it goes from 2027-03-27 23:30 on; today it goes otherwise"
    suite = scenarios(written(definition, [found]), "claim.broken.scenarios.yaml", definition)
    assert play(suite, suite.scenarios[0]).holds
