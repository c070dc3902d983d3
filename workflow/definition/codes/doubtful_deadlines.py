"""Deadlines that are allowed and rarely meant. One entry per code, sorted."""

from workflow.definition.codes.code import Code
from workflow.translation import mark

CODES = (
    Code(
        "D022",
        mark("`does` an act that is not possible in every state where the deadline runs"),
        mark(
            "Add the states to its `from`, end the deadline before them, or say with `when` "
            "on the rung where it applies. If it comes there it is refused, and not tried "
            "again."
        ),
        """\
transitions:
  lapse: {from: found, to: closed, by: [system]}
deadlines:
  settling:
    starts: {entered: reported}
    met: [{entered: returned}, {entered: closed}]
    within: 7 calendar days
    missed: [{does: lapse}]
""",
        level="warning",
    ),
    Code(
        "D023",
        mark("`does` an act that has its time"),
        mark(
            "At the instant of the rung it may be too early, too late or out of hours: then "
            "it is refused, and not tried again. Make another act for it."
        ),
        """\
transitions:
  lapse:
    from: found
    to: closed
    by: [system]
    not_after: {entered: found, plus: 1 calendar day}
deadlines:
  collecting:
    starts: {entered: found}
    met: {left: found}
    within: 5 calendar days
    missed: [{does: lapse}]
""",
        level="warning",
    ),
    Code(
        "D024",
        mark("A deadline is longer than another that runs all the while"),
        mark(
            "Whoever keeps the longer one has missed the shorter. Shorten it, or lengthen "
            "the other."
        ),
        """\
deadlines:
  collecting: {starts: {entered: found}, met: {left: found}, within: 3 months}
""",
        level="warning",
    ),
    Code(
        "D025",
        mark("`does` an act more often than it can be done"),
        mark("Fewer `times` under `repeat`, or a higher `at_most`."),
        """\
transitions:
  nudge: {from: found, stay: true, by: [system], at_most: 2}
deadlines:
  collecting:
    starts: {entered: found}
    met: {left: found}
    within: 2 calendar days
    missed: [{does: nudge, repeat: {every: 1 calendar day, times: 5}}]
""",
        level="warning",
    ),
    Code(
        "D026",
        mark("An act that only the system may do, and that no deadline does"),
        mark("Let a rung do it (`does`), or list who else may."),
        """\
transitions:
  lapse: {from: found, to: closed, by: [system]}
""",
        level="warning",
    ),
    Code(
        "D027",
        mark("A deadline that whatever meets it cancels as well"),
        mark("Who does both in one act has cancelled it: take out of `cancelled` what meets it."),
        """\
deadlines:
  searching:
    starts: {entered: reported}
    met: {act: search}
    cancelled: [{left: reported}, {left: not_found}]
    within: 2 calendar days
    missed: [{to: owner}]
""",
        level="warning",
    ),
    Code(
        "D028",
        mark("A state, or a duty, in which all that runs may stand still"),
        mark(
            "Let a deadline run there that has no condition and begins with a step, or one for "
            "when the condition does not hold: while all stand still, a case could be forgotten."
        ),
        """\
deadlines:
  settling:
    starts: {entered: reported}
    met: [{entered: returned}, {entered: closed}]
    within: 7 calendar days
    applies: 'filled("kept_at")'
    missed: [{to: owner}]
  collecting:
    starts: {entered: found}
    met: {left: found}
    within: 5 calendar days
    applies: 'filled("kept_at")'
    missed: [{to: owner}]
""",
        level="warning",
    ),
    Code(
        "D029",
        mark("A state in which nobody may ever hear of a case"),
        mark(
            "Say under `missed`, or under `remind`, who of the house hears of it (`to`, `sends`), "
            "or what ends the case (`does`). To a party nothing is sent; a rung with `when` needs "
            "another for when it does not hold; and of steps that clocks only take round and round "
            "nobody hears."
        ),
        """\
deadlines:
  settling:
    starts: {entered: reported}
    met: [{entered: returned}, {entered: closed}]
    within: 7 calendar days
  collecting: {starts: {entered: found}, met: {left: found}, within: 5 calendar days}
""",
        level="warning",
    ),
)
