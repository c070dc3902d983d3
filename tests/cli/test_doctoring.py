"""How things stand, by the command line."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from command_lines import Complaints


def test_what_is_found_is_told_with_what_mends_it(opened: Complaints) -> None:
    result = opened("doctor")
    assert result.exit_code == 0, result.output
    assert "[fine] complaints " in result.stdout
    assert "[note] There are no settings of messages" in result.stdout
    assert "    complaints site add main --fallback PERSON\n" in result.stdout
    assert "Wrong: 0. Worth knowing: " in result.stdout
    assert not result.stderr


def test_it_speaks_chinese(opened: Complaints) -> None:
    result = opened("doctor", "--lang", "zh")
    assert "[正常] complaints " in result.stdout
    assert "[提示] " in result.stdout
    assert "有误：0" in result.stdout


def test_something_wrong_ends_with_9(opened: Complaints, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "house.db")) as connection:
        connection.execute("DROP TRIGGER complaints_events_no_delete")
    result = opened("doctor", "--json")
    assert result.exit_code == 9
    found = json.loads(result.stdout)
    assert found["ok"] is False
    wrong = [one for one in found["checks"] if one["state"] == "wrong"]
    assert [one["check"] for one in wrong] == ["guards"]
    assert wrong[0]["cure"] == "complaints verify && complaints init"
    assert {one["cure"] for one in found["checks"] if one["check"] == "program"} == {None}


def test_where_nothing_can_be_opened_that_is_told_without_a_traceback(
    complaints: Complaints, tmp_path: Path
) -> None:
    text = tmp_path / "不是.db"
    text.write_text("这不是数据库。" * 1000, encoding="utf-8")
    places = [str(text), str(tmp_path), str(tmp_path / "no" / "x.db"), "postgresql://a:geheim@h/n"]
    for place in [*places, "mysql://h/n", "://"]:
        result = complaints("doctor", "--db", place, "--config", str(tmp_path / "none.toml"))
        assert result.exit_code == 9, result.output
        assert "Wrong: 2." in result.stdout
        assert "geheim" not in result.output
        assert "Traceback" not in result.output


def test_an_application_that_cannot_be_loaded_is_told(house: Complaints) -> None:
    result = house("doctor", "--app", "nowhere:house")
    assert result.exit_code == 9
    assert "[WRONG] The application nowhere:house cannot be loaded" in result.stdout
