"""Schedules: what recurs by the calendar. One entry per code, sorted."""

from workflow.definition.codes.code import Code
from workflow.translation import mark

_LAPSE = """\
transitions:
  lapse: {from: not_found, to: closed, by: [system]}
"""
_CHECK = """\
transitions:
  check: {from: new, to: reported, by: [system], owner: {role: desk}}
"""

CODES = (
    Code(
        "H001",
        mark("A schedule that recurs `every` so many days, weeks or months"),
        mark("Write `on:` with the days and `at:` with the times; `every` is minutes or hours."),
        f"""\
{_LAPSE}schedules:
  weekly: {{every: 1 week, does: lapse}}
""",
    ),
    Code(
        "H002",
        mark("A day that is none"),
        mark(
            "Write `monday` to `sunday`, `monday-friday`, `every_day`, or a day of the month: "
            "`on: {day: 1}`."
        ),
        f"""\
{_LAPSE}schedules:
  weekly: {{on: moonday, at: "09:00", does: lapse}}
""",
    ),
    Code(
        "H003",
        mark("A schedule that recurs too often, or by more than a day"),
        mark("`every` is 5 minutes at least and 24 hours at most; for days write `on:` and `at:`."),
        f"""\
{_LAPSE}schedules:
  always: {{every: 1 minute, does: lapse}}
""",
    ),
    Code(
        "H004",
        mark("A schedule on a day that none of its months has"),
        mark("Correct `day` or `month`; the last day of a month is `last`."),
        f"""\
{_LAPSE}schedules:
  yearly: {{on: {{day: 31, month: february}}, at: "09:00", does: lapse}}
""",
    ),
    Code(
        "H005",
        mark("A schedule that says what becomes of a closed day, and no calendar that closes"),
        mark("Name a calendar with `calendar:`, at the schedule or at the top of the file."),
        f"""\
{_LAPSE}schedules:
  monthly: {{on: {{day: 1}}, at: "09:00", closed_day: next_open, does: lapse}}
""",
    ),
    Code(
        "H006",
        mark("A schedule that opens a case with a step that opens none, or the reverse"),
        mark("`opens` names a step `from: new`, `does` one of an open case."),
        f"""\
{_LAPSE}schedules:
  daily: {{on: every_day, at: "09:00", opens: lapse}}
""",
    ),
    Code(
        "H007",
        mark("A step that recurs by itself and does not list `system`"),
        mark("Put `system` under `by` of the step, or have somebody do it."),
        """\
schedules:
  daily: {on: every_day, at: "09:00", does: close, sets: {}}
transitions:
  close: {from: [found, not_found], to: closed, by: [supervisor]}
""",
    ),
    Code(
        "H008",
        mark("A step that recurs by itself and needs what nobody gives"),
        mark("Put the values under `sets` of the schedule, or let the step need nothing."),
        """\
transitions:
  lapse: {from: not_found, to: closed, by: [system], needs: [kept_at]}
schedules:
  daily: {on: every_day, at: "09:00", does: lapse}
""",
    ),
    Code(
        "H009",
        mark("A schedule that sets a field its step does not ask for"),
        mark("Put the field under `needs` or `takes` of the step, or leave it out."),
        f"""\
{_LAPSE}schedules:
  daily: {{on: every_day, at: "09:00", does: lapse, sets: {{kept_at: Office}}}}
""",
    ),
    Code(
        "H010",
        mark("A schedule opens a case that nobody would own"),
        mark("Say at the state, or at the step, who is the `owner`."),
        """\
transitions:
  check: {from: new, to: reported, by: [system]}
schedules:
  daily: {on: every_day, at: "09:00", opens: check}
""",
    ),
    Code(
        "H011",
        mark("A schedule does a step in a state where it is not possible"),
        mark("Correct `in`, or `from` of the step."),
        f"""\
{_LAPSE}schedules:
  daily: {{on: every_day, at: "09:00", does: lapse, in: found}}
""",
    ),
    Code(
        "H012",
        mark("A schedule on a day that some of its months do not have"),
        mark("Write `last` if the last day of the month is meant, or name the months."),
        f"""\
{_CHECK}schedules:
  monthly: {{on: {{day: 31}}, at: "09:00", opens: check}}
""",
        "warning",
    ),
)
