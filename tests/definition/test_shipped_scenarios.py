"""What is shipped has scenarios beside it, and they hold."""

import re

import pytest

from workflow.definition import shipped
from workflow.testing.scenarios.playing import play
from workflow.testing.scenarios.reading import load
from workflow.translation import LANGUAGES

SUITES = {name: load(shipped.path(name)) for name in shipped.names()}
SCENARIOS = [(name, one.name) for name, suite in SUITES.items() for one in suite.scenarios]


@pytest.mark.parametrize(("definition", "name"), SCENARIOS)
def test_a_scenario_of_what_is_shipped_holds(definition: str, name: str) -> None:
    suite = SUITES[definition]
    (scenario,) = (one for one in suite.scenarios if one.name == name)
    told = [(one.place.place, one.expected, one.found) for one in play(suite, scenario).failures]
    assert told == []


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
def test_whatever_is_shipped_has_scenarios_with_titles_in_every_language(suite) -> None:
    assert len(suite.scenarios) >= len(suite.definition.transitions) / 2
    assert [one.name for one in suite.scenarios if set(one.title) != set(LANGUAGES)] == []


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
def test_the_scenarios_take_every_step_and_come_to_every_state(suite) -> None:
    definition = suite.definition
    text = (shipped.folder() / f"{definition.workflow}.scenarios.yaml").read_text(encoding="utf-8")
    assert [name for name in definition.transitions if f"does: {name}" not in text] == []
    assert [name for name in definition.deadlines if name not in text] == []
    assert [name for name in definition.states if f"state: {name}" not in text] == []


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
def test_the_days_of_the_week_are_written_so_that_they_can_be_checked(suite) -> None:
    text = (shipped.folder() / f"{suite.definition.workflow}.scenarios.yaml").read_text("utf-8")
    dates = re.findall(r"(\w+) 2026-\d\d-\d\d", text)
    assert len(dates) > len(suite.definition.deadlines)
    assert set(dates) <= {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
