"""A way that breaks a promise, written as a scenario, happens again when it is played."""

import pytest
from vows import book

from workflow.definition.model import Definition
from workflow.definition.parse import loads
from workflow.report.scenarios_of_proofs import playable, written
from workflow.service.simulated.proving import prove
from workflow.testing.scenarios.playing import play
from workflow.testing.scenarios.reading import loads as scenarios

PERMIT = """\
language: 1
workflow: permit
edition: "1"
effective: 2026-01-01
roles: {desk: {title: {en: Front desk, zh: 前台}}}
parties: {guest: {title: {en: Guest, zh: 客人}}}
fields:
  words: {type: text, title: {en: Words, zh: 内容}}
  files: {type: attachment, title: {en: Files, zh: 附件}}
  since: {type: moment, title: {en: Since, zh: 起始}}
states:
  asked: {title: {en: Asked, zh: 已提出}}
  over: {title: {en: Over, zh: 已结束}, final: true}
  doubled: {title: {en: Doubled, zh: 重复}, final: true}
transitions:
  ask: {from: new, to: asked, by: desk, needs: [words, files, since], reads_back: [words]}
  note: {from: asked, stay: true, by: [guest]}
  tell: {from: asked, stay: true, by: whoever_owes, does: telling}
  close: {from: asked, to: over, by: desk, not_before: LATER, waives: telling}
  refer: {from: asked, to: doubled, by: desk, merges: true, waives: telling}
  sweep: {from: asked, to: over, by: system, waives: telling}
duties:
  telling: {title: {en: Telling, zh: 告知}, opens: {entered: asked}, who: {role: desk}}
deadlines:
  looking:
    starts: {entered: asked}
    met: {left: asked}
    within: DAYS
    missed: [{to: owner, does: sweep}]
  telling: {starts: {opened: telling}, met: {settled: telling}, within: 3 calendar days}
promises:
  - {PROMISE}
"""


SAD = "never: closed, when: 'mood == \"sad\"'"
LATER = "{entered: asked, plus: 7 hours}"
GLAD = "when: 'mood == \"glad\"'"


def permit(promise: str, days: str = "3 calendar days") -> Definition:
    return loads(
        PERMIT.replace("PROMISE", promise).replace("DAYS", days).replace("LATER", LATER),
        "permit.yaml",
    )


HELD = """\
language: 1
workflow: held
edition: "1"
effective: 2026-01-01
calendar: office-cn
roles: {desk: {title: {en: Front desk, zh: 前台}}}
states: {here: {title: {en: Here, zh: 在}}, gone: {title: {en: Gone, zh: 已离开}, final: true}}
transitions:
  take: {title: {en: Take, zh: 收}, from: new, to: here, by: desk}
  look: {title: {en: Look, zh: 看}, from: here, stay: true, by: desk}
  give: {title: {en: Give, zh: 给}, from: here, to: gone, by: desk}
deadlines:
  keeping:
    title: {en: Keeping, zh: 保管}
    starts: {act: take}
    met: {entered: gone}
    within: 3 working days
    remind: [{before: 1 working day, to: owner}]
promises:
  - {heard_within: 3 working days}
"""


def test_a_message_of_before_that_is_delivered_in_the_morning_does_not_matter() -> None:
    """Somebody is told while the house is closed, and a step follows: after it nobody is told."""
    definition = loads(HELD, "held.yaml")
    (found,) = prove(definition)
    assert [one.kind for one in found.happened] == ["open", "wait", "do", "silence"]
    text = written(definition, [found])
    assert "then: {fired: [{at: 2026-11-05 24:00, missed: keeping}]}" in text
    suite = scenarios(text, "broken.scenarios.yaml", definition)
    (result,) = (play(suite, one) for one in suite.scenarios)
    assert (result.holds, list(result.failures)) == (True, [])


@pytest.mark.long
@pytest.mark.parametrize(
    ("definition", "last"),
    [
        (permit("never: over, without: tell"), "do close"),
        (permit("never: over, without: tell", "5 hours"), "wait looking"),
        (permit("never: over, when: 'done(\"note\") and done(\"tell\")'"), "do close"),
        (permit("never: doubled, without: tell"), "merge refer"),
        (permit("heard_within: 2 calendar days"), "silence "),
        (book("never: open, when: 'mood == \"sad\" and done(\"ask\")'"), "do ask"),
        (book("never: open, when: 'filled(\"day\")'"), "set day"),
        (book(f"{SAD}, unless: withdraw", close=GLAD), "correct mood"),
        (book("different_people: [write, answer]"), "do answer"),
    ],
)  # fmt: skip
def test_a_way_that_breaks_a_promise_is_a_scenario_that_holds(
    definition: Definition, last: str
) -> None:
    (found,) = prove(definition)
    assert found.result == "broken"
    assert f"{found.happened[-1].kind} {found.happened[-1].name}" == last
    assert playable(definition, found)
    suite = scenarios(written(definition, [found]), "broken.scenarios.yaml", definition)
    (result,) = (play(suite, one) for one in suite.scenarios)
    assert (result.holds, list(result.failures)) == (True, [])
