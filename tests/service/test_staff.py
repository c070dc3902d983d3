"""Who is who in our own tables."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from stories import JUDGED, RECEIVED, opened

from workflow import Workflow
from workflow.errors import (
    InputInvalid,
    NotAuthorised,
    PersonUnknown,
    SiteMissing,
    SiteUnknown,
    StaffInvalid,
)

pytestmark = pytest.mark.both


def test_what_is_said_of_a_person_is_added_to_what_is_known(flow: Workflow):
    flow.add_staff("吴敏", roles=["specialist"], contact="wu@example.com")
    person = flow.add_staff("吴敏", roles=["supervisor"], department="客房部", superior="max")
    assert person.roles == {"main": ("specialist", "supervisor")}
    assert (person.contact, person.department) == ("wu@example.com", "客房部")
    assert person in flow.staff()


def test_a_superior_or_delegate_must_be_known(flow: Workflow):
    for given in ({"superior": "suee"}, {"delegate": "suee"}):
        with pytest.raises(PersonUnknown) as refused:
            flow.add_staff("wu", roles=["specialist"], **given)
        assert (refused.value.person, refused.value.suggestion) == ("suee", "sue")
    assert "wu" not in [one.name for one in flow.staff()]


@pytest.mark.parametrize(("person", "superior"), [("max", "ann"), ("max", "max"), ("new", "new")])
def test_people_are_never_above_each_other_in_a_circle(flow: Workflow, person: str, superior: str):
    before = flow.staff()
    with pytest.raises(StaffInvalid, match="circle"):
        flow.add_staff(person, roles=["manager"], superior=superior)
    assert flow.staff() == before


@pytest.mark.parametrize("name", ["", " ", " wu", "wu ", "wu\nmin", "吴\t敏", "x" * 101])
def test_a_name_is_one_that_can_be_typed_and_read(flow: Workflow, name: str):
    with pytest.raises(InputInvalid):
        flow.add_staff(name, roles=["specialist"])
    with pytest.raises(InputInvalid):
        flow.add_site(name)


def test_who_stands_in_for_an_owner_who_is_away_acts_and_is_told(flow: Workflow, clock):
    case = opened(flow)
    flow.add_staff("ann", delegate="ben")
    away = flow.set_away("ann", start=clock(), end=clock() + timedelta(days=30))
    assert away.away
    clock.advance(hours=30)
    told = [name for one in flow.fire_due().fired for name in one.recipients]
    assert "ben" in told
    assert "ann" not in told
    assert flow.set_away("ann", start=None).away is False
    assert flow.show(case).owner == "ann"


def test_a_role_that_was_ended_is_held_no_longer(flow: Workflow):
    case = opened(flow)
    flow.assign(case, "ben", actor="ann")
    assert flow.end_roles("ann", roles=["specialist"]).roles == {}
    for act in (
        lambda: flow.trigger(case, "judge", JUDGED, actor="ann"),
        lambda: flow.trigger(case, "judge", JUDGED, actor="ann", performed_by="ben"),
        lambda: flow.note(case, "请勿打扰", actor="ann"),
    ):
        with pytest.raises(NotAuthorised):
            act()
    assert [flow.show(opened(flow)).owner for _ in range(2)] == ["ben"] * 2
    assert flow.add_staff("ann", roles=["specialist"]).roles == {"main": ("specialist",)}
    assert flow.note(case, "又来了", actor="ann").version == 3
    with pytest.raises(PersonUnknown):
        flow.end_roles("nobody")


def test_who_is_away_gets_no_new_case(flow: Workflow, clock):
    flow.set_away("ann", start=clock() - timedelta(hours=1))
    assert [flow.show(opened(flow)).owner for _ in range(3)] == ["ben"] * 3


def test_new_cases_go_to_who_has_the_fewest(flow: Workflow):
    assert [flow.show(opened(flow)).owner for _ in range(4)] == ["ann", "ben", "ann", "ben"]


def test_being_away_is_for_people_who_are_known(flow: Workflow, clock):
    with pytest.raises(PersonUnknown):
        flow.set_away("nobody", start=clock())


def test_a_case_is_opened_at_the_only_site_it_can_be(flow: Workflow):
    flow.add_site("east", zone="Europe/Berlin", fallback="max")
    assert flow.show(opened(flow)).site == "main"
    flow.add_staff("rita", site="east", roles=["receptionist"])
    with pytest.raises(SiteMissing) as missing:
        flow.open("complaint", RECEIVED, actor="rita")
    assert set(missing.value.known) == {"main", "east"}
    with pytest.raises(SiteUnknown):
        flow.open("complaint", RECEIVED, actor="rita", site="west")
    east = flow.open("complaint", RECEIVED, actor="rita", site="east")
    assert flow.show(east.case).zone == "Europe/Berlin"


def test_a_site_keeps_what_is_not_said_anew(flow: Workflow):
    flow.add_site("east", zone="Europe/Berlin", fallback="max")
    assert flow.add_site("east") == flow.add_site("east", fallback="max")
    with pytest.raises(InputInvalid):
        flow.add_site("west", zone="Nowhere/At_All")
    with pytest.raises(PersonUnknown):
        flow.add_site("west", fallback="nobody")
    assert {one.name for one in flow.sites()} == {"main", "east"}
    assert [one.name for one in flow.staff(site="east")] == []


def test_a_role_is_held_at_a_site_that_exists_and_was_meant(flow: Workflow):
    with pytest.raises(SiteUnknown):
        flow.add_staff("olga", site="eats", roles=["specialist"])
    flow.add_site("east")
    with pytest.raises(SiteMissing) as missing:
        flow.add_staff("olga", roles=["specialist"])
    assert missing.value.known == ("east", "main")
    assert flow.add_staff("olga", superior="max").roles == {}
    assert {one.name for one in flow.sites()} == {"main", "east"}
    assert flow.staff(site="east") == ()


def test_staff_of_an_unknown_site_are_not_listed(flow: Workflow):
    with pytest.raises(SiteUnknown):
        flow.staff(site="west")


def test_a_case_keeps_the_zone_it_was_opened_in(flow: Workflow):
    case = opened(flow)
    flow.add_site("main", zone="Europe/Berlin")
    assert flow.show(case).zone == "Asia/Shanghai"
    assert flow.show(opened(flow)).zone == "Europe/Berlin"
    assert flow.verify().findings == ()


@pytest.mark.file
def test_staff_of_a_restored_backup_counts_though_its_revision_is_known(
    flow: Workflow, database: Path, clock, tmp_path: Path
):
    case = opened(flow)
    flow.close()
    backup = tmp_path / "backup.db"
    shutil.copyfile(database, backup)
    flow.end_roles("ann")
    with pytest.raises(NotAuthorised):
        flow.trigger(case, "judge", JUDGED, actor="ann")
    flow.close()
    shutil.copyfile(backup, database)
    with Workflow(str(database), clock=clock) as other:
        other.end_roles("ben")
    assert flow.trigger(case, "judge", JUDGED, actor="ann").state == "judged"
