"""Who owns a case, and what is counted over several. One entry per code, sorted."""

from workflow.definition.codes.code import Code
from workflow.translation import mark

CODES = (
    Code(
        "O001",
        mark("A field that an owner is chosen by, or ruled out by, of the wrong type, or personal"),
        mark("The message says which type it has to be."),
        """\
states:
  found: {owner: {role: desk, choose: skill, skill: {field: kept_at}}}
""",
    ),
    Code(
        "O002",
        mark("An owner whom a field names, and an act leading there that does not need it"),
        mark("Put the field under `needs` or `has` of the act."),
        """\
fields:
  who: {type: person}
states:
  found: {editable: [who], owner: {role: desk, choose: named, named: who}}
""",
    ),
    Code(
        "O003",
        mark("An owner whom a field names, and who is ruled out by the same field"),
        mark("Choose otherwise, or rule somebody else out."),
        """\
fields:
  who: {type: person}
transitions:
  report:
    from: new
    to: reported
    by: [desk, supervisor]
    needs: [guest, phone, thing, who]
    owner: {role: desk, choose: named, named: who, other_than: {is: [who]}}
""",
    ),
    Code(
        "Q001",
        mark("A counter of a field that cannot say of whom or what, or is personal"),
        mark("Use a person, a choice, a number, or a text that is not personal."),
        """\
counters:
  losses: {of: phone, adds: {act: report}}
""",
    ),
    Code(
        "Q002",
        mark("A counter that adds a field that is no number, or is personal"),
        mark("Use a field of type `number` or `money`."),
        """\
counters:
  losses: {of: kept_at, adds: {act: report, amount: {field: result}}}
""",
    ),
    Code(
        "Q003",
        mark("`count` where only the case itself may be asked"),
        mark("Let an act fill in a field, and ask that."),
        """\
counters:
  losses: {of: kept_at, adds: {act: report}}
deadlines:
  settling:
    starts: {entered: reported}
    met: [{entered: returned}, {entered: closed}]
    applies: 'count("losses") < 3'
    within: 7 calendar days
""",
    ),
)
