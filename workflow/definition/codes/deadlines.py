"""Deadlines. One entry per code, sorted."""

from workflow.definition.codes.code import Code
from workflow.translation import mark

CODES = (
    Code(
        "D001",
        mark("`does` an act that does not list `system`"),
        mark("Add `system` under `by` of the act."),
        """\
transitions:
  lapse: {from: found, to: closed, by: [desk]}
deadlines:
  collecting:
    starts: {entered: found}
    met: {left: found}
    within: 3 months
    missed: [{does: lapse}]
""",
    ),
    Code(
        "D002",
        mark("`does` an act that is possible in no state where the deadline runs"),
        mark("Add the state to its `from`."),
        """\
transitions:
  lapse: {from: not_found, to: closed, by: [system]}
deadlines:
  collecting:
    starts: {entered: found}
    met: {left: found}
    within: 3 months
    missed: [{does: lapse}]
""",
    ),
    Code(
        "D003",
        mark("`does` an act that needs data, or to be told into which case"),
        mark("Make another act for it: nobody is there to give them."),
        """\
transitions:
  lapse: {from: found, to: closed, by: [system], needs: [kept_at]}
deadlines:
  collecting:
    starts: {entered: found}
    met: {left: found}
    within: 3 months
    missed: [{does: lapse}]
""",
    ),
    Code(
        "D004",
        mark("A reminder earlier than the shortest limit is long"),
        mark("Shorten it."),
        """\
deadlines:
  settling:
    starts: {entered: reported}
    met: [{entered: returned}, {entered: closed}]
    within: 7 calendar days
    remind: [{before: 2 weeks, to: owner}]
""",
    ),
    Code(
        "D005",
        mark("Nothing can stop the deadline"),
        mark("Correct `met`: it names what cannot happen while it runs."),
        """\
deadlines:
  collecting: {starts: {entered: returned}, met: {entered: found}, within: 3 months}
""",
    ),
    Code(
        "D006",
        mark("The deadline can never start"),
        mark("Correct `starts`."),
        """\
deadlines:
  collecting: {starts: {left: closed}, met: {left: found}, within: 3 months}
""",
    ),
    Code(
        "D007",
        mark(
            "A time that starts a deadline, extends it or is its end, on a field that holds "
            "none, or is personal"
        ),
        mark("Use a date or a moment; for `agreed` a moment."),
        """\
deadlines:
  collecting: {starts: {entered: found}, met: {left: found}, due: {field: thing}}
""",
    ),
    Code(
        "D008",
        mark("A deadline that depends on personal data"),
        mark("Use another field: when the data are erased, nobody could say why it was due then."),
        """\
deadlines:
  settling:
    starts: {entered: reported}
    met: [{entered: returned}, {entered: closed}]
    within: 7 calendar days
    applies: 'filled("phone")'
""",
    ),
    Code(
        "D009",
        mark("Not a percentage that is possible here"),
        mark("`1%` to `99%` of the time, a factor up to `1000%`."),
        """\
deadlines:
  settling:
    starts: {entered: reported}
    met: [{entered: returned}, {entered: closed}]
    within: 7 calendar days
    remind: [{at: 100%, to: owner}]
""",
    ),
    Code(
        "D010",
        mark("The deadline still runs when the case is over"),
        mark("Add every end to `met` or `cancelled`."),
        """\
deadlines:
  settling:
    starts: {entered: reported}
    met: {entered: returned}
    within: 7 calendar days
""",
    ),
    Code(
        "D011",
        mark("One day, its first day counted, to the same time: no time at all"),
        mark("Write `ends: end_of_day`, or more days."),
        """\
deadlines:
  settling:
    starts: {entered: reported}
    met: [{entered: returned}, {entered: closed}]
    within: 1 calendar day
    count: {first_day: counted, ends: same_time}
""",
    ),
    Code(
        "D012",
        mark("Working time, or what else asks when a house works, without a calendar"),
        mark("Name one under `calendar`, at the top or for the deadline."),
        """\
deadlines:
  settling:
    starts: {entered: reported}
    met: [{entered: returned}, {entered: closed}]
    within: 7 working days
""",
    ),
    Code(
        "D013",
        mark("Whether a clock runs depends on an application's answer"),
        mark("Let an act fill in a field, and ask that."),
        """\
requires: {guards: [is_member]}
deadlines:
  settling:
    starts: {entered: reported}
    met: [{entered: returned}, {entered: closed}]
    within: 7 calendar days
    applies: is_member()
""",
    ),
    Code(
        "D014",
        mark("The miss of a deadline starts itself, perhaps by way of others"),
        mark("Let an act start it."),
        """\
deadlines:
  chasing:
    starts: [{entered: found}, {missed: chasing}]
    met: {left: found}
    within: 1 calendar day
""",
    ),
    Code(
        "D015",
        mark("An extension is longer than all of them may be together"),
        mark("A shorter `by`, or a longer `at_most`."),
        """\
transitions:
  prolong:
    from: found
    stay: true
    by: [supervisor]
    extends: {settling: {by: 5 calendar days, at_most: 3 calendar days}}
""",
    ),
    Code(
        "D016",
        mark("A deadline that depends on a field that not everybody sees"),
        mark("Use another field: when it is due would tell what the field holds."),
        """\
fields:
  valuable: {type: flag, sees: [supervisor]}
deadlines:
  collecting:
    starts: {entered: found}
    met: {left: found}
    within:
      first_of:
        - {when: valuable, amount: 1 month}
        - {otherwise: 3 months}
""",
    ),
    Code(
        "D021",
        mark("The deadline stands still wherever it runs"),
        mark("Leave out a pause: as it is, it can never be due."),
        """\
deadlines:
  collecting:
    starts: {entered: found}
    met: {left: found}
    within: 3 months
    pauses: [{in: found}]
""",
    ),
)
