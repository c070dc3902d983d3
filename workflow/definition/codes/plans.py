"""Plans for moving cases to another edition. One entry per code, sorted."""

from workflow.definition.codes.code import Code
from workflow.translation import mark

CODES = (
    Code(
        "M001",
        mark("A plan for moving cases that is about other editions"),
        mark("Name the definition and the two editions it is for."),
        """\
to: "3"
""",
    ),
    Code(
        "M002",
        mark("A name in a plan that an edition does not have, or that two take"),
        mark("Use one that the message names."),
        """\
states: {serched: found}
""",
    ),
)
