"""Scenarios. One entry per code, sorted."""

from workflow.definition.codes.code import Code
from workflow.translation import mark

CODES = (
    Code(
        "T001",
        mark("Not a time, or one that the clocks skip or show twice"),
        mark("Write it as `Mon 2026-11-02 10:00`."),
        """\
given: {begins: tomorrow}
""",
    ),
    Code(
        "T002",
        mark("The day of the week is another"),
        mark("Look at the calendar; the message says which it is."),
        """\
given: {begins: Tue 2026-11-02 10:00}
""",
    ),
    Code(
        "T003",
        mark("It is not said when it begins, or who there is"),
        mark("Write `begins` and `staff` under `given`."),
        """\
language: 1
scenarios:
  one:
    steps: [{daemon: asleep}]
""",
    ),
    Code(
        "T004",
        mark("Nobody of that name is among the staff"),
        mark("Correct it, or add the person."),
        """\
given: {staff: {mei: {roles: [desk], superior: wang}}}
""",
    ),
    Code(
        "T005",
        mark("No error an act is refused with"),
        mark('See "What is refused" in testing.md.'),
        """\
scenarios:
  one:
    steps:
      - who: mei
        does: report
        with: {guest: 李雷, phone: refused, thing: 雨伞}
        then: {refused: Forbidden}
""",
    ),
    Code(
        "T006",
        mark("Not a time zone"),
        mark("Such as `Asia/Shanghai`."),
        """\
given: {zone: Beijing}
""",
    ),
    Code(
        "T007",
        mark("A time goes backwards"),
        mark("Put the steps in order."),
        """\
scenarios:
  one:
    steps:
      - at: Tue 2026-11-03 10:00
        who: mei
        does: report
        with: {guest: 李雷, phone: refused, thing: 雨伞}
      - {at: Mon 2026-11-02 11:00, who: mei, does: hand_over}
""",
    ),
    Code(
        "T008",
        mark("No definition lies beside the file"),
        mark("`NAME.yaml` beside `NAME.scenarios.yaml`."),
        """\
$ complaints definition check lonely.scenarios.yaml
""",
    ),
    Code(
        "T009",
        mark("There is no scenario"),
        mark("Write one."),
        """\
language: 1
scenarios: {}
""",
    ),
    Code(
        "T010",
        mark("`refused`, where nobody does anything"),
        mark("Say who does what."),
        """\
scenarios:
  one:
    steps:
      - {who: mei, does: report, with: {guest: 李雷, phone: refused, thing: 雨伞}}
      - {at: Tue 2026-11-03 10:00, then: {refused: NotAuthorised}}
""",
    ),
    Code(
        "T011",
        mark("About a case that was not opened yet"),
        mark("Let the first step open one."),
        """\
scenarios:
  one:
    steps: [{who: mei, does: hand_over, then: {state: returned}}]
""",
    ),
)
