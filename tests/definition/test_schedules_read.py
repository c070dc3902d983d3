"""Schedules are read whole, with what is not said written out."""

from rounds import LAPSING, MONTHLY, ROUND, rounds

from workflow.calendars.amounts import Amount
from workflow.definition.parse import inspect_text
from workflow.definition.resolved import edition_hash, from_json, to_json, wording_hash
from workflow.definition.schedule import Days, Schedule

SEVERAL = """
  round: {every: 2 hours, opens: set_out, sets: {place: lobby}}
  closing:
    title: {en: Closing, zh: 闭馆}
    on: [friday-sunday, monday]
    at: ["22:30", "06:05"]
    calendar: office-cn
    closed_day: left_out
    does: lapse
    in: due
    late: none
    sites: [garden, 湖滨]
  monthly: {on: {day: [1, last, second tuesday], month: [july, may]}, at: "09:00", does: lapse}
"""


def test_schedules_are_read_whole():
    definition = rounds(SEVERAL)
    assert definition.schedules == {
        "round": Schedule(
            "round",
            {"en": "round"},
            every=Amount(2, "hours"),
            calendar="always",
            opens="set_out",
            sets={"place": "lobby"},
        ),
        "closing": Schedule(
            "closing",
            {"en": "Closing", "zh": "闭馆"},
            on=Days(weekdays=(0, 4, 5, 6)),
            at=(6 * 60 + 5, 22 * 60 + 30),
            calendar="office-cn",
            closed_day="left_out",
            does="lapse",
            states=("due",),
            late="none",
            sites=("garden", "湖滨"),
        ),
        "monthly": Schedule(
            "monthly",
            {"en": "monthly"},
            on=Days(days=("1", "last", "second tuesday"), months=(5, 7)),
            at=(9 * 60,),
            does="lapse",
            states=("due",),
        ),
    }
    assert [one.step for one in definition.schedules.values()] == ["set_out", "lapse", "lapse"]
    assert definition.calendars.keys() == {"always", "office-cn"}
    assert from_json(to_json(definition)) == definition


def test_what_recurs_is_part_of_the_fingerprint_and_its_title_is_wording():
    plain, hourly = rounds(), rounds(changed=("10 minutes", "1 hour"))
    titled = rounds(changed=("大堂巡查", "巡视大堂"))
    assert len({edition_hash(one) for one in (plain, hourly, titled)}) == 2
    assert wording_hash(plain) != wording_hash(titled)
    assert "schedules" not in to_json(rounds("  {}\n"))


def test_a_step_of_the_system_alone_is_done_by_a_schedule():
    alone = f"{ROUND}{LAPSING}{MONTHLY}"
    assert inspect_text(alone, "round.yaml").warnings == ()
    told = [one.code for one in inspect_text(ROUND, "round.yaml").warnings]
    assert told == ["D029", "D026"]  # and without it nobody hears of the round
