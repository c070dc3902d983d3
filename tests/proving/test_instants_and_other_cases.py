"""On a way an instant matters, or what other cases did: it is gone so, and told so."""

import pytest

from workflow.definition.model import Definition
from workflow.definition.parse import loads
from workflow.proving import Proof
from workflow.report.proofs import commands
from workflow.report.scenarios_of_proofs import written
from workflow.service.simulated.proving import prove
from workflow.testing.scenarios.playing import play
from workflow.testing.scenarios.reading import loads as scenarios

TEXT = """\
language: 1
workflow: fix
edition: "1"
effective: 2026-01-01
roles: {desk: {title: {en: Front desk, zh: 前台}}}
fields:
  day: {type: moment, title: {en: When, zh: 时间}}
  who: {type: person, title: {en: By whom, zh: 责任人}}
  until: {type: date, title: {en: Until, zh: 截止}}
states:
  open: {title: {en: Open, zh: 待处理}}
  apart: {title: {en: Apart, zh: 已分出}}
  late: {title: {en: Late, zh: 已逾期}}
  over: {title: {en: Over, zh: 已结束}, final: true}
transitions:
  begin: {from: new, to: open, by: [desk], needs: [day], HAPPENED}
  child: {from: new, to: apart, by: [system], needs: [day]}
  part: {from: open, stay: true, by: [desk], splits: {as: child, carries: [day]}, at_most: 1}
  more: {from: open, stay: true, by: [desk], needs: [until], EXTENDS}
  tick: {from: [open, late], stay: true, by: [system]}
  lapse: {from: open, to: late, by: [system]}
  blame: {from: open, stay: true, by: [desk], needs: [who], at_most: 1}
  close: {from: any_open, to: over, by: [desk], CLOSE}
counters:
  blames: {title: {en: Blames, zh: 责任}, of: who, adds: {act: blame}}
deadlines:
  soon:
    starts: [{entered: open}, {entered: apart}]
    met: {entered: over}
    within: 1 day
    missed: [{to: owner, does: MISSED}]
    TRANSFER
  long:
    starts: [{entered: open}, {entered: apart}, {entered: late}]
    met: {entered: over}
    within: 90 days
    missed: [{to: owner}]
promises:
  - {PROMISE}
""".replace("1 day", "1 calendar day").replace("90 days", "90 calendar days")
USUAL = {
    "HAPPENED": "note: when", "EXTENDS": "extends: {long: {by: 1 calendar day}}", "CLOSE": "",
    "MISSED": "tick", "TRANSFER": "on_transfer: carry",
}  # fmt: skip
SECONDS = '\'day > "2026-11-21 11:00+08:00" and day < "2026-11-21 11:01+08:00"\''
SOON = "within: 1 calendar day"


def fix(promise: str, **rules: str) -> Definition:
    text = TEXT.replace("PROMISE", promise)
    for word, said in {**USUAL, **rules}.items():
        text = text.replace(word, said)
    return loads(text.replace(", note: when", "").replace(", }", "}"), "fix.yaml")


def told(definition: Definition) -> tuple[Proof, list[str]]:
    (found,) = prove(definition)
    assert (found.result, found.obstacle) == ("broken", "")
    suite = scenarios(written(definition, [found]), "fix.broken.scenarios.yaml", definition)
    result = play(suite, suite.scenarios[0])
    assert (result.holds, list(result.failures)) == (True, [])
    words = [*commands(definition, found, "fix.yaml")]
    return found, [one.removesuffix(" --db trial.db") for one in words if " staff " not in one]


def test_a_moment_between_two_minutes_is_told_to_the_second() -> None:
    _found, words = told(fix(f"never: over, when: {SECONDS}"))
    assert "complaints open fix --trigger begin --as an --set 'day=2026-11-21 11:00:30'" in words


def test_of_a_way_that_ends_by_splitting_the_case_that_was_split_off_is_looked_at() -> None:
    found, words = told(fix("never: apart"))
    assert (found.happened[-1].name, found.happened[-1].case, found.case) == ("part", "1", "2")
    assert words[-1] == "# it is broken in case 2"


def test_what_has_not_happened_yet_is_waited_for() -> None:
    promise = "never: over, when: 'day >= \"2027-05-01 00:00+08:00\"'"
    _found, words = told(fix(promise, HAPPENED="happened: day", MISSED="tick"))
    begin = "complaints open fix --trigger begin --as an --set 'day=2027-05-01 00:00'"
    at = words.index(begin)
    assert words[at - 1] == "# at 2027-05-01 00:00, not before, begin is possible"


def test_whoever_acts_at_the_very_instant_comes_before_the_clock() -> None:
    close = "not_before: {entered: open, plus: 1 calendar day}"
    found, _words = told(fix("never: over, without: tick, unless: child", CLOSE=close))
    assert [one.name for one in found.happened] == ["begin", "close", "close"]


@pytest.mark.long
def test_what_was_done_as_the_clock_fired_is_recorded_later() -> None:
    close = "not_after: {due: soon}"
    promise = "never: over, when: 'done(\"lapse\")'"
    _found, words = told(fix(promise, CLOSE=close, MISSED="lapse"))
    assert words[-1] == "complaints do 1 close --as an --at '2026-11-04 00:00'"


@pytest.mark.parametrize("number", [1, 3])
def test_other_cases_go_the_same_way_before_where_they_are_counted(number: int) -> None:
    close = f'when: \'done("blame") and count("blames") >= {number}\''
    found, _words = told(fix("never: over, without: tick", CLOSE=f"needs: [who], {close}"))
    assert {one.case for one in found.happened if one.name == "close"} == {found.case}


@pytest.mark.long
@pytest.mark.parametrize(
    ("rules", "last"),
    [
        ({"TRANSFER": "on_transfer: restart"}, "assign fei"),
        ({"EXTENDS": "extends: {soon: {to: until}}"}, "do more"),
    ],
)
def test_somebody_puts_off_what_somebody_would_hear_by(rules: dict[str, str], last: str) -> None:
    found, _words = told(fix("heard_within: 1 calendar day", **rules))
    done = [f"{one.kind} {one.name}" for one in found.happened if one.kind != "silence"]
    assert done[-1] == last
