"""Scenarios say who owes which duty, and hand duties on."""

import pytest
from house import DEFINITIONS

from workflow.errors import ScenariosInvalid
from workflow.testing.scenarios.playing import play
from workflow.testing.scenarios.reading import load, loads

SUITE = load(DEFINITIONS / "duties" / "parts_repair.yaml")
HEAD = """\
language: 1
given:
  begins: Mon 2026-11-02 10:00
  staff:
    cai:  {roles: centre}
    ming: {roles: maintenance}
    sun:  {roles: stores}
    tang: {roles: stores}
    wang: {roles: supervisor}
scenarios:
  one:
    steps:
      - {who: cai, does: register, with: {content: 漏水}}
      - {who: cai, does: plan, with: {parts: yes}}
"""


def suite(*steps):
    text = HEAD + "".join(f"      - {step}\n" for step in steps)
    return loads(text, "parts_repair.scenarios.yaml", SUITE.definition)


def played(*steps):
    found = suite(*steps)
    return [(one.expected, one.found) for one in play(found, found.scenarios[0]).failures]


@pytest.mark.parametrize("scenario", SUITE.scenarios, ids=lambda one: one.name)
def test_a_scenario_of_the_tests_holds(scenario):
    assert play(SUITE, scenario).failures == []


def test_who_owes_what_is_compared_whole():
    assert played("{then: {duties: {order_parts: sun, tell_resident: cai}}}") == []
    call = "tell_resident (Tell the resident when), owed by cai"
    assert played("{then: {duties: {order_parts: sun}}}") == [("nothing more that is owed", call)]
    assert played("{then: {duties: {order_parts: tang, tell_resident: cai}}}") == [
        (
            "order_parts (Order the parts), owed by tang",
            "order_parts (Order the parts), owed by sun",
        )
    ]
    done = "{who: sun, does: order, then: {duties: {order_parts: sun, tell_resident: cai}}}"
    assert played(done) == [
        (
            "order_parts (Order the parts), owed by sun",
            "order_parts (Order the parts), owed by nobody",
        )
    ]
    assert len(played("{then: {duties: nothing}}")) == 2


def test_a_duty_is_handed_on_in_a_step():
    on = "{who: wang, assigns: tang, duty: order_parts}"
    assert played(on, "{who: tang, does: order, then: {owner: ming}}") == []


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("{then: {duties: {parts: sun}}}", "N004"),
        ("{then: {duties: {order_parts: nemo}}}", "T004"),
        ("{who: wang, assigns: tang, duty: parts}", "N004"),
        ("{who: sun, does: order, duty: order_parts}", "L009"),
    ],
)
def test_what_is_mistyped_about_duties_is_named(step, code):
    with pytest.raises(ScenariosInvalid) as caught:
        suite(step)
    assert [one.code for one in caught.value.problems] == [code]
