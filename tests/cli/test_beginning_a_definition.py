"""``definition new``: whatever is answered, what it writes is valid and its scenarios hold."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from command_lines import Complaints
from example_counts import many
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.cli.program import complaints as program
from workflow.definition import shipped
from workflow.definition.parse import load
from workflow.errors import InputInvalid
from workflow.testing.scenarios.playing import play
from workflow.testing.scenarios.reading import load as load_scenarios
from workflow.testing.starting import (
    Answers,
    checked_name,
    checked_title,
    read_roles,
    read_states,
    written,
)
from workflow.translation import LANGUAGES, language

LOST = (
    "--workflow", "lost_property", "--title", "Lost property", "--state", "reported",
    "--state", "found=Found, and kept", "--state", "closed", "--role", "desk", "--role", "manager",
    "--calendar", "office-cn",
)  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def accepted(read, text):
    """What ``read`` makes of an answer, or nothing if it asks for another."""
    try:
        return read(text)
    except InputInvalid:
        return None


names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True) | st.sampled_from(
    ["withdraw", "on", "no", "reason", "subject", "state", "enter_a", "a" * 34]
)
titles = st.text(max_size=12) | st.sampled_from(['"', "\\", "失物：招领", "a: b # c", "{x}", "'"])
usable_titles = titles.filter(lambda text: accepted(checked_title, text))
named = st.one_of(names, st.builds("{}={}".format, names, usable_titles))


def several(least: int, most: int):
    """Answers to a question for several names, as they are typed."""
    lists = st.lists(named, min_size=least, max_size=most)
    return lists.filter(lambda texts: accepted(read_roles, texts) is not None)


@pytest.mark.long
@settings(max_examples=many(40))
@given(
    workflow=names.filter(lambda text: accepted(checked_name, text)),
    title=usable_titles,
    states=several(2, 5),
    roles=several(1, 4),
    calendar=st.sampled_from(["", *shipped.calendar_names()]),
    tag=st.sampled_from(LANGUAGES),
    today=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "UTC"]),
)
def test_whatever_is_answered_and_accepted_is_valid_and_holds(  # noqa: PLR0917 - one for each answer
    tmp_path_factory, workflow, title, states, roles, calendar, tag, today, zone
) -> None:
    file = tmp_path_factory.mktemp("new") / "new.yaml"
    with language(tag):
        answers = Answers(
            workflow, checked_title(title), read_states(states), read_roles(roles), calendar
        )
        texts = written(answers, file, today, zone)
    for one, text in zip((file, file.with_name("new.scenarios.yaml")), texts, strict=True):
        one.write_text(text, encoding="utf-8")
    assert load(file).title == {tag: title.strip()}
    suite = load_scenarios(file)
    told = [each for one in suite.scenarios for each in play(suite, one).failures]
    assert (len(suite.scenarios), told) == (2, [])


@pytest.mark.parametrize("tag", LANGUAGES)
def test_with_options_for_everything_nothing_is_asked(complaints: Complaints, tag: str) -> None:
    result = complaints("definition", "new", *LOST, "--lang", tag)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "lost_property.scenarios.yaml" in result.stdout
    assert complaints("definition", "check", "lost_property.yaml").exit_code == 0
    tested = complaints("definition", "test", "lost_property.yaml", "--lang", tag)
    assert tested.exit_code == 0
    assert {"en": "Scenarios: 2, failing: 0.", "zh": "场景：2，不成立：0。"}[tag] in tested.stdout
    text = Path("lost_property.yaml").read_text(encoding="utf-8")
    assert f'found: {{title: {{{tag}: "Found, and kept"}}}}' in text
    assert {"en": "# Where a case can stand", "zh": "# 案件"}[tag] in text


def test_a_program_is_told_which_files_there_are(complaints: Complaints) -> None:
    result = complaints("definition", "new", "mine.yaml", *LOST, "--json")
    assert json.loads(result.stdout) == {
        "format": 1,
        "definition": "mine.yaml",
        "scenarios": "mine.scenarios.yaml",
    }


@pytest.mark.parametrize("there", ["lost_property.yaml", "lost_property.scenarios.yaml"])
def test_nothing_is_overwritten(folder: Path, complaints: Complaints, there: str) -> None:
    (folder / there).write_text("mine\n", encoding="utf-8")
    result = complaints("definition", "new", *LOST)
    assert result.exit_code == 2
    assert f"{there} is there already" in result.stderr
    assert [one.name for one in folder.iterdir()] == [there]
    assert (folder / there).read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (LOST[2:], "--workflow is missing"),
        (LOST[:-2], "--calendar is missing"),
        (("lost.yml", *LOST), "lost.yml cannot be the name of a definition: write lost.yaml."),
        (("parcel", *LOST), "write parcel.yaml."),
        (("lost.scenarios.yaml", *LOST), "cannot be the name of a definition"),
        ((*LOST, "--workflow", "失物"), "失物 cannot be read: expected a name"),
        ((*LOST, "--state", "closed"), "expected names that differ"),
        ((*LOST, "--calendar", "office"), "expected a calendar: always"),
        ((*LOST, "--title", " "), "expected a title on one line"),
        (
            ("--workflow", "x", "--title", "X", "--state", "only", "--role", "r"),
            "expected from 2 to 20 names",
        ),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused_and_nothing_is_written(
    folder: Path, complaints: Complaints, words: tuple[str, ...], told: str
) -> None:
    result = complaints("definition", "new", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert list(folder.iterdir()) == []


def test_at_a_terminal_what_is_missing_is_asked_until_it_can_be_used(
    folder: Path, complaints: Complaints, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = "reported=已登记，closed=已结案"
    answers = ["失物", "lost", "失物招领", "", "reported", states, "desk=前台", "none"]
    monkeypatch.setattr("workflow.cli.starting.sys", _WithTerminal())
    result = CliRunner().invoke(
        program, ["definition", "new", "--lang", "zh"], input="\n".join(answers) + "\n"
    )
    assert result.exit_code == 0, result.stderr
    assert result.stderr.count("状态") >= 2
    assert "没有回答。请写，例如：reported, found=Found, closed" in result.stderr
    assert load(folder / "lost.yaml").states["reported"].title == {"zh": "已登记"}
    assert complaints("definition", "test", "lost.yaml").exit_code == 0


def test_names_are_as_long_as_the_language_has_them_and_states_leave_room_for_their_step() -> None:
    assert checked_name("a" * 40) == "a" * 40
    assert accepted(checked_name, "a" * 41) is None
    assert accepted(read_states, ["a" * 34, "b"]) is not None
    assert accepted(read_states, ["a" * 35, "b"]) is None


class _WithTerminal:
    """``sys`` as it is for whoever sits at a terminal."""

    class stdin:  # noqa: N801 - as in sys
        @staticmethod
        def isatty() -> bool:
            return True


def test_a_calendar_of_ones_own_is_found_beside_the_file(
    folder: Path, complaints: Complaints
) -> None:
    (folder / "calendars").mkdir()
    text = shipped.calendar_path("always").read_text(encoding="utf-8")
    file = folder / "calendars" / "ours.yaml"
    file.write_text(text.replace("calendar: always", "calendar: ours"), encoding="utf-8")
    assert complaints("definition", "new", *LOST, "--calendar", "ours").exit_code == 0
    assert complaints("definition", "test", ".").exit_code == 0
    file.write_text("language: 1\n", encoding="utf-8")
    broken = complaints("definition", "new", "other.yaml", *LOST, "--calendar", "ours")
    assert broken.exit_code == 7
    assert not (folder / "other.yaml").exists()
