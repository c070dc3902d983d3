"""Cases that belong together: what opens them, splits them, merges them. One entry per code."""

from workflow.definition.codes.code import Code
from workflow.translation import mark

CODES = (
    Code(
        "J001",
        mark("`merges` on an act that does not lead to a final state"),
        mark("Lead it to one."),
        """\
transitions:
  double: {from: found, stay: true, by: [desk], merges: true}
""",
    ),
    Code(
        "J002",
        mark("`merges` on the opening of a case"),
        mark("Close the duplicate with another act."),
        """\
transitions:
  report: {from: new, to: reported, by: [desk], needs: [guest, phone, thing], merges: true}
""",
    ),
    Code(
        "J003",
        mark("A field is needed for the case and for the one split off"),
        mark("Carry it, or make another field."),
        """\
transitions:
  divide:
    from: reported
    stay: true
    by: [desk]
    needs: [thing]
    splits: {carries: [guest, phone], needs: [thing]}
""",
    ),
    Code(
        "J004",
        mark("Opening a case opens another of its kind, without end"),
        mark("Split it off with another act."),
        """\
transitions:
  report:
    from: new
    to: reported
    by: [desk]
    needs: [guest, phone, thing]
    splits: {carries: [guest, phone, thing]}
""",
    ),
    Code(
        "J005",
        mark("A case could not be opened so"),
        mark("The message says why. Of cases of another kind it is said when one is published."),
        """\
transitions:
  divide: {from: reported, stay: true, by: [desk], splits: {carries: [guest, phone]}}
""",
    ),
    Code(
        "J006",
        mark("An act leaves the state of merged cases"),
        mark("Use another final state for these."),
        """\
states:
  doubled: {final: true}
transitions:
  double: {from: any_open, to: doubled, by: [desk], merges: true}
  take_up: {from: doubled, to: reported, by: [desk]}
""",
    ),
)
