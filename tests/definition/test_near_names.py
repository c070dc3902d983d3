import pytest
from house import DEFINITIONS

from workflow.definition.near import LONGEST_COMPARED, nearest
from workflow.definition.parse import load, loads
from workflow.errors import DefinitionError


def test_a_mistyped_name_is_compared_with_those_that_are_known():
    assert nearest("Recieved", ["received", "closed"]) == "received"
    assert nearest("已受理", ["received", "closed"]) == ""


def test_what_is_longer_than_any_name_is_compared_with_none():
    longest = "x" * LONGEST_COMPARED
    assert nearest(longest, [longest]) == longest
    assert nearest(longest + "x", [longest + "x"]) == ""


def test_what_is_called_by_its_title_is_suggested_by_its_name():
    text = (DEFINITIONS / "complaint.yaml").read_text(encoding="utf-8")
    role, known = next(iter(load(DEFINITIONS / "complaint.yaml").roles.items()))
    with pytest.raises(DefinitionError) as caught:
        loads(text.replace(f"by: [{role}", f"by: [{known.title['zh']}", 1), "complaint.yaml")
    assert caught.value.problems[0].suggestion == role
