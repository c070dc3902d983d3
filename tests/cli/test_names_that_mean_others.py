"""Nobody of the staff is called like the system or a party: they could never act."""

from pathlib import Path

import pytest
from command_lines import Complaints

DEFINITION = """\
language: 1
workflow: noise
edition: "1"
effective: 2026-01-01
prefix: N
roles: {specialist: {}}
parties: {lin: {title: {en: Neighbour, zh: 邻居}}, visitor: {title: {en: Visitor, zh: 访客}}}
states: {open: {}, closed: {final: true}}
transitions:
  report: {from: new, to: open, by: [specialist]}
  close: {from: open, to: closed, by: [specialist, lin, visitor]}
deadlines:
  quiet:
    starts: {entered: open}
    met: {entered: closed}
    within: 2 calendar days
    missed: [{to: owner}]
"""


@pytest.fixture
def noise(house: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Complaints:
    monkeypatch.chdir(tmp_path)
    Path("noise.yaml").write_text(DEFINITION, encoding="utf-8")
    return house


@pytest.mark.parametrize("name", ["system", "owner", "any_staff", "whoever_owes"])
def test_a_person_called_by_a_word_of_the_language_is_refused(noise: Complaints, name: str) -> None:
    refused = noise("staff", "add", name)
    assert refused.exit_code == 2
    assert refused.stderr == (
        f"Error: {name} cannot be recorded like this: in definitions {name} means somebody else. "
        "Choose another name.\n"
    )


def test_a_person_called_like_a_party_is_refused(noise: Complaints) -> None:
    noise("definition", "publish", "noise.yaml")
    refused = noise("staff", "add", "visitor", "--lang", "zh")
    assert refused.exit_code == 2
    assert refused.stderr == (
        "错误：visitor 不能这样登记：visitor 是 noise 第 1 版中的外部方，"
        "不能办理工作人员的任何操作。请换一个名字。\n"
    )


def test_a_party_called_like_somebody_of_the_staff_is_warned_of(noise: Complaints) -> None:
    published = noise("definition", "publish", "noise.yaml")
    assert published.exit_code == 0
    (warning,) = published.stderr.splitlines()
    assert warning == (
        "Warning: noise, edition 1: Somebody of the house is called lin, as the party lin "
        "(Neighbour) is. So that person may do no step of its cases that is for the staff. Call "
        "the party otherwise in the next edition, or the person."
    )
    assert "as the party lin" in noise("doctor").stdout


def test_who_was_there_before_can_still_be_changed(noise: Complaints) -> None:
    noise("definition", "publish", "noise.yaml")
    assert noise("staff", "add", "lin", "--contact", "lin@example.org").exit_code == 0
