"""Whom a definition names and nobody answers to is warned of, and refuses nothing."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from command_lines import Complaints
from frozen import freeze_time

from workflow import Workflow

DEFINITION = """\
language: 1
workflow: leak
edition: "1"
effective: 2026-01-01
prefix: L
title: {en: Leak, zh: 漏水}
roles: {specialist: {title: {en: Specialist, zh: 专员}}}
states: {open: {title: {en: Open, zh: 处理中}}, closed: {final: true}}
transitions:
  report: {from: new, to: open, by: [specialist]}
  close: {from: open, to: closed, by: [specialist]}
deadlines:
  mending:
    title: {en: Mend, zh: 维修}
    starts: {entered: open}
    met: {entered: closed}
    within: 2 calendar days
    remind:
      - {at: 50%, to: [owner, {person: 王小明}]}
    missed:
      - {to: {head_of: 工程部}}
      - {after: 1 calendar day, to: {head_of: department}}
"""
PERSON, HEAD, OF_CASE = ("leak.yaml:19", "leak.yaml:21", "leak.yaml:22")


@pytest.fixture
def leak(house: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Complaints:
    monkeypatch.chdir(tmp_path)
    Path("leak.yaml").write_text(DEFINITION, encoding="utf-8")
    return house


def done(result: Result) -> str:
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def warned(result: Result) -> list[str]:
    """The warnings of a command that succeeded."""
    assert result.exit_code == 0
    lines: list[str] = result.stderr.splitlines()
    assert all(one.startswith(("Warning: ", "警告：")) for one in lines)
    return lines


def told(result: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(done(result))["warnings"]
    return found


PUBLISH = ("definition", "publish", "leak.yaml")


def test_publishing_warns_of_each_by_name_with_its_place_and_what_mends_it(
    leak: Complaints,
) -> None:
    published = leak(*PUBLISH)
    assert "Published: leak, edition 1" in published.stdout
    person, head, of_case = warned(published)
    assert person == (
        f"Warning: leak, edition 1, {PERSON}: Nobody is called 王小明. For mending (Mend), "
        "reminder 1 goes to whoever is above the owner of the case instead, or else to the "
        "fallback of the site; where there is none (main) an alarm is raised. "
        "`complaints staff add 王小明` mends it."
    )
    assert f"{HEAD}: Nobody heads the department 工程部. " in head
    assert "step 1 after the miss" in head
    assert "`complaints staff department 工程部 --head PERSON` mends it." in head
    assert f"{OF_CASE}: No department is recorded" in of_case
    assert "`complaints staff add PERSON --department DEPARTMENT` mends it." in of_case


def test_it_is_said_in_chinese(leak: Complaints) -> None:
    person, head, of_case = warned(leak(*PUBLISH, "--lang", "zh"))
    assert f"{PERSON}：没有名为王小明的人员。" in person
    assert "用 `complaints staff add 王小明` 可以补上。" in person
    assert f"{HEAD}：部门工程部没有负责人。" in head
    assert f"{OF_CASE}：没有登记任何部门" in of_case


def test_programs_are_told_the_same(leak: Complaints) -> None:
    assert [(one["code"], one["place"], one["name"], one["rung"]) for one in told(
        leak(*PUBLISH, "--json")
    )] == [
        ("person_unknown", PERSON, "王小明", "remind.1#0"),
        ("head_missing", HEAD, "工程部", "missed.1#0"),
        ("head_missing", OF_CASE, None, "missed.2#0"),
    ]  # fmt: skip


def test_verify_warns_until_it_is_mended_and_finds_nothing_wrong(leak: Complaints) -> None:
    published = warned(leak(*PUBLISH))
    verified = leak("verify")
    assert warned(verified) == published
    assert verified.stdout.startswith("All is well.")
    assert len(told(leak("verify", "--json"))) == 3
    assert json.loads(leak("verify", "--json").stdout)["ok"] is True
    done(leak("staff", "add", "王小明"))
    assert [line.partition(": Nobody ")[2][:5] for line in warned(leak("verify"))[:1]] == ["heads"]
    done(leak("staff", "department", "工程部", "--head", "王小明"))
    done(leak("staff", "add", "lin", "--department", "客房部"))
    (of_case,) = warned(leak("verify"))
    assert f"{OF_CASE}: Nobody heads the department 客房部. " in of_case
    done(leak("staff", "department", "客房部", "--head", "wang"))
    assert done(leak("verify")).startswith("All is well.")
    assert told(leak("verify", "--json")) == []


def test_a_mistyped_name_is_told_with_the_one_that_may_be_meant(leak: Complaints) -> None:
    done(leak("staff", "add", "王小敏", "--department", "工程部"))
    done(leak("staff", "department", "工程部", "--head", "王小敏"))
    text = DEFINITION.replace("{head_of: 工程部}", "{head_of: 工程}")
    Path("leak.yaml").write_text(text, encoding="utf-8")
    person, head = warned(leak(*PUBLISH))
    assert "Did you mean 王小敏?" in person
    assert "Did you mean 工程部?" in head


def test_with_a_fallback_everywhere_nothing_is_said_of_an_alarm(leak: Complaints) -> None:
    done(leak("site", "add", "main", "--fallback", "zhao"))
    assert not any("alarm" in line for line in warned(leak(*PUBLISH)))


def test_an_edition_nobody_follows_any_more_is_not_looked_at(leak: Complaints) -> None:
    warned(leak(*PUBLISH))
    done(leak("open", "leak"))
    mended = DEFINITION.replace('edition: "1"', 'edition: "2"')
    for old in ("{person: 王小明}", "{head_of: 工程部}", "{head_of: department}"):
        mended = mended.replace(old, "{role: specialist}")
    Path("leak.yaml").write_text(mended, encoding="utf-8")
    done(leak(*PUBLISH))
    assert all("edition 1" in line for line in warned(leak("verify")))
    assert len(warned(leak("verify"))) == 3, "a case follows it"
    done(leak("do", "1", "close"))
    done(leak("verify"))


def test_what_is_to_come_into_effect_is_looked_at(leak: Complaints) -> None:
    later = DEFINITION.replace("2026-01-01", "2999-01-01")
    Path("leak.yaml").write_text(later, encoding="utf-8")
    assert warned(leak(*PUBLISH)) == warned(leak("verify"))


def test_a_name_with_blanks_is_quoted_in_the_command(leak: Complaints) -> None:
    text = DEFINITION.replace("{person: 王小明}", "{person: Wang Xiaoming}")
    Path("leak.yaml").write_text(text, encoding="utf-8")
    assert "`complaints staff add 'Wang Xiaoming'` mends it." in warned(leak(*PUBLISH))[0]


def test_the_alarm_that_publishing_warns_of_is_raised_beside_those_who_are_told(
    leak: Complaints,
) -> None:
    text = DEFINITION.replace(
        "[owner, {person: 王小明}]", "[{person: 王小明}, owner, {party: guest}]"
    )
    text = text.replace("roles:", "parties: {guest: {title: {en: Guest, zh: 住客}}}\nroles:")
    Path("leak.yaml").write_text(text, encoding="utf-8")
    assert "(main) an alarm is raised" in warned(leak(*PUBLISH))[0]
    done(leak("staff", "add", "韦", "--role", "specialist"))
    with freeze_time("2026-11-02 02:00"):
        done(leak("open", "leak", "--as", "韦"))
    with freeze_time("2026-11-03 16:00"):
        coming = done(leak("explain", "1"))
        with Workflow(os.environ["COMPLAINTS_DB"]) as flow:
            assert [one.recipients for one in flow.fire_due().fired] == [("韦", "", "guest")]
        kinds = [
            one["kind"] for one in json.loads(done(leak("outbox", "list", "--json")))["messages"]
        ]
        assert kinds == ["reminder", "alarm", "party"]
        assert "韦, guest (Guest), and somebody could not be found" in coming
        assert "韦, guest (Guest), and somebody could not be found" in done(leak("explain", "1"))
        history = done(leak("history", "1"))
        assert "To: 韦, guest (Guest), and somebody could not be found" in history
        chinese = done(leak("history", "1", "--lang", "zh"))
        assert "韦、guest（住客），另有人未能找到" in chinese
        assert done(leak("verify", "--json"))
        (event,) = [
            one for one in json.loads(done(leak("history", "1", "--json")))["events"]
            if one["type"] == "rung_fired"
        ]  # fmt: skip
        assert (event["details"]["alarm"], event["details"]["alarm_beside"]) == (True, True)
