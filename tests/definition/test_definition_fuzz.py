import random

import pytest
from example_counts import many
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutants import accepted, drive, mutant

from workflow.definition import shipped
from workflow.definition.conditions import ConditionError, Names, compile_condition
from workflow.definition.model import Definition
from workflow.definition.parse import load, loads
from workflow.definition.rendering import render
from workflow.definition.resolved import from_json, to_json
from workflow.errors import DefinitionError

TEXT = shipped.path("complaint").read_text(encoding="utf-8")
LINES = TEXT.split("\n")
NAMES = Names.of(load(shipped.path("complaint")))
PIECES = st.one_of(
    st.text(max_size=5),
    st.sampled_from(
        [
            "{",
            "}",
            "[",
            "]",
            ":",
            ": ",
            "- ",
            "'",
            '"',
            "&a ",
            "*a",
            "!x",
            "|",
            ">",
            "#",
            "\t",
            "\0",
            *("null", "true", "3", "-1", "days", "new", "any_open", "stay", "owner", "otherwise"),
        ]
    ),
)
BOUNDED = settings(max_examples=many(200), suppress_health_check=list(HealthCheck))


@st.composite
def mutated(draw):
    if draw(st.booleans()):
        lines = list(LINES)
        for _ in range(draw(st.integers(1, 3))):
            at = draw(st.integers(0, len(lines) - 1))
            match draw(st.sampled_from(["drop", "double", "move", "indent"])):
                case "drop":
                    del lines[at]
                case "double":
                    lines.insert(at, lines[at])
                case "move":
                    lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
                case "indent":
                    lines[at] = "  " + lines[at]
        return "\n".join(lines)
    text = TEXT
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(PIECES) + text[at + draw(st.integers(0, 8)) :]
    return text


@BOUNDED
@given(mutated())
def test_a_mutated_definition_loads_or_is_refused_and_nothing_else(text):
    try:
        definition = loads(text, "complaint.yaml")
    except DefinitionError as error:
        assert error.problems  # noqa: PT017 - both ways are right, and both are looked at
        for problem in error.problems:
            assert render(problem)
    else:
        assert isinstance(definition, Definition)
        assert from_json(to_json(definition)) == definition


@BOUNDED
@given(st.text(max_size=60) | st.text('"()[]<>=!, .-abnotridue013', max_size=40))
def test_any_text_is_a_condition_or_refused(text):
    try:
        compile_condition(text, NAMES)
    except ConditionError as error:
        assert 0 <= error.offset <= len(text)  # noqa: PT017


@pytest.mark.long
@pytest.mark.parametrize("seed", range(24))
def test_a_mutant_is_refused_in_words_or_can_be_run(seed):
    rng = random.Random(seed)
    definition = accepted(mutant(rng))
    if definition is not None:
        failed = [name for name in drive(definition, rng) if name.startswith("FiringFailed:")]
        assert failed == []
