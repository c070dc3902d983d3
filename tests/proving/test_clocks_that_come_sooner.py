"""On a way a clock comes sooner by what people do, and a miss turns out to be none."""

import pytest

from workflow.definition.model import Definition
from workflow.definition.parse import loads
from workflow.report.proofs import commands
from workflow.report.scenarios_of_proofs import written
from workflow.service.simulated.proving import prove
from workflow.testing.scenarios.playing import play
from workflow.testing.scenarios.reading import loads as scenarios

TEXT = """\
language: 1
workflow: repair
edition: "1"
effective: 2026-01-01
roles: {desk: {title: {en: Front desk, zh: 前台}}}
fields:
  urgent: {type: flag, title: {en: Urgent, zh: 紧急}}
  visit: {type: moment, title: {en: Visit, zh: 上门时间}}
  words: {type: text, title: {en: Words, zh: 内容}}
  late: {type: flag, title: {en: Late, zh: 已逾期}}
states:
  asked: {title: {en: Asked, zh: 已报修}, editable: [BEFORE]}
  begun: {title: {en: Begun, zh: 已开始}, editable: [EDITABLE]}
  over: {title: {en: Over, zh: 已结束}, final: true}
transitions:
  ask: {from: new, to: asked, by: [desk], takes: [ASKTAKES]}
  more_time: {from: any_open, stay: true, by: [desk]}
  grant: {from: any_open, stay: true, by: [desk], extends: {coming: {GRANTED}}}
  revoke: {from: any_open, stay: true, by: [desk], revokes: coming}
  begin: {from: asked, to: begun, by: [desk], BEGIN}
  tell: {from: begun, stay: true, by: [desk], takes: [TELLTAKES]}
  close: {from: begun, to: over, by: [desk], CLOSE}
  ping: {from: any_open, stay: true, by: [system]}
deadlines:
  coming:
    {starts: {act: ask}, met: {left: MET}, LIMIT, remind: [{before: 5 minutes, does: ping}],
     missed: [{to: owner, sets: {late: true}}]}
  answer: {starts: {act: ask}, met: {entered: over}, within: 30 days, missed: [{to: owner}]}
permissions: {correct: [desk], record_late: [desk]}
promises:
  - {PROMISE}
""".replace("30 days", "30 calendar days")
LATE = "when: 'missed(\"coming\")', not_after: {entered: asked, plus: 2 hours}"
USUAL = {
    "BEFORE": "words", "EDITABLE": "words", "ASKTAKES": "words", "TELLTAKES": "words",
    "BEGIN": "", "CLOSE": "", "GRANTED": "by: 5 calendar days", "MET": "begun",
    "LIMIT": "within: 5 calendar days",
    "PROMISE": "never: over",
}  # fmt: skip
URGENT = "within: {first_of: [{when: urgent, amount: 20 minutes}, {otherwise: 5 calendar days}]}"
AGREED = "within: 5 calendar days, agreed: visit"
SOON = {"CLOSE": LATE, "LIMIT": URGENT}
SHORT = "within: 20 minutes"
MISSED = {
    "LIMIT": SHORT,
    "BEGIN": "when: 'missed(\"coming\")'",
    "PROMISE": "never: begun, when: 'not missed(\"coming\")'",
}
"""Who begins does so after the miss; that promise is broken by what takes the miss back."""
LATE_OR_NOT = {"LIMIT": SHORT, "PROMISE": "never: begun, when: 'late and not missed(\"coming\")'"}
ASKED = "by: 5 calendar days, asked: {act: more_time}"


def repair(rules: dict[str, str]) -> Definition:
    text = TEXT
    for word, said in (USUAL | rules).items():
        text = text.replace(word, said)
    return loads(text.replace(", }", "}"), "repair.yaml")


@pytest.mark.long
@pytest.mark.parametrize(
    ("rules", "done"),
    [
        (SOON | {"ASKTAKES": "urgent"}, "open repair --as an --set urgent=true"),
        (SOON | {"EDITABLE": "urgent"}, "set 1 --as an --set urgent=true"),
        (SOON | {"BEFORE": "urgent"}, "set 1 --as an --set urgent=true"),
        (SOON | {"TELLTAKES": "urgent"}, "do 1 tell --as an --set urgent=true"),
        ({"CLOSE": LATE, "LIMIT": AGREED, "EDITABLE": "visit"}, "set 1 --as an --set 'visit=2"),
        (
            {"CLOSE": LATE, "LIMIT": SHORT, "BEGIN": "when: 'done(\"grant\")'"},
            "do 1 revoke --as an",
        ),
        (
            {"LIMIT": SHORT, "PROMISE": "never: over, when: 'times(\"ping\") >= 2'"},
            "do 1 grant --as an --db",
        ),
        (MISSED | {"GRANTED": ASKED}, "do 1 more_time --as an"),
        (LATE_OR_NOT, "do 1 grant --as an --at '2026-11-02 10:20'"),
        (LATE_OR_NOT | {"MET": "asked"}, "do 1 begin --as an --at '2026-11-02 10:20'"),
    ],
)
def test_a_way_is_gone_with_one_thing_more_that_people_do(rules: dict[str, str], done: str) -> None:
    definition = repair(rules)
    (found,) = prove(definition)
    assert (found.result, found.obstacle) == ("broken", "")
    told = [*commands(definition, found, "repair.yaml")]
    assert any(one.startswith(f"complaints {done}") for one in told), told
    suite = scenarios(written(definition, [found]), "repair.broken.scenarios.yaml", definition)
    assert play(suite, suite.scenarios[0]).holds


@pytest.mark.long
def test_what_is_waited_for_in_vain_is_told_with_what_came_before() -> None:
    step = "  give_up: {from: begun, to: over, by: [system]}\ndeadlines:\n"
    sooner = (
        "  sooner: {starts: {act: begin}, met: {entered: over}, within: 1 hour, missed: [HOW]}\n"
    )
    rules = {
        "BEGIN": "when: 'not missed(\"coming\")', not_after: {entered: asked, plus: 2 hours}",
        "PROMISE": "never: begun, when: 'missed(\"coming\")'",
        "deadlines:\n": f"{step}{sooner.replace('HOW', '{does: give_up}')}",
    }
    (found,) = prove(repair(rules))
    assert found.result == "not_proved"
    wanted = "coming does not happen before the case is over: give_up leads to Over"
    assert found.obstacle.endswith(wanted)
