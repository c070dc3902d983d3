"""On a way people also do what no step is: they stand in for each other, correct and erase."""

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
workflow: refund
edition: "1"
effective: 2026-01-01
roles:
  desk: {title: {en: Front desk, zh: 前台}}
  boss: {title: {en: Head, zh: 主管}}
fields:
  payee: {type: person, title: {en: Payee, zh: 收款人}}
  phone: {type: phone, title: {en: Phone, zh: 电话}}
states:
  asked: {title: {en: Asked, zh: 已申请}}
  seen: {title: {en: Seen, zh: 已查看}, owner: {role: boss, other_than: {BARRED}}}
  over: {title: {en: Over, zh: 已结束}, final: true}
  dropped: {title: {en: Dropped, zh: 已撤销}, final: true}
transitions:
  ask: {from: new, to: asked, by: [desk], needs: [phone], takes: [payee]}
  look: {from: asked, to: seen, by: [LOOK]}
  approve: {from: any_open, stay: true, by: [boss]}
  close: {from: seen, to: over, by: [CLOSE}
  drop: {from: seen, to: dropped, by: [boss]}
deadlines:
  answer:
    starts: {act: ask}
    met: [{entered: over}, {entered: dropped}]
    within: 20 days
    missed: [{to: {role: boss}}]
permissions: {erase: [boss]}
promises:
  - {PROMISE}
""".replace("20 days", "20 calendar days")
FILE = "refund.yaml"


def refund(promise: str, close: str, look: str = "desk", barred: str = "did: ask") -> Definition:
    text = TEXT.replace("PROMISE", promise).replace("CLOSE", close)
    return loads(text.replace("LOOK", look).replace("BARRED", barred), FILE)


def told(definition: Definition) -> tuple[Proof, list[str]]:
    (found,) = prove(definition)
    return found, [*commands(definition, found, FILE)] if found.happened else []


def plays(definition: Definition, found: Proof) -> bool:
    suite = scenarios(written(definition, [found]), "refund.broken.scenarios.yaml", definition)
    return play(suite, suite.scenarios[0]).holds


def test_whoever_must_not_own_a_case_stands_in_for_its_owner() -> None:
    definition = refund("different_people: [ask, close]", "owner]")
    found, words = told(definition)
    assert (found.result, found.obstacle) == ("broken", "")
    assert words[-4:] == [
        "complaints do 1 look --as an --db trial.db",
        "complaints staff away bo --delegate an --db trial.db",
        "complaints do 1 close --as an --db trial.db",
        "complaints staff back bo --db trial.db",
    ]
    assert plays(definition, found)


def test_who_stood_in_is_not_barred_when_the_owner_is_back() -> None:
    owned = "owned: asked"
    definition = refund(
        "different_people: [look, close]", f"boss], other_than: {{{owned}}}", "owner", owned
    )
    found, words = told(definition)
    assert found.result == "broken"
    assert words[-2:] == [
        "complaints staff back bo --db trial.db",
        "complaints do 1 close --as an --db trial.db",
    ]
    assert plays(definition, found)


def test_whoever_stands_in_for_one_who_is_barred_is_barred_too() -> None:
    close = "owner], other_than: {did: ask}"
    found, _words = told(refund("different_people: [ask, close]", close))
    assert found.result == "proved"


def test_what_is_corrected_after_a_step_names_whoever_did_it() -> None:
    promise = "never: over, when: 'performer(\"close\") == payee'"
    definition = refund(promise, "boss], other_than: {is: payee}")
    found, words = told(definition)
    assert (found.result, found.obstacle) == ("broken", "")
    assert words[-2:] == [
        "complaints do 1 close --as bo --db trial.db",
        "complaints correct 1 --as an --set payee=bo --reason '…' --db trial.db",
    ]
    assert plays(definition, found)


@pytest.mark.parametrize(
    ("promise", "when"),
    [
        ("never: over, without: approve", "done(\"approve\") or not filled(\"phone\")"),
        ("never: over, when: 'not filled(\"phone\")'", "not done(\"approve\")"),
    ],
)  # fmt: skip
def test_what_is_done_after_personal_data_are_erased_is_told(promise: str, when: str) -> None:
    definition = refund(promise, f"desk], when: '{when}'")
    found, words = told(definition)
    assert (found.result, found.obstacle) == ("broken", "")
    assert words[-2:] == [
        "complaints erase 1 --as bo --reason '…' --db trial.db",
        "complaints do 1 close --as bo --db trial.db",
    ]
    assert plays(definition, found)


def test_what_a_clock_would_do_later_it_is_let_do_while_it_has_no_effect() -> None:
    text = TEXT.replace(
        "missed: [{to: {role: boss}}]", "missed: [{to: {role: boss}}, {does: check}]"
    )
    check = "  check: {from: seen, stay: true, by: [system]}\ndeadlines:\n"
    text = text.replace("deadlines:\n", check).replace("BARRED", "did: ask")
    text = text.replace("LOOK", "desk").replace("PROMISE", "always_before: close, done: check")
    close = "desk], not_before: {act: ask, plus: 25 calendar days}"
    definition = loads(text.replace("CLOSE", close), FILE)
    found, words = told(definition)
    assert (found.result, found.obstacle) == ("broken", "")
    happened = [one for one in words if one.startswith(("complaints do", "# answer"))]
    assert [one.split(" --as")[0] for one in happened] == [
        "# answer fires at 2026-11-22 24:00", "complaints do 1 look", "complaints do 1 close",
    ]  # fmt: skip
    assert plays(definition, found)
