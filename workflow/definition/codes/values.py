"""Values: amounts, blanks, conditions, and what is filled in. One entry per code, sorted."""

from workflow.definition.codes.code import Code
from workflow.translation import mark

CODES = (
    Code(
        "A001",
        mark("Not a length of time"),
        mark("A number and a unit, such as `3 calendar days`."),
        """\
deadlines:
  settling:
    starts: {entered: reported}
    met: [{entered: returned}, {entered: closed}]
    within: a week
""",
    ),
    Code(
        "A002",
        mark('"Days" without saying which'),
        mark("Say working days or calendar days: over a holiday they are weeks apart."),
        """\
deadlines:
  settling:
    starts: {entered: reported}
    met: [{entered: returned}, {entered: closed}]
    within: 7 days
""",
    ),
    Code(
        "A003",
        mark("Nothing, or less than nothing"),
        mark("Use a positive number."),
        """\
deadlines:
  settling:
    starts: {entered: reported}
    met: [{entered: returned}, {entered: closed}]
    within: 0 hours
""",
    ),
    Code(
        "A004",
        mark("More than 100 years"),
        mark("Surely a mistake."),
        """\
deadlines:
  settling:
    starts: {entered: reported}
    met: [{entered: returned}, {entered: closed}]
    within: 7000 weeks
""",
    ),
    Code(
        "B001",
        mark("A blank of a document that names nothing"),
        mark("Correct it: a field, or one of the words of documents."),
        """\
documents:
  letter: {text: {zh: "失物{thnig}请领取。"}}
""",
    ),
    Code(
        "B002",
        mark("A blank that is a personal field"),
        mark("Leave room to write it by hand: erasing does not reach what lies on paper."),
        """\
documents:
  letter: {text: {zh: "{guest}：请领取失物。"}}
""",
    ),
    Code(
        "B003",
        mark("A brace that is not around a blank, or a full-width one"),
        mark("Write a blank as `{case}`; other braces cannot be printed."),
        """\
documents:
  letter: {text: {zh: "案件｛case｝请领取。"}}
""",
    ),
    Code(
        "B004",
        mark("A blank about a rung, in a document that a step brings"),
        mark("Name the deadline: `{due: settling}`."),
        """\
documents:
  notice: {text: {en: "{case} was due {due}."}}
transitions:
  close:
    from: [found, not_found]
    to: closed
    by: [supervisor]
    needs: [reason]
    prints: notice
""",
    ),
    Code(
        "B005",
        mark("A script or a document that says what the file avoids"),
        mark("Say it otherwise."),
        """\
avoid: {phrase: no way, instead: I will find out}
script: {opening: No way to help you today.}
""",
    ),
    Code(
        "B006",
        mark("Phrases looked for in what is no text"),
        mark("Name fields of type `text`."),
        """\
avoid: {phrase: no way, instead: I will find out}
checks: [result]
""",
    ),
    Code(
        "B007",
        mark("A document for a party with a field that is secret from it"),
        mark("Use another document, or leave the blank out."),
        """\
parties:
  insurer: {title: {en: Insurer, zh: 保险公司}}
fields:
  kept_at: {type: text, personal: false, secret_from: [insurer]}
documents:
  letter: {text: {zh: "{case}：{kept_at}"}}
deadlines:
  collecting:
    starts: {entered: found}
    met: {left: found}
    within: 3 months
    missed: [{to: {party: insurer}, prints: letter}]
""",
    ),
    Code(
        "C001",
        mark("A condition that cannot be read"),
        mark(
            "Look at the place that is marked. To compare is `==`; words stand in quotation marks."
        ),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], when: 'result = "found"'}
""",
    ),
    Code(
        "C002",
        mark("A field, act or deadline in a condition that is not declared"),
        mark("Correct it; words stand in quotation marks."),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], when: 'result == found'}
""",
    ),
    Code(
        "C003",
        mark("Two things that cannot be compared"),
        mark("Compare like with like: numbers with numbers, words with words in quotation marks."),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], when: 'result == 3'}
""",
    ),
    Code(
        "C004",
        mark("A value the choice does not have"),
        mark("Use one it has."),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], when: 'result == "lost"'}
""",
    ),
    Code(
        "C005",
        mark("Something that has no place in a condition"),
        mark(
            "There is no arithmetic, and there are no other functions: what a condition "
            "cannot say belongs to an application."
        ),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], when: 'thing.colour == "black"'}
""",
    ),
    Code(
        "C006",
        mark("The value of a personal field"),
        mark(
            "Ask whether it is `filled(...)`, or make it a choice: what is erased must not "
            "show in the way a case took."
        ),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], when: 'guest == "李雷"'}
""",
    ),
    Code(
        "C007",
        mark("A condition longer than 1000 characters"),
        mark("Make it simpler: let an act fill in a field, and ask that."),
        """\
transitions:
  hand_over:
    from: found
    to: returned
    by: [desk]
    when: 'result == "found" or result == …'
""",
    ),
    Code(
        "C008",
        mark("A condition that is nested too deeply"),
        mark("Make it simpler."),
        """\
fields: {valuable: {type: flag}}
transitions:
  hand_over:
    from: found
    to: returned
    by: [desk]
    when: >-
      not not not not not not not not not not not
      not not not not not not not not not not not valuable
""",
    ),
    Code(
        "C009",
        mark("A function with the wrong thing in its brackets"),
        mark("One name in quotation marks; nothing for a guard."),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], when: 'done(search)'}
""",
    ),
    Code(
        "C010",
        mark("A function that is not known"),
        mark("Correct it, or list it under `requires`."),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], when: 'is_member()'}
""",
    ),
    Code(
        "C011",
        mark("A condition that can never hold"),
        mark(
            "It contradicts itself, whatever is on file, or asks for what cannot have happened by "
            "then. Often `and` stands where `or` is meant."
        ),
        """\
transitions:
  hand_over:
    from: found
    to: returned
    by: [desk]
    when: 'result == "found" and result == "not_found"'
""",
    ),
    Code(
        "C012",
        mark("A condition that always holds"),
        mark("Leave it out, or say what is meant. Often `or` stands where `and` is meant."),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], when: 'times("search") >= 0'}
""",
        level="warning",
    ),
    Code(
        "C013",
        mark("A side of `or` that can never hold"),
        mark("Correct it, or leave it out: the rest alone decides."),
        """\
transitions:
  hand_over:
    from: found
    to: returned
    by: [desk]
    when: 'result == "found" or (times("search") > 2 and times("search") < 1)'
""",
        level="warning",
    ),
)
