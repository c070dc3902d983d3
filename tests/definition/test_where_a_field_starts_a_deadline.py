"""A deadline that a field starts can run where the field can be given, and not after its end."""

import pytest

from workflow.definition.clocks import runs
from workflow.definition.parse import loads
from workflow.errors import DefinitionError
from workflow.report.diagrams.picture import picture

TEXT = """\
language: 1
workflow: matter
edition: "1"
effective: 2026-01-01
roles: {desk: }
fields: {got: {type: date}}
states:
  one: {title: One}
  two: {title: Two}
  over: {title: Over, final: true}
transitions:
  begin: {from: new, to: one, by: desk, needs: [got]}
  go_on: {from: one, to: two, by: desk}
  end: {from: two, to: over, by: desk}
deadlines:
  whole:
    starts: [{act: begin}, {entered: two}]
    met: {entered: over}
    within: 9 calendar days
    missed: [{to: owner}]
  first: {starts: {field: got}, met: {left: one}, within: 5 calendar days, missed: [{to: owner}]}
permissions: {correct: desk, set: desk}
"""


def test_one_that_began_with_the_opening_has_ended_where_it_is_met_on_every_way() -> None:
    definition = loads(TEXT, "matter.yaml")
    assert runs(definition)["first"].states == {"one"}
    limits = {one.name: one.limits for one in picture(definition).places}
    assert [len(limits[name]) for name in ("one", "two", "over")] == [2, 1, 0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("needs: [got]", "takes: [got]"),
        ("needs: [got]", "needs: [{field: got, if: 'not filled(\"got\")'}]"),
        ("{type: date}", "{type: date, refusable: true}"),
        ("{title: Two}", "{title: Two, editable: got}"),
        ("to: two, by: desk}", "to: two, by: desk, takes: got}"),
        ("[{to: owner}]\n  first", "[{to: owner, sets: {got: 2026-11-21}}]\n  first"),
        ("go_on: {", "start: {from: new, to: two, by: desk}\n  go_on: {"),
    ],
)
def test_one_that_can_begin_later_can_outlive_the_case(old: str, new: str) -> None:
    assert old in TEXT
    with pytest.raises(DefinitionError) as caught:
        loads(TEXT.replace(old, new, 1), "matter.yaml")
    assert [one.code for one in caught.value.problems] == ["D010"]
