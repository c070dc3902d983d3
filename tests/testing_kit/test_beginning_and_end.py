"""What a simulation is made from, and that nothing of it stays."""

import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from parcels import GUEST, MONDAY, STAFF, TEXT

import workflow
from workflow.definition import shipped
from workflow.definition.parse import loads
from workflow.errors import DefinitionError, EditionNotYet, InputInvalid, RoleUnknown, StoreError
from workflow.testing import Simulation

COMPLAINT = {"complainant": "李雷", "phone": "refused", "content": "空调不制冷", "kind": "service"}


@pytest.fixture
def left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which temporary files are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("kind", ["path", "text", "definition"])
def test_a_definition_is_given_as_a_file_as_text_or_as_read(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "parcel.yaml"
    file.write_text(TEXT, encoding="utf-8")
    given = {"path": file, "text": TEXT, "definition": loads(TEXT, "parcel.yaml")}[kind]
    with Simulation(given, now=MONDAY, staff=STAFF) as sim:
        assert sim.open(GUEST, by="dan").state == "kept"


@pytest.mark.parametrize("name", shipped.names())
def test_a_definition_that_comes_with_the_program_is_given_by_name(name: str) -> None:
    with Simulation(name, now=MONDAY) as sim:
        assert [one.definition for one in sim.flow.definitions()] == [name]


def test_a_changed_copy_of_a_shipped_definition_is_no_trouble() -> None:
    text = shipped.path("complaint").read_text(encoding="utf-8")
    changed = text.replace("within: 3 calendar days", "within: 5 calendar days")
    assert changed != text
    with Simulation(changed, now=MONDAY, staff={"ann": "specialist"}) as sim:
        assert sim.open(COMPLAINT, by="ann").owner == "ann"


def test_it_begins_at_a_local_time_or_at_an_instant() -> None:
    with Simulation(TEXT, now="2026-11-02 10:00", zone="Europe/Berlin") as sim:
        assert sim.flow.now() == datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
        assert sim.now == "2026-11-02 10:00"
    with Simulation(TEXT, now=datetime(2026, 11, 2, 2, 0, tzinfo=UTC)) as sim:
        assert sim.now == "2026-11-02 10:00"
        assert repr(sim) == "<Simulation of parcel, 2026-11-02 10:00>"


def test_more_is_said_about_people_and_sites_through_the_real_workflow() -> None:
    with Simulation(TEXT, now=MONDAY, staff=STAFF) as sim:
        assert type(sim.flow) is workflow.Workflow
        sim.flow.add_staff("dan", superior="bea")
        sim.flow.add_site("annex", zone="Europe/Berlin")
        people = {one.name: one for one in sim.flow.staff()}
        assert people["dan"].superior == "bea"
        assert people["dan"].roles == {"main": ("desk",)}
        sim.flow.add_staff("dan", roles=["desk"], site="annex")
        sim.open(GUEST, by="dan", site="annex")
        assert sim.now == "2026-11-02 10:00"
        assert sim.running == {"pick_up": "2026-11-05 24:00"}
        assert sim.advance("4 days 20 hours")[0].when == "2026-11-05 10:00", "local to the site"


def test_another_definition_can_be_published_beside_it() -> None:
    with Simulation(TEXT, now=MONDAY, staff=STAFF) as sim:
        sim.flow.publish(shipped.path("complaint"))
        sim.flow.add_staff("ann", roles=["specialist"])
        assert sim.open(COMPLAINT, by="ann", definition="complaint").state == "received"


def test_the_directory_of_a_host_says_who_is_who_in_place_of_the_staff() -> None:
    with Simulation(TEXT, now=MONDAY, staff=STAFF) as other:
        with other.flow.transactions.reading() as connection:
            directory = other.flow.directory(connection)
        with Simulation(TEXT, now=MONDAY, directory=directory) as sim:
            assert sim.flow.staff() == ()
            assert sim.open(GUEST, by="dan").owner == "dan"
            assert sim.advance("4 days")[-1].recipients == ("dan", "bea")


def test_a_definition_that_takes_effect_later_opens_no_case_yet() -> None:
    with Simulation(TEXT, now="2025-12-31 10:00", staff=STAFF) as sim:
        with pytest.raises(EditionNotYet, match="2026-01-01"):
            sim.open(GUEST, by="dan")
        sim.advance("1 day")
        assert sim.open(GUEST, by="dan").state == "kept"


def test_nothing_is_left_when_it_is_closed(left: Path) -> None:
    with Simulation(TEXT, now=MONDAY, staff=STAFF) as sim:
        sim.open(GUEST, by="dan")
        assert list(left.iterdir())
    assert not list(left.iterdir())
    sim.close()
    with pytest.raises(StoreError):
        sim.open(GUEST, by="dan")
    assert not list(left.iterdir())


def test_nothing_is_left_after_an_exception(left: Path) -> None:
    def break_off() -> None:
        with Simulation(TEXT, now=MONDAY, staff=STAFF) as sim:
            sim.open(GUEST, by="dan")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert not list(left.iterdir())


def test_nothing_is_left_when_it_cannot_begin(left: Path) -> None:
    with pytest.raises(RoleUnknown):
        Simulation(TEXT, now=MONDAY, staff={"dan": "desc"})
    assert not list(left.iterdir())


def test_two_simulations_know_nothing_of_each_other() -> None:
    with Simulation(TEXT, now=MONDAY, staff=STAFF) as one, Simulation(TEXT, now=MONDAY) as other:
        one.open(GUEST, by="dan")
        one.advance("1 day")
        assert other.flow.list().total == 0
        assert other.now == MONDAY


def test_every_problem_of_a_definition_is_told_with_the_error() -> None:
    with pytest.raises(DefinitionError) as caught:
        Simulation(TEXT.replace("to: given", "to: givn"), now=MONDAY)
    (note,) = caught.value.__notes__
    assert "givn" in note
    assert "<text>:" in note


def test_a_name_that_is_none_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        InputInvalid, match=r"parcel\.yaml .*a Path.*complaint, conduct, hotline, repair, review"
    ):
        Simulation("parcel.yaml", now=MONDAY)


@pytest.mark.parametrize(
    ("now", "zone", "said"),
    [
        ("2026-11-02", "Asia/Shanghai", "a time such as"),
        ("2026-03-29 02:30", "Europe/Berlin", "put forward"),
        ("2026-10-25 02:30", "Europe/Berlin", "put back"),
        (MONDAY, "Asia/Peking", "a time zone such as"),
    ],
)
def test_a_beginning_that_is_no_time_is_refused(now: str, zone: str, said: str) -> None:
    with pytest.raises(InputInvalid, match=said):
        Simulation(TEXT, now=now, zone=zone)


def test_it_needs_no_test_framework_and_costs_nobody_who_does_not_ask() -> None:
    program = (
        "import sys, workflow; assert 'workflow.testing' not in sys.modules\n"
        "workflow.Workflow; assert 'workflow.testing' not in sys.modules\n"
        "import workflow.testing; assert not {'pytest', '_pytest'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=100)
