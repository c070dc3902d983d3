"""Roles that nobody holds where a definition is used are warned of, and refuse nothing."""

import json
from pathlib import Path

import pytest
from command_lines import Complaints
from conftest import done

DEFINITION = """\
language: 1
workflow: leak
edition: "1"
effective: 2026-01-01
prefix: L
title: {en: Leak, zh: 漏水}
roles:
  plumber: {title: {en: Plumber, zh: 水工}}
  warden:  {title: {en: Warden, zh: 楼管}}
states: {open: {title: {en: Open, zh: 处理中}}, closed: {final: true}}
transitions:
  report: {from: new, to: open, by: [any_staff]}
  look:   {from: open, stay: true, by: [warden, any_staff]}
  mend:   {title: {en: Mend, zh: 修好}, from: open, to: closed, by: [plumber]}
deadlines:
  mending:
    title: {en: Mend, zh: 维修}
    starts: {entered: open}
    met: {entered: closed}
    within: 2 calendar days
    missed:
      - {to: [owner, {role: warden}]}
      - {after: 1 calendar day, to: {role: warden}}
"""
PUBLISH = ("definition", "publish", "leak.yaml")


@pytest.fixture
def leak(house: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Complaints:
    monkeypatch.chdir(tmp_path)
    Path("leak.yaml").write_text(DEFINITION, encoding="utf-8")
    return house


def warned(complaints: Complaints, *words: str) -> list[str]:
    """The warnings of a command that succeeded."""
    result = complaints(*words)
    assert result.exit_code == 0, result.output
    lines: list[str] = result.stderr.splitlines()
    return lines


def test_before_there_are_cases_roles_that_nobody_holds_are_the_next_step_in_a_line(
    leak: Complaints,
) -> None:
    told = done(leak(*PUBLISH)).stdout.splitlines()
    assert told == [
        "Published: leak, edition 1, in effect from 2026-01-01.",
        "Next, give somebody each role that nobody holds: warden (Warden), plumber (Plumber). "
        "`complaints staff add PERSON --role warden`",
    ]
    chinese = done(leak(*PUBLISH, "--lang", "zh")).stdout.splitlines()
    assert "warden（楼管）、plumber（水工）" in chinese[1]


def test_roles_of_which_each_is_to_be_given_are_named_once(leak: Complaints) -> None:
    both = DEFINITION.replace("by: [plumber]", "by: [plumber, warden]")
    both = both.replace("to: {role: warden}}", "to: [{role: warden}, {role: plumber}]}")
    Path("leak.yaml").write_text(both, encoding="utf-8")
    (line,) = done(leak(*PUBLISH)).stdout.splitlines()[1:]
    assert line.count("warden (Warden)") == 1
    assert line.count("plumber (Plumber)") == 1


def test_published_again_it_is_said_that_it_was_there_already(leak: Complaints) -> None:
    done(leak(*PUBLISH))
    again = done(leak(*PUBLISH)).stdout.splitlines()[0]
    assert again == (
        "leak, edition 1, was published already and is unchanged. It is in effect from 2026-01-01."
    )
    Path("leak.yaml").write_text(DEFINITION.replace("楼管", "楼长"), encoding="utf-8")
    assert "its texts now read as in this file" in done(leak(*PUBLISH)).stdout
    assert "此前已发布，未作改动" in done(leak(*PUBLISH, "--lang", "zh")).stdout


def test_programs_are_told_the_same(leak: Complaints) -> None:
    told = json.loads(done(leak(*PUBLISH, "--json")).stdout)["warnings"]
    assert "So nobody may do mend (Mend) there." in told[1]["text"]
    assert [(one["code"], one["name"], one["step"], one["sites"]) for one in told] == [
        ("role_vacant", "warden", None, []),
        ("step_vacant", "plumber", "mend", []),
    ]


def test_what_somebody_holds_anywhere_is_no_vacancy_before_there_are_cases(
    leak: Complaints,
) -> None:
    assert "Next, " in done(leak(*PUBLISH)).stdout
    done(leak("site", "add", "garden", "--zone", "Asia/Shanghai"))
    done(leak("staff", "add", "韦", "--role", "warden", "--role", "plumber", "--site", "garden"))
    assert "Next, " not in done(leak(*PUBLISH)).stdout


def test_verify_looks_where_there_are_open_cases_until_somebody_holds_it(
    leak: Complaints,
) -> None:
    done(leak(*PUBLISH))
    done(leak("site", "add", "garden", "--zone", "Asia/Shanghai"))
    done(leak("staff", "add", "韦", "--role", "warden", "--role", "plumber", "--site", "main"))
    done(leak("staff", "add", "李", "--role", "specialist", "--site", "garden"))
    assert warned(leak, "verify") == []
    done(leak("open", "leak", "--site", "garden", "--as", "李"))
    assert len(warned(leak, *PUBLISH)) == 2, "now it is a fault"
    chinese = warned(leak, "verify", "--lang", "zh")
    assert "没有人担任角色warden（楼管）" in chinese[0]
    assert "因此无人可以办理mend（修好）" in chinese[1]
    addressed, alone = warned(leak, "verify")
    assert "Nobody holds the role warden (Warden) at garden. " in addressed
    assert "(garden) an alarm is raised" in addressed
    assert "`complaints staff add PERSON --role plumber --site garden` mends it." in alone
    done(leak("staff", "add", "李", "--role", "plumber", "--site", "garden"))
    assert len(warned(leak, "verify")) == 1
    done(leak("do", "1", "mend", "--as", "李"))
    assert warned(leak, "verify") == []


def test_of_several_roles_of_which_one_would_do_all_are_named(leak: Complaints) -> None:
    text = DEFINITION.replace("by: [plumber]", "by: [plumber, warden]")
    Path("leak.yaml").write_text(text, encoding="utf-8")
    assert "warden (Warden), plumber (Plumber) or warden (Warden)." in done(leak(*PUBLISH)).stdout
    done(leak("staff", "add", "李", "--role", "specialist", "--site", "main"))
    done(leak("open", "leak", "--as", "李"))
    english, chinese = (warned(leak, "verify", "--lang", one)[1] for one in ("en", "zh"))
    assert "Nobody holds the role plumber (Plumber) or warden (Warden) at main. So" in english
    assert "没有人担任角色plumber（水工） 或 warden（楼管）" in chinese
    told = json.loads(done(leak("verify", "--json")).stdout)["warnings"][1]
    assert (told["name"], told["roles"]) == ("plumber", ["plumber", "warden"])


def test_where_nobody_is_recorded_yet_the_roles_are_the_next_step_too(
    complaints: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMPLAINTS_DB", str(tmp_path / "leak.db"))
    Path("leak.yaml").write_text(DEFINITION, encoding="utf-8")
    done(complaints("init", "--zone", "Asia/Shanghai"))
    assert done(complaints(*PUBLISH)).stdout.splitlines()[1:] == [
        "Next, give somebody each role that nobody holds: warden (Warden), plumber (Plumber). "
        "`complaints staff add PERSON --role warden`",
    ]


def test_a_role_that_only_owns_is_told_of_too_and_where_the_case_goes(
    leak: Complaints,
) -> None:
    owned = DEFINITION.replace("open: {title", "open: {owner: {role: mediator}, title")
    owned = owned.replace("roles:\n", "roles:\n  mediator: {title: {en: Mediator, zh: 调解员}}\n")
    Path("leak.yaml").write_text(owned, encoding="utf-8")
    assert "plumber (Plumber), mediator (Mediator)." in done(leak(*PUBLISH)).stdout
    done(leak("staff", "add", "韦", "--role", "plumber", "--role", "warden"))
    (told,) = json.loads(done(leak(*PUBLISH, "--json")).stdout)["warnings"]
    assert (told["code"], told["name"], told["step"]) == ("owner_vacant", "mediator", "report")
    opened = leak("open", "leak", "--as", "韦")
    assert opened.exit_code == 0, opened.output
    (warning,) = warned(leak, "verify")
    assert (
        "Nobody holds the role mediator (Mediator) at main. So what report should give" in warning
    )
    assert "应由report交给该角色的" in warned(leak, "verify", "--lang", "zh")[0]
    done(leak("staff", "add", "李", "--role", "mediator"))
    assert warned(leak, "verify") == []
