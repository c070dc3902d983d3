"""When a step can be done, and when it happened. One entry per code, sorted."""

from workflow.definition.codes.code import Code
from workflow.translation import mark

CODES = (
    Code(
        "W001",
        mark("A window counted from a field that holds no time, or is personal"),
        mark("Use a date or a moment."),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], not_after: {field: thing}}
""",
    ),
    Code(
        "W002",
        mark("A window that never opens"),
        mark(
            "It waits for what can never happen before, or is over before it begins. Correct what "
            "it names, or its lengths."
        ),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], not_before: {entered: closed}}
""",
    ),
    Code(
        "W003",
        mark("A window on the opening of a case"),
        mark("Count it from a field that the opening brings, or say the hours with `during`."),
        """\
transitions:
  report:
    from: new
    to: reported
    by: [desk]
    needs: [guest, phone, thing]
    not_before: {act: search}
""",
    ),
    Code(
        "W004",
        mark("A window in working time, and no calendar"),
        mark("Name one beside it, or at the top of the file."),
        """\
transitions:
  hand_over:
    from: found
    to: returned
    by: [desk]
    not_after: {entered: found, plus: 2 working days}
""",
    ),
    Code(
        "W005",
        mark("A step that happened at a time it does not bring, or that is none, or personal"),
        mark("Name a field of type `moment` that the step needs."),
        """\
fields:
  called_at: {type: moment}
transitions:
  close:
    from: [found, not_found]
    to: closed
    by: [supervisor]
    needs: [reason]
    happened: called_at
""",
    ),
    Code(
        "W006",
        mark("A window counted from a field that not everybody sees"),
        mark("Use another field: a refusal would tell the time it holds."),
        """\
fields:
  announced: {type: date, sees: [supervisor]}
transitions:
  hand_over:
    from: found
    to: returned
    by: [desk]
    not_after: {field: announced}
""",
    ),
    Code(
        "W007",
        mark("A window that is never over"),
        mark("Correct what it names: it is counted from what cannot have happened before."),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], not_after: {entered: closed}}
""",
        level="warning",
    ),
)
