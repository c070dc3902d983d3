"""Calendars, and official days. One entry per code, sorted."""

from workflow.definition.codes.code import Code
from workflow.translation import mark

CODES = (
    Code(
        "K001",
        mark("A time cannot be read"),
        mark('Four digits in quotation marks: `"09:00"`; an end may be `"24:00"` or `"06:00+1"`.'),
        """\
week:
  monday-friday: [["9", "18:00"]]
""",
    ),
    Code(
        "K002",
        mark("No interval"),
        mark("Brackets around each beginning and end, and around all of them."),
        """\
week:
  monday-friday: ["09:00", "18:00"]
""",
    ),
    Code(
        "K003",
        mark("An interval ends when or before it begins"),
        mark("A night shift ends with `+1`."),
        """\
week:
  monday-friday: [["22:00", "06:00"]]
""",
    ),
    Code(
        "K004",
        mark("An interval is longer than 24 hours"),
        mark("Write the hours of each day at that day."),
        """\
week:
  monday: [["09:00", "10:00+1"]]
""",
    ),
    Code(
        "K005",
        mark("The intervals of a day are not in order"),
        mark("The earlier first."),
        """\
week:
  monday-friday: [["13:00", "18:00"], ["09:00", "12:00"]]
""",
    ),
    Code(
        "K006",
        mark("Intervals overlap, on one day or from one to the next"),
        mark("Let one end before the other begins."),
        """\
week:
  monday-friday: [["09:00", "12:00"], ["11:00", "18:00"]]
""",
    ),
    Code(
        "K007",
        mark("No day of the week"),
        mark("`monday` to `sunday`, `monday-friday`, `every_day`."),
        """\
week:
  mon: [["09:00", "18:00"]]
""",
    ),
    Code(
        "K008",
        mark("A day has its hours twice"),
        mark("Name each day once."),
        """\
week:
  monday-friday: [["09:00", "18:00"]]
  monday: [["10:00", "18:00"]]
""",
    ),
    Code(
        "K009",
        mark("An unknown time zone"),
        mark("An IANA name, such as `Asia/Shanghai`."),
        """\
zone: Beijing
""",
    ),
    Code(
        "K010",
        mark("An unknown country"),
        mark("Its two letters, in capitals."),
        """\
holidays: {country: China}
""",
    ),
    Code(
        "K011",
        mark("An unknown region"),
        mark("One of those listed, or none."),
        """\
holidays: {country: DE, region: XX}
""",
    ),
    Code(
        "K012",
        mark("No day of the year"),
        mark('Month and day: `"06-01"`.'),
        """\
seasons:
  - {from: "June", to: "09-30", week: {monday-friday: [["08:00", "17:00"]]}}
""",
    ),
    Code(
        "K013",
        mark("`always_open` beside `week`"),
        mark("Keep one."),
        """\
always_open: true
""",
    ),
    Code(
        "K014",
        mark("No date, or one that does not exist"),
        mark("Such as `2026-12-24`."),
        """\
days_off:
  2026-02-30: {title: {zh: 盘点}}
""",
    ),
    Code(
        "K015",
        mark("A date under `days_off` and `working_days`"),
        mark("Keep it in one."),
        """\
days_off:
  2026-12-24: {title: {zh: 休息}}
working_days:
  2026-12-24: {title: {zh: 上班}, hours: [["09:00", "12:00"]]}
""",
    ),
    Code(
        "K016",
        mark("Nobody ever works"),
        mark("Give a day its hours."),
        """\
week: {}
""",
    ),
    Code(
        "K017",
        mark("This cannot be the name of a calendar"),
        mark("Small letters, digits, hyphens."),
        """\
calendar: Office CN
""",
    ),
    Code(
        "K018",
        mark("Neither `week` nor `always_open`"),
        mark("Write one of them."),
        """\
language: 1
calendar: office
title: {en: Office, zh: 办公室}
zone: Asia/Shanghai
""",
    ),
    Code(
        "K019",
        mark("`make_up_like` names a day without hours"),
        mark("Name one that has."),
        """\
holidays: {country: CN, make_up_like: sunday}
""",
    ),
    Code(
        "K020",
        mark("A definition names a calendar that is not there"),
        mark("Correct the name, or put its file into `calendars` beside the definition."),
        """\
calendar: ofice-cn
""",
    ),
    Code(
        "K021",
        mark("The file of a calendar that a definition names says another name than its own"),
        mark("Call both the same."),
        """\
calendar: hotel             # in the file calendars/office.yaml
""",
    ),
    Code(
        "K022",
        mark("A calendar that a definition names has problems"),
        mark("Mend them; they stand beside it."),
        """\
calendar: office            # and calendars/office.yaml has a problem
""",
    ),
    Code(
        "K023",
        mark("No year"),
        mark("Such as `2027`."),
        """\
years: {next: announced}
""",
    ),
    Code(
        "K024",
        mark("An official day in a year that is not named under `years`"),
        mark("Name the year, or leave the day to another file."),
        """\
days:
  2028-01-01: {title: {zh: 元旦}}
""",
    ),
    Code(
        "K025",
        mark("A year without official days"),
        mark("List all of them: left empty, the year would lose all of its public holidays."),
        """\
years: {2027: announced, 2028: announced}
""",
    ),
    Code(
        "K026",
        mark("The official days run out within the longest limit"),
        mark(
            "Ask for newer ones, and adopt them when they are announced: `complaints "
            "calendar revise`."
        ),
        """\
calendar: office-cn
effective: 2040-01-01
""",
        level="warning",
    ),
    Code(
        "K027",
        mark("Public holidays of a whole country whose regions differ"),
        mark(
            "Name the region whose public holidays count. Where those that all have are meant, "
            "accept it."
        ),
        """\
holidays: {country: GB}
""",
        level="warning",
    ),
)
