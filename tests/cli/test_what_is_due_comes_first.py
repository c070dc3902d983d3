"""What `show` offers is what `do` accepts at that instant, though no daemon did what is due."""

import json
from pathlib import Path
from typing import Any

import pytest
from command_lines import Complaints, done
from frozen import freeze_time

DEFINITION = """\
language: 1
workflow: offer
edition: "1"
effective: 2026-01-01
roles: {supervisor: {}, desk: {title: {en: Desk, zh: 窗口}}}
states:
  open: {title: {en: Open, zh: 待答复}}
  late: {title: {en: Late, zh: 已逾期}, owner: {role: supervisor}}
  closed: {final: true}
transitions:
  offer_it: {from: new, to: open, by: [desk]}
  accept: {from: open, to: closed, by: [desk], when: 'not missed("answer")'}
  answer_late: {from: open, stay: true, by: [desk], when: 'missed("answer")'}
  give_up: {from: open, to: late, by: [system]}
  revive: {from: late, to: open, by: [desk]}
deadlines:
  answer:
    starts: {entered: open}
    met: {entered: closed}
    within: 3 calendar days
    missed: [{to: {role: desk}}, {after: 1 calendar day, does: give_up}]
"""
OPENED, MISSED, MOVED = "2026-11-02 02:00", "2026-11-06 02:00", "2026-11-09 02:00"


@pytest.fixture
def offered(house: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Complaints:
    monkeypatch.chdir(tmp_path)
    Path("offer.yaml").write_text(DEFINITION, encoding="utf-8")
    assert house("definition", "publish", "offer.yaml").exit_code == 0
    done(house("staff", "add", "李", "--role", "desk"))
    with freeze_time(OPENED):
        done(house("open", "offer", "--as", "李"))
    return house


def shown(complaints: Complaints) -> dict[str, Any]:
    view: dict[str, Any] = json.loads(done(complaints("show", "1", "--json")).stdout)
    return view


def possible(complaints: Complaints) -> list[str]:
    return [one["trigger"] for one in shown(complaints)["next"]]


@pytest.mark.parametrize(
    ("now", "offers"),
    [(OPENED, ["accept"]), (MISSED, ["answer_late"]), (MOVED, ["revive"])],
)
def test_whatever_is_offered_is_accepted_and_nothing_else(
    offered: Complaints, now: str, offers: list[str]
) -> None:
    with freeze_time(now):
        assert possible(offered) == offers
        for trigger in {"accept", "answer_late", "revive"} - {*offers}:
            assert offered("do", "1", trigger, "--as", "李").exit_code != 0
        for trigger in offers:
            done(offered("do", "1", trigger, "--as", "李"))


def test_what_comes_first_is_said_and_where_the_case_is_then(offered: Complaints) -> None:
    with freeze_time(OPENED):
        assert shown(offered)["pending"] is None
        assert "First comes" not in done(offered("show", "1")).stdout
    with freeze_time(MOVED):
        told = done(offered("show", "1")).stdout
        assert "First comes what is due since 2026-11-05 24:00" in told
        assert "The case is then late (Late). Owner: wang." in told
        assert (
            "此后案件为 late（已逾期）。承办人：wang。"
            in done(offered("show", "1", "--lang", "zh")).stdout
        )
        assert shown(offered)["pending"] == {
            "since": "2026-11-05T16:00:00Z",
            "state": "late",
            "final": False,
            "owner": "wang",
            "error": None,
        }
        assert shown(offered)["state"] == "open"  # looking changes nothing
        assert offered("daemon", "--once").exit_code == 0
        assert shown(offered)["pending"] is None
        assert possible(offered) == ["revive"]


def test_nothing_is_offered_while_what_is_due_cannot_be_done(
    house: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    asking = DEFINITION.replace("after: 1 calendar day,", "after: 1 calendar day, when: 'paid()',")
    asking += "requires: {guards: [paid]}\n"
    Path("offer.yaml").write_text(asking, encoding="utf-8")
    assert house("definition", "publish", "offer.yaml").exit_code == 0
    done(house("staff", "add", "李", "--role", "desk"))
    with freeze_time(OPENED):
        done(house("open", "offer", "--as", "李"))
    with freeze_time(MOVED):
        assert possible(house) == []
        assert "paid, which nobody registered" in shown(house)["pending"]["error"]
        told = done(house("show", "1")).stdout
        assert "It cannot be done, and as long as that is so nothing else can: The def" in told
        assert "Nothing can be done with it now." in told
        assert house("do", "1", "revive", "--as", "李").exit_code != 0
