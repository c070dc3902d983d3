"""Whoever a condition names may be who acts, or is named: on the ways looked at, and gone again."""

import pytest

from workflow.definition.model import Definition
from workflow.definition.parse import loads
from workflow.proving import Onward, Past, Proof
from workflow.report.proofs import commands
from workflow.report.scenarios_of_proofs import written
from workflow.service.simulated.proving import prove
from workflow.testing.scenarios.playing import play
from workflow.testing.scenarios.reading import loads as scenarios

TEXT = """\
language: 1
workflow: letter
edition: "1"
effective: 2026-01-01
roles: {desk: {title: {en: Front desk, zh: 前台}}}
parties: {guest: {title: {en: Guest, zh: 客人}}}
fields:
  who: {type: person, title: {en: About whom, zh: 涉及人员}}
  all: {type: list, of: person, title: {en: All, zh: 所有人}}
  word: {type: text, personal: false, title: {en: Word, zh: 关键词}}
states:
  open: {title: {en: Open, zh: 待处理}}
  heard: {title: {en: Heard, zh: 已听取}}
  over: {title: {en: Over, zh: 已结束}, final: true}
transitions:
  come: {from: new, to: open, by: [desk, guest]}
  hear: {from: open, to: heard, by: [desk], takes: [who, all, word]}
  look: {from: heard, stay: true, by: [desk, system]}
  close: {from: heard, to: over, by: [desk]CLOSE}
deadlines:
  soon: {starts: {act: come}, met: {entered: over}, within: 5 days, missed: [{does: look}]}
promises: [{PROMISE}]
""".replace("5 days", "5 calendar days")


def letter(promise: str, close: str = "") -> Definition:
    text = TEXT.replace("PROMISE", promise).replace("CLOSE", close and f", {close}")
    return loads(text, "letter.yaml")


def told(promise: str, close: str = "") -> tuple[Proof, list[str]]:
    definition = letter(promise, close)
    (found,) = prove(definition)
    return found, [*commands(definition, found, "letter.yaml")]


@pytest.mark.parametrize(
    ("name", "guard"),
    [("wang", True), ("Wang", False), ("wang fang", True), ("王芳", False), ("desk", True),
     ("x", False), ("an", True), ("an", False)],
)  # fmt: skip
def test_who_is_named_in_a_condition_may_be_who_acts(name: str, guard: bool) -> None:
    condition = f'when: \'performer("hear") == "{name}"\''
    found, way = told("never: over" if guard else f"never: over, {condition}", condition * guard)
    assert (found.result, found.obstacle) == ("broken", "")
    quoted = f"'{name}'" if name in {"wang fang", "王芳"} else name
    assert way[-4:] == [
        f"complaints staff add {quoted} --role desk --db trial.db",
        f"complaints open letter --as {found.people[0]} --db trial.db",
        f"complaints do 1 hear --as {quoted} --db trial.db",
        f"complaints do 1 close --as {found.people[0]} --db trial.db",
    ]
    assert name not in found.people[:1]


@pytest.mark.parametrize(
    ("when", "last"),
    [
        ('performer("come") == "guest"', "complaints open letter --as bo --performed-by guest"),
        ('performer("look") == "system"', "# soon fires at 2026-11-07 24:00"),
        ('performer("look") not in ["an", "bo"]', "complaints do 1 look --as cai"),
        ('who == "wang"', "complaints do 1 hear --as an --set who=wang"),
        ('who not in ["an", "bo"]', "complaints do 1 hear --as cai --set who=cai"),
        ('"wang" in all and count("all") > 2', "complaints do 1 hear --as an "
            "--set all=wang --set all=en --set all=fei"),
        ('word != "…"', "complaints do 1 hear --as an --set word=……"),
        ('performer("come") == "wang" and performer("hear") == "li" and who == "zhao"',
            "complaints do 1 hear --as li --set who=zhao"),
    ],
)  # fmt: skip
def test_parties_the_system_and_people_in_the_data_may_be_those_who_are_named(
    when: str, last: str
) -> None:
    found, way = told(f"never: over, when: '{when}'")
    assert (found.result, found.obstacle) == ("broken", "")
    assert last in [one.removesuffix(" --db trial.db").replace("'", "") for one in way]


@pytest.mark.parametrize(
    ("when", "close"),
    [
        ('performer("hear") == "wang"', 'performer("hear") != "wang"'),
        ('performer("hear") == "wang"', 'performer("hear") in ["Wang", "li"]'),
        ('performer("hear") in ["guest", ""]', "not false"),
        ('performer("close") == "system"', "not false"),
    ],
)
def test_what_holds_whoever_acts_is_proved(when: str, close: str) -> None:
    found, _way = told(f"never: over, when: '{when}'", f"when: '{close}'")
    assert found.result == "proved"


@pytest.mark.parametrize("field", ["who", "all"])
def test_one_who_is_named_in_the_data_does_not_what_they_are_barred_from(field: str) -> None:
    named = '"wang" in all' if field == "all" else 'who == "wang"'
    close = f"other_than: {{is: {field}}}, when: '{named}'"
    found, _way = told('never: over, when: \'performer("close") == "wang"\'', close)
    assert found.result == "proved"
    found, _way = told('never: over, when: \'performer("close") == "li"\'', close)
    assert found.result == "broken"


def test_the_system_is_none_of_those_who_work_here() -> None:
    condition = 'when: \'performer("look") != "wang"\''
    text = TEXT.replace("by: [desk, system]", "by: [system]").replace("CLOSE", "")
    (found,) = prove(loads(text.replace("PROMISE", f"never: over, {condition}"), "letter.yaml"))
    assert [one.kind for one in found.happened] == ["open", "do", "wait", "do"]


def test_one_who_is_named_may_do_two_things_only_they_may() -> None:
    found, way = told("different_people: [hear, close]", 'when: \'performer("hear") == "wang"\'')
    assert found.result == "broken"
    assert "complaints do 1 close --as wang --db trial.db" in way
    others = 'when: \'performer("hear") == "wang"\', other_than: {did: hear}'
    assert told("different_people: [hear, close]", others)[0].result == "proved"


def test_a_name_that_nobody_can_have_is_said_to_stand_in_the_way() -> None:
    found, _way = told("never: over, when: 'who == \"guest\"'")
    assert (found.result, "the name of a member of staff" in found.obstacle) == (
        "not_proved",
        True,
    )
    found, _way = told("never: over", 'when: \'performer("hear") == " wang"\'')
    assert found.result == "not_proved"
    assert "Nobody called  wang is known" in found.obstacle


def test_a_case_in_whose_middle_the_one_named_acted_may_break_it() -> None:
    definition = letter('never: over, when: \'performer("hear") == "wang"\'')
    for who, kept in (("wang", False), ("Wang", True), ("li", True), ("guest", True)):
        past = Past("heard", performers={"hear": (who,)})
        found = [*Onward(definition).open(lambda _promise, past=past: past)]
        assert found == ([] if kept else [1])


def test_a_scenario_writes_names_as_they_are() -> None:
    definition = letter('never: over, when: \'performer("hear") == "wang: fang"\'')
    suite = scenarios(
        written(definition, [*prove(definition)]), "letter.scenarios.yaml", definition
    )
    assert play(suite, suite.scenarios[0]).holds
