"""What is given with acts and filled in by itself. One entry per code, sorted."""

from workflow.definition.codes.code import Code
from workflow.translation import mark

CODES = (
    Code(
        "V001",
        mark("A value under `sets` that does not fit its field"),
        mark("The message says what does."),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], sets: {result: lost}}
""",
    ),
    Code(
        "V002",
        mark("`sets` on a personal field"),
        mark(
            "Leave it to people: what the program writes is the same for everybody, and so "
            "is not personal."
        ),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], sets: {reason: returned}}
""",
    ),
    Code(
        "V003",
        mark("A need that takes a value its field does not have"),
        mark("Use values that the field lists."),
        """\
transitions:
  hand_over:
    from: found
    to: returned
    by: [desk]
    needs: [{field: result, of: [lost]}]
""",
    ),
    Code(
        "V004",
        mark("A field that takes over what it cannot hold, or must not"),
        mark("The message says why. Give both the same type, and the same people who see them."),
        """\
fields:
  chosen: {type: number}
transitions:
  hand_over: {from: found, to: returned, by: [desk], sets: {chosen: {field: kept_at}}}
""",
    ),
)
