"""Duties on record: found by person, the same again from the events, and mended if they are not."""

from collections.abc import Iterator

import pytest
from both_databases import Place, by_hand
from house import DEFINITIONS, ZONE, Clock

from workflow import Workflow
from workflow.definition.parse import load

pytestmark = pytest.mark.both


@pytest.fixture
def file(blank: Place) -> Place:
    return blank


@pytest.fixture
def flow(file: Place) -> Iterator[Workflow]:
    """Two sites; a repair is planned at the first, of which sun owes the parts and cai a call."""
    made = Workflow.create(str(file), zone=ZONE, clock=Clock())
    made.publish(load(DEFINITIONS / "duties" / "parts_repair.yaml"))
    for name, role in (("cai", "centre"), ("ming", "maintenance"), ("sun", "stores")):
        made.add_staff(name, roles=[role])
    made.add_staff("wang", roles=["supervisor"])
    made.add_site("garden", zone=ZONE)
    for name, roles in (("gao", ["centre"]), ("shi", ["stores"])):
        made.add_staff(name, roles=roles, site="garden")
    planned(made, "cai")
    yield made
    made.close()


def planned(flow: Workflow, who: str) -> str:
    case = flow.open("parts_repair", {"content": "漏水"}, actor=who).case
    flow.trigger(case, "plan", {"parts": True}, actor=who)
    return case


def owed(flow: Workflow, case: str | int = 1) -> dict[str, str]:
    return {one.name: one.who for one in flow.show(case).duties if one.status == "open"}


def test_cases_are_found_by_who_owes_a_duty_of_them(flow: Workflow) -> None:
    other = planned(flow, "gao")
    assert [one.case for one in flow.list(owes="shi").rows] == [other]
    (row,) = flow.list(owes="sun").rows
    assert [(one.name, one.who) for one in row.duties] == [
        ("order_parts", "sun"), ("tell_resident", "cai"),
    ]  # fmt: skip
    assert flow.list(owes="ming").rows == ()
    assert flow.list(owes="sun", owner="cai").total == 0


def test_what_is_due_is_found_by_who_owes_it_and_says_which_duty(flow: Workflow) -> None:
    planned(flow, "gao")
    found = flow.due(owes="sun")
    about = {one.deadline: [each.who for each in one.duties] for one in found}
    assert about == {"ordering": ["sun"], "telling": ["cai"], "working": []}


def test_a_case_that_is_over_is_owed_by_nobody(flow: Workflow) -> None:
    flow.trigger(1, "withdraw", {"reason": "不修了"}, actor="wang")
    assert flow.list(owes="sun").total == 0
    assert {one.status for one in flow.show(1).duties} == {"waived"}


def test_the_next_duty_goes_to_who_owes_the_fewest_at_that_site(flow: Workflow) -> None:
    flow.add_staff("tang", roles=["stores"], site="main")
    assert owed(flow, planned(flow, "cai"))["order_parts"] == "tang"
    assert owed(flow, planned(flow, "cai"))["order_parts"] == "sun"
    flow.trigger(1, "order", actor="sun")
    assert owed(flow, planned(flow, "cai"))["order_parts"] == "sun"


def test_duties_are_the_same_again_when_they_are_made_from_the_events(flow: Workflow) -> None:
    flow.assign(1, "ming", actor="wang", duty="tell_resident", note="老蔡请假")
    flow.trigger(1, "order", actor="sun")
    assert flow.verify().findings == ()
    assert flow.rebuild(check=True).findings == ()


def test_duties_that_somebody_changed_in_the_database_are_found_and_mended(
    flow: Workflow, file: Place
) -> None:
    with by_hand(file) as connection:
        connection.exec_driver_sql(
            "UPDATE complaints_cases SET snapshot = replace(snapshot, '\"sun\"', '\"tang\"')"
        )
    assert owed(flow)["order_parts"] == "tang"
    assert [one.code for one in flow.verify().findings] == ["state_differs"]
    assert flow.rebuild().written == 1
    assert owed(flow)["order_parts"] == "sun"
    assert flow.verify().findings == ()


def test_a_case_without_duties_is_kept_as_it_always_was(flow: Workflow, file: Place) -> None:
    flow.open("parts_repair", {"content": "漏水"}, actor="cai")
    with by_hand(file) as connection:
        (text,) = connection.exec_driver_sql(
            "SELECT snapshot FROM complaints_cases WHERE id = 2"
        ).fetchone()
    assert "duties" not in text
    assert flow.list().rows[1].duties == ()


def test_handing_a_duty_on_under_the_same_key_is_done_once(flow: Workflow) -> None:
    for _time in range(2):
        receipt = flow.assign(1, "ming", actor="wang", duty="tell_resident", key="one")
    assert receipt.repeated
    types = [one.type for one in flow.history(1)]
    assert types.count("duty_assigned") == 1
