"""What is written: keys and names. One entry per code, sorted."""

from workflow.definition.codes.code import Code
from workflow.translation import mark

CODES = (
    Code(
        "L001",
        mark("A key that is not known here"),
        mark(
            "The message lists those there are here. Most often it is a slip, or stands too "
            "far to the left or right."
        ),
        """\
states:
  found: {titel: {en: Found, zh: 已找到}}
""",
    ),
    Code(
        "L002",
        mark("A key or word that is not supported yet"),
        mark('See "Not yet" in definitions.md.'),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], merges: parcel}
""",
    ),
    Code(
        "L003",
        mark("A key is missing"),
        mark("Add it."),
        """\
transitions:
  hand_over: {to: returned, by: [desk]}
""",
    ),
    Code(
        "L004",
        mark("Something else was expected"),
        mark("The message says what."),
        """\
states:
  returned: {final: yes}
""",
    ),
    Code(
        "L005",
        mark("Another version of the language"),
        mark("Write `language: 1`."),
        """\
language: 2
""",
    ),
    Code(
        "L006",
        mark("Of several keys, none or more than one"),
        mark("Keep exactly one."),
        """\
transitions:
  hand_over: {from: found, to: returned, stay: true, by: [desk]}
""",
    ),
    Code(
        "L007",
        mark("The last of `first_of` is not `otherwise`"),
        mark("Say what happens otherwise: a case must not end up nowhere."),
        """\
transitions:
  search:
    from: reported
    by: [owner]
    needs: [result]
    first_of: [{when: 'result == "found"', to: found}]
""",
    ),
    Code(
        "L008",
        mark("Something follows `otherwise`"),
        mark("Move it up: after `otherwise` nothing is tried."),
        """\
transitions:
  search:
    from: reported
    by: [owner]
    needs: [result]
    first_of:
      - {otherwise: not_found}
      - {when: 'result == "found"', to: found}
      - {otherwise: not_found}
""",
    ),
    Code(
        "L009",
        mark("A key that cannot stand beside another, or not without it"),
        mark("The message says which."),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk], per: entry}
""",
    ),
    Code(
        "L010",
        mark("A name twice in a list"),
        mark("Keep one."),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [desk, desk]}
""",
    ),
    Code(
        "L011",
        mark("A rung without `to`, `does` and `sets`"),
        mark("Say who hears of it, what happens, or what is filled in."),
        """\
deadlines:
  settling:
    starts: {entered: reported}
    met: [{entered: returned}, {entered: closed}]
    within: 7 calendar days
    remind: [{before: 1 calendar day}]
""",
    ),
    Code(
        "L012",
        mark("Not an addressee"),
        mark(
            "Write `owner`, or one of role, above, head_of, person and party with its name "
            "in braces."
        ),
        """\
deadlines:
  settling:
    starts: {entered: reported}
    met: [{entered: returned}, {entered: closed}]
    within: 7 calendar days
    missed: [{to: supervisor}]
""",
    ),
    Code(
        "L013",
        mark("Not a date"),
        mark("Write it as `2026-12-01`."),
        """\
effective: 1.12.2026
""",
    ),
    Code(
        "L014",
        mark("Not a prefix"),
        mark("One to four capital letters or digits, a letter first."),
        """\
prefix: lost
""",
    ),
    Code(
        "L015",
        mark("More than 200 names"),
        mark("Use fewer: nobody can choose among so many."),
        """\
states: {state_1: {}, state_2: {}, state_3: {}}     # and so on, up to state_201
""",
    ),
    Code(
        "N001",
        mark("Not a name"),
        mark(
            "Small letters a to z, digits and `_`, beginning with a letter, at most 40 "
            "characters. What people read is the title."
        ),
        """\
states:
  失物: {title: {zh: 失物}}
""",
    ),
    Code(
        "N002",
        mark("A word with a meaning of its own"),
        mark("Choose another name."),
        """\
roles:
  owner: {title: {en: Owner, zh: 承办人}}
""",
    ),
    Code(
        "N003",
        mark("A name that is taken: a party like a role, a field like a consent"),
        mark("Choose another."),
        """\
parties:
  desk: {title: {en: Desk, zh: 前台}}
""",
    ),
    Code(
        "N004",
        mark("Nothing of that name is declared"),
        mark("Correct it, or declare it."),
        """\
transitions:
  hand_over: {from: found, to: returned, by: [dask]}
""",
    ),
    Code(
        "N005",
        mark("Something is declared and named nowhere"),
        mark("Remove it, or use it: perhaps a name is mistyped where it should stand."),
        """\
roles:
  porter: {title: {en: Porter, zh: 行李员}}
""",
        level="warning",
    ),
)
