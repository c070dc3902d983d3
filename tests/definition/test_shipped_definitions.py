import pytest

from workflow.calendars.amounts import WORKING_UNITS, Amount
from workflow.definition import shipped
from workflow.definition.parse import load
from workflow.errors import DefinitionNotFound
from workflow.translation import LANGUAGES


@pytest.fixture(scope="module", params=["complaint", "repair"])
def definition(request):
    return load(shipped.path(request.param))


@pytest.mark.parametrize("name", shipped.names())
def test_everything_shipped_has_a_title_in_every_language(name):
    titled = [one := load(shipped.path(name))]
    for part in ("roles", "parties", "fields", "states", "transitions", "deadlines"):
        titled += getattr(one, part).values()
    titled += [choice for field in one.fields.values() for choice in field.of]
    assert [one for one in titled if set(one.title) != set(LANGUAGES)] == []


def limits(deadline):
    return [(one.amount, one.when) for one in deadline.within]


def test_the_call_back_is_due_within_three_calendar_days(definition):
    callback = definition.deadlines["callback"]
    assert limits(callback) == [(Amount(3, "calendar days"), None)]
    assert (callback.count.first_day, callback.count.ends) == ("excluded", "end_of_day")
    assert callback.agreed == "appointment"


def test_reaching_nobody_does_not_stop_the_clock_of_the_call_back(definition):
    branches = definition.transitions["record_callback"].branches
    assert [one.to for one in branches if one.when == 'outcome == "not_reached"'] == [None]


def test_dissatisfaction_goes_round_twice_and_then_to_the_manager(definition):
    *_, again, last = definition.transitions["record_callback"].branches
    assert (again.at_most, last.to) == (2, "disputed")
    assert definition.states["disputed"].owner.role == "manager"
    assert {"settle", "resume"} <= {
        one.name for one in definition.transitions.values() if one.sources == ("disputed",)
    }


def test_the_customer_can_withdraw_as_long_as_the_case_is_open(definition):
    opened = {name for name, state in definition.states.items() if not state.final}
    assert set(definition.transitions["withdraw"].sources) == opened
    assert definition.transitions["withdraw"].by == ("customer",)


def test_a_repair_closes_by_itself_after_the_call():
    repair = load(shipped.path("repair"))
    assert [rung.does for rung in repair.deadlines["closing"].missed] == ["close"]
    assert "system" in repair.transitions["close"].by


def test_an_emergency_has_shorter_limits():
    repair = load(shipped.path("repair"))
    assert limits(repair.deadlines["dispatching"]) == [
        (Amount(30, "minutes"), "urgent"),
        (Amount(2, "working hours"), None),
    ]


def test_what_the_house_does_among_itself_is_counted_by_its_hours(definition):
    for name, one in definition.deadlines.items():
        assert one.calendar == "office-cn"
        ordinary = one.within[-1].amount
        assert (ordinary.unit in WORKING_UNITS) == (name != "callback")
        if ordinary.unit == "working days":
            assert (one.count.first_day, one.count.ends) == ("excluded", "close")


def test_what_cannot_wait_is_counted_day_and_night(definition):
    amounts = [one.amount for every in definition.deadlines.values() for one in every.within[:-1]
               if one.when in ("urgent", 'kind == "safety"')]  # fmt: skip
    assert amounts
    assert WORKING_UNITS.isdisjoint(one.unit for one in amounts)


def test_an_answer_nobody_has_climbs_the_three_rungs_of_the_hotline():
    hotline = load(shipped.path("hotline"))
    rungs = ("agent_answer", "department_answer", "group_answer")
    assert [[one.does for one in hotline.deadlines[name].missed if one.does] for name in rungs] == [
        ["ask_department"],
        ["ask_group"],
        [],
    ]
    assert {one.calendar for one in hotline.deadlines.values()} == {"hotline-cn"}


def test_a_report_is_due_three_working_days_after_the_review_meeting():
    report = load(shipped.path("review")).deadlines["report"]
    assert limits(report) == [(Amount(3, "working days"), None)]
    assert [(one.kind, one.name) for one in report.starts] == [("entered", "held")]
    assert report.count.first_day == "excluded"


def test_breaches_are_counted_per_person_and_month_and_the_fourth_costs_five_yuan():
    conduct = load(shipped.path("conduct"))
    counter = conduct.counters["breaches"]
    assert (counter.of, counter.person, counter.per) == ("responsible", True, "calendar month")
    fined, free = conduct.transitions["note_breach"].branches
    assert (fined.when, fined.sets) == ('count("breaches") >= 3', {"fine": "5", "joint": True})
    assert free.to == "noted"


def test_a_name_that_is_not_shipped_is_refused():
    with pytest.raises(DefinitionNotFound):
        shipped.path("../complaint")
