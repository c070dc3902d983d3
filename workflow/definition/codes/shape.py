"""The whole: states, data, promises, who stands behind it. One entry per code, sorted."""

from workflow.definition.codes.code import Code
from workflow.translation import mark

CODES = (
    Code(
        "E001",
        mark(
            "Somebody reviewed or approved before it was prepared, or approved before it "
            "was reviewed"
        ),
        mark("Correct the dates."),
        """\
prepared: {by: 林静, date: 2025-12-08}
approved: {by: 赵敏, date: 2025-12-01}
""",
    ),
    Code(
        "F001",
        mark("A field that has to be on file, and nothing fills it in before"),
        mark("Let an act need it, set it, or a state say that it can be edited."),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], has: [reason]}
""",
    ),
    Code(
        "F002",
        mark("A deadline is due by a field that nothing fills in while it runs"),
        mark("Let an act need it, or a state where the deadline runs say that it can be edited."),
        """\
fields:
  visit: {type: moment}
deadlines:
  collecting: {starts: {entered: found}, met: {left: found}, due: {field: visit}}
""",
    ),
    Code(
        "F003",
        mark("A condition asks for a field that nothing fills in before"),
        mark("What is empty makes a comparison false. Let an act need the field, or ask another."),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], when: 'not filled("reason")'}
""",
        level="warning",
    ),
    Code(
        "F004",
        mark("A blank of a document that nothing fills in"),
        mark(
            "It will always be a line to write on. Let an act need the field, or take the "
            "blank out."
        ),
        """\
fields:
  colour: {type: text, personal: false}
documents:
  letter: {text: {zh: "失物颜色：{colour}。"}}
deadlines:
  settling:
    starts: {entered: reported}
    met: [{entered: returned}, {entered: closed}]
    within: 7 calendar days
    missed: [{to: owner, prints: letter}]
""",
        level="warning",
    ),
    Code(
        "P001",
        mark("A promise about different people that names one act"),
        mark("Name at least two."),
        """\
promises:
  - {different_people: [search]}
""",
    ),
    Code(
        "P002",
        mark("A promise that asks an application"),
        mark("Ask fields and what was done."),
        """\
requires: {guards: [is_member]}
promises:
  - {never: closed, when: is_member()}
""",
    ),
    Code(
        "S001",
        mark("No transition opens a case"),
        mark("One must say `from: new`."),
        """\
transitions:
  report: {from: reported, stay: true, by: [desk]}
""",
    ),
    Code(
        "S002",
        mark("An opening that leads nowhere"),
        mark("Give it a state."),
        """\
transitions:
  report: {from: new, stay: true, by: [desk], needs: [guest, phone, thing]}
""",
    ),
    Code(
        "S003",
        mark("No state is final"),
        mark("Mark one: a case has to end some day."),
        """\
states:
  returned: {title: {en: Returned, zh: 已归还}}
  closed: {title: {en: Closed, zh: 已结案}}
""",
    ),
    Code(
        "S004",
        mark("A final state with an owner"),
        mark("Remove the owner: what is over is nobody's work."),
        """\
states:
  closed: {title: {en: Closed, zh: 已结案}, final: true, owner: {role: desk}}
""",
    ),
    Code(
        "S005",
        mark("A state no case can come to"),
        mark("Lead a transition there, or remove it."),
        """\
states:
  auctioned: {title: {en: Auctioned, zh: 已拍卖}, final: true}
""",
    ),
    Code(
        "S006",
        mark("A state from which there is no way to an end"),
        mark("Lead a transition out, one that is still possible whatever was done before."),
        """\
states:
  waiting: {title: {en: Waiting, zh: 等待}}
transitions:
  wait: {from: found, to: waiting, by: [desk]}
""",
    ),
    Code(
        "S007",
        mark("Only the owner may open a case, and it has none yet"),
        mark("Name a role, or `system` for what an act on another case opens."),
        """\
transitions:
  report: {from: new, to: reported, by: [owner], needs: [guest, phone, thing]}
""",
    ),
    Code(
        "S008",
        mark("`has` on an opening: nothing is on file yet"),
        mark("Use `needs`."),
        """\
transitions:
  report: {from: new, to: reported, by: [desk], has: [phone]}
""",
    ),
    Code(
        "S009",
        mark("A state where on some way no deadline runs, or all of them stand still"),
        mark(
            "Start one with the state (`starts: {entered: ...}`), and do not end it by what stays: "
            "where nothing runs, cases are forgotten. A time that nobody owes (`over`) has to do "
            "a step that leads to another state and that nothing can refuse, no condition, no "
            "time, no duty, no other case: when it is over, nothing of it is left."
        ),
        """\
deadlines:
  settling:
    starts: {entered: reported}
    met: {left: reported}
    within: 7 calendar days
""",
    ),
    Code(
        "S010",
        mark("`new` beside other states"),
        mark("Make two transitions."),
        """\
transitions:
  report: {from: [new, not_found], to: reported, by: [desk], needs: [guest, phone, thing]}
""",
    ),
    Code(
        "S011",
        mark("A step that nobody may do"),
        mark("Name somebody else: whoever `other_than` leaves, or a deadline that does it."),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [owner], other_than: {owned: found}}
""",
    ),
    Code(
        "S021",
        mark("A branch, or a limit, that is never taken"),
        mark(
            "Those before it take all there is. Put it further up, correct it, or leave it "
            "out; where nothing is left for `otherwise`, make it the last of the others."
        ),
        """\
transitions:
  search:
    from: [reported, not_found]
    by: [owner]
    needs: [result]
    first_of:
      - {when: 'result == "found"', to: found}
      - {when: 'result == "not_found"', to: not_found}
      - {otherwise: closed}
""",
        level="warning",
    ),
    Code(
        "S022",
        mark("People can go round for ever"),
        mark("Limit a step of the round with `at_most`, or let a deadline run through all of it."),
        """\
transitions:
  put_back: {from: reported, to: reported, by: [owner]}
""",
        level="warning",
    ),
    Code(
        "S023",
        mark("A limit on how often a case is opened"),
        mark("Leave it out. What is counted over several cases is a counter."),
        """\
transitions:
  report: {from: new, to: reported, by: [desk], needs: [guest, phone, thing], at_most: 1}
""",
        level="warning",
    ),
    Code(
        "S024",
        mark("A state from which a case is only withdrawn or merged"),
        mark(
            "Lead a step on from it. What counts as given up is possible in every open state, ends "
            "the case, and merges it, is done by a party or cancels a deadline."
        ),
        """\
parties:
  guest_house: {title: {en: Guest house, zh: 宾馆}}
states:
  waiting: {title: {en: Waiting, zh: 等待}}
transitions:
  wait: {from: found, to: waiting, by: [desk]}
  withdraw: {from: any_open, to: closed, by: [guest_house]}
""",
        level="warning",
    ),
    Code(
        "S025",
        mark("A state that a case may come to and perhaps never be closed"),
        mark(
            "Lead a step on from it that asks for nothing and has no end to its time, or let what "
            "is asked for be given there."
        ),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], not_after: {entered: found, plus: 3 months}}
  close: {from: not_found, to: closed, by: [supervisor], needs: [reason]}
""",
        level="warning",
    ),
)
