"""``definition check`` for people, for editors, for builds; and ``definition codes``."""

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
from command_lines import Complaints
from frozen import freeze_time

from workflow.cli import exit_codes
from workflow.errors import Problem
from workflow.report.diagnostics.github import annotations
from workflow.report.diagnostics.places import uri
from workflow.report.diagnostics.sarif import log
from workflow.translation import language

FOLDER = Path(__file__).parents[1] / "definition"
DEFINITIONS = Path(__file__).parents[2] / "definitions"
BAD = FOLDER / "bad" / "condition_contradicts_itself.yaml"
ROUND = FOLDER / "doubtful" / "round_without_end.yaml"

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"minLength": 1}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
NUMBER = {"type": "integer", "minimum": 1}
# As SARIF 2.1.0 has it, as far as we write it; nothing else may be there.
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"enum": ["2.1.0"]},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "additionalProperties": False,
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "additionalProperties": False,
                                "properties": {
                                    "name": {"type": "string"},
                                    "semanticVersion": {"type": "string"},
                                    "language": {"pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "required": ["id"],
                                            "additionalProperties": False,
                                            "properties": {
                                                "id": {"type": "string"},
                                                "shortDescription": TEXT,
                                                "fullDescription": TEXT,
                                                "help": TEXT,
                                                "defaultConfiguration": {
                                                    "additionalProperties": False,
                                                    "properties": {"level": LEVEL},
                                                },
                                            },
                                        },
                                    },
                                },
                            }
                        },
                    },
                    "language": {"pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {
                        "type": "array",
                        "items": {
                            "required": ["message"],
                            "additionalProperties": False,
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": LEVEL,
                                "message": TEXT,
                                "locations": {
                                    "type": "array",
                                    "items": {
                                        "additionalProperties": False,
                                        "properties": {
                                            "physicalLocation": {
                                                "required": ["artifactLocation"],
                                                "additionalProperties": False,
                                                "properties": {
                                                    "artifactLocation": {
                                                        "additionalProperties": False,
                                                        "properties": {
                                                            "uri": {"pattern": "^[!-~]+$"},
                                                            "uriBaseId": {"type": "string"},
                                                        },
                                                    },
                                                    "region": {
                                                        "additionalProperties": False,
                                                        "properties": {
                                                            "startLine": NUMBER,
                                                            "startColumn": NUMBER,
                                                            "endColumn": NUMBER,
                                                        },
                                                    },
                                                },
                                            }
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with a definition that is wrong and one that is doubtful."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(BAD, tmp_path / "bad.yaml")
    shutil.copy(ROUND, tmp_path / "round.yaml")
    return tmp_path


def test_a_warning_is_told_and_ends_well(complaints: Complaints, place: Path) -> None:
    result = complaints("definition", "check", "round.yaml")
    assert result.exit_code == exit_codes.DONE
    assert result.stdout == "round.yaml: 1 warning\n"
    assert result.stderr.startswith("round.yaml:24:3  S022  Warning: People can go round for ever")


def test_strict_makes_a_warning_an_error(complaints: Complaints, place: Path) -> None:
    for form in ("text", "json", "sarif", "github"):
        result = complaints("definition", "check", "round.yaml", "--strict", "--format", form)
        assert result.exit_code == exit_codes.DEFINITION_INVALID
        assert "arning" not in result.output.replace('"level": "warning"', "")


def test_a_folder_means_every_yaml_file_below_it(complaints: Complaints, place: Path) -> None:
    shutil.copytree(DEFINITIONS, place / "house")
    (place / "house" / ".hidden").mkdir()
    (place / "house" / ".hidden" / "no.yaml").write_text("no", encoding="utf-8")
    days = "language: 1\ncountry: CN\nyears: {2027: announced}\ndays: {2027-01-01: {title: 元旦}}\n"
    (place / "house" / "announced.yml").write_text(days, encoding="utf-8")
    with freeze_time("2026-11-27 10:00"):
        result = complaints("definition", "check", "house")
    assert result.exit_code == exit_codes.DONE
    files = [one for one in (place / "house").rglob("*.y*ml") if ".hidden" not in one.parts]
    assert len(files) > 8
    told = [one for one in result.stdout.splitlines() if not one.startswith("    ")]
    assert told == [f"{one.relative_to(place).as_posix()}: in order" for one in sorted(files)]
    assert complaints("calendar", "check", "house/calendars").exit_code == exit_codes.DONE


def test_a_folder_without_files_is_no_success(complaints: Complaints, place: Path) -> None:
    (place / "empty").mkdir()
    result = complaints("definition", "check", "empty")
    assert result.exit_code == exit_codes.DEFINITION_INVALID
    assert result.stderr == (
        "empty  Y001  There is no YAML file in this folder.\n"
        "More, with examples: `complaints definition codes Y001`.\n"
    )


def test_a_file_that_cannot_be_read_as_text_is_told(complaints: Complaints, place: Path) -> None:
    (place / "gb.yaml").write_bytes("title: 失物".encode("gb2312"))
    assert "Y005" in complaints("definition", "check", "gb.yaml").stderr
    assert "Y001" in complaints("definition", "check", "none.yaml").stderr


def test_json_says_where_and_how_bad(complaints: Complaints, place: Path) -> None:
    told = json.loads(complaints("definition", "check", "bad.yaml", "round.yaml", "--json").stdout)
    assert told["ok"] is False
    assert [(one["code"], one["severity"]) for one in told["problems"]] == [
        ("C011", "error"),
        ("S022", "warning"),
    ]
    round_only = complaints("definition", "check", "round.yaml", "--format", "json")
    (problem,) = json.loads(round_only.stdout)["problems"]
    assert json.loads(round_only.stdout)["ok"] is True
    assert (problem["line"], problem["column"], problem["end_column"]) == (24, 3, 7)


# --- SARIF -------------------------------------------------------------------------------------


def test_sarif_has_rules_regions_and_relative_places(complaints: Complaints, place: Path) -> None:
    shutil.copy(BAD, place / "流程 1.yaml")
    result = complaints(
        "definition", "check", "流程 1.yaml", "round.yaml", "--format", "sarif", "--lang", "zh"
    )
    told = json.loads(result.stdout)
    jsonschema.validate(told, SARIF)
    (run,) = told["runs"]
    rules = run["tool"]["driver"]["rules"]
    first, second = run["results"]
    assert [one["id"] for one in rules] == ["C011", "S022"]
    assert rules[0]["shortDescription"]["text"] == "永远不会成立的条件"
    assert "自相矛盾" in rules[0]["help"]["markdown"]
    assert rules[1]["defaultConfiguration"]["level"] == second["level"] == "warning"
    assert first["message"]["text"] == "无论填写什么，这都不可能成立。"
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {
            "uri": "%E6%B5%81%E7%A8%8B%201.yaml",
            "uriBaseId": "%SRCROOT%",
        },
        "region": {"startLine": 23, "startColumn": 57, "endColumn": 94},
    }
    assert rules[second["ruleIndex"]]["id"] == second["ruleId"]


@pytest.mark.long
def test_every_problem_there_is_makes_a_valid_log(complaints: Complaints) -> None:
    result = complaints("definition", "check", str(FOLDER / "bad"), "--format", "sarif")
    told = json.loads(result.stdout)
    jsonschema.validate(told, SARIF)
    assert len(told["runs"][0]["results"]) > 250


def test_what_is_elsewhere_or_has_no_line_is_named_whole(tmp_path: Path) -> None:
    problem = Problem("Y001", str(tmp_path / "none.yaml"), 0, 0, "There is no such file.")
    told = log([problem], tmp_path / "below")
    jsonschema.validate(told, SARIF)
    assert (tmp_path / "none.yaml").as_uri() in json.dumps(told)
    assert "region" not in json.dumps(told)
    assert "uriBaseId" not in json.dumps(told)
    assert uri(str(tmp_path / "none.yaml"), tmp_path) == "none.yaml"


# --- GitHub ------------------------------------------------------------------------------------


def test_annotations_name_file_line_column_and_code(complaints: Complaints, place: Path) -> None:
    result = complaints("definition", "check", "bad.yaml", "round.yaml", "--format", "github")
    assert result.exit_code == exit_codes.DEFINITION_INVALID
    error, warning = result.stdout.splitlines()
    assert error == (
        "::error file=bad.yaml,line=23,col=57,endColumn=94,title=C011::"
        "This can never hold, whatever is on file."
    )
    assert warning.startswith("::warning file=round.yaml,line=24,col=3,endColumn=7,title=S022::")


def test_signs_that_would_end_an_annotation_are_escaped(tmp_path: Path) -> None:
    file = str(tmp_path / "50%, a:b.yaml")
    problem = Problem("L004", file, 1, 2, "100%, not a:b\r\nor so.", suggestion="c")
    with language("en"):
        (line,) = annotations([problem], tmp_path)
    assert line == (
        "::error file=50%25%2C a%3Ab.yaml,line=1,col=2,title=L004::"
        "100%25, not a:b%0D%0Aor so. Did you mean c?"
    )


def test_an_annotation_of_a_whole_file_has_no_line(tmp_path: Path) -> None:
    problem = Problem("Y001", "none.yaml", 0, 0, "There is no such file.")
    (line,) = annotations([problem], tmp_path)
    assert line == "::error file=none.yaml,title=Y001::There is no such file."


# --- public holidays that run out --------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "codes"), [("2026-11-27", []), ("2100-01-01", ["K026"])], ids=["known", "run out"]
)
def test_holidays_that_run_out_within_the_longest_limit_are_told(
    complaints: Complaints, now: str, codes: list[str]
) -> None:
    with freeze_time(now):
        result = complaints("definition", "check", str(DEFINITIONS / "complaint.yaml"), "--json")
    told = json.loads(result.stdout)["problems"]
    assert [one["code"] for one in told] == codes
    assert all("`complaints calendar revise CN`" in one["text"] for one in told)


def test_the_longest_limit_and_the_first_day_count(complaints: Complaints, place: Path) -> None:
    text = (DEFINITIONS / "complaint.yaml").read_text(encoding="utf-8")
    (place / "late.yaml").write_text(
        text.replace("effective: 2024-06-01", "effective: 2099-12-31"), encoding="utf-8"
    )
    (place / "long.yaml").write_text(
        text.replace("within: 3 calendar days", "within: 90 months"), encoding="utf-8"
    )
    accepted = text.replace(
        "\ncalendar: office-cn", "\n# accepted K026: nobody knows them yet\ncalendar: office-cn"
    ).replace("effective: 2024-06-01", "effective: 2099-12-31")
    (place / "accepted.yaml").write_text(accepted, encoding="utf-8")
    with freeze_time("2026-11-27"):
        for name, codes in {"late": {"K026"}, "long": {"K026"}, "accepted": set()}.items():
            told = json.loads(complaints("definition", "check", f"{name}.yaml", "--json").stdout)
            assert {one["code"] for one in told["problems"]} == codes, name


# --- codes -------------------------------------------------------------------------------------


def test_a_code_is_explained(complaints: Complaints) -> None:
    text = complaints("definition", "codes", "d010").stdout
    assert "\nWrong, for example:\n    " in text
    assert "\n错误示例：\n    " in complaints("definition", "codes", "d010", "--lang", "zh").stdout
    assert text.startswith("D010  error  The deadline still runs when the case is over\n")
    assert "    met: {entered: returned}" in text.replace("      ", "    ")
    told = json.loads(complaints("definition", "codes", "D010", "S022", "--json").stdout)["codes"]
    assert [(one["code"], one["level"]) for one in told] == [("D010", "error"), ("S022", "warning")]


def test_all_codes_are_listed(complaints: Complaints) -> None:
    assert len(complaints("definition", "codes").stdout.splitlines()) > 130


def test_an_unknown_code_is_refused(complaints: Complaints) -> None:
    result = complaints("definition", "codes", "X999")
    assert result.exit_code == exit_codes.USAGE
    assert "There is no code X999" in result.stderr


def test_scenarios_in_place_of_a_definition_are_told_to_be_some(
    complaints: Complaints, tmp_path: Path
) -> None:
    file = tmp_path / "repair.scenarios.yaml"
    shutil.copyfile(DEFINITIONS / file.name, file)
    about = tmp_path / "repair.yaml"
    wanted = f"These are scenarios of {about}; `complaints definition test {about}` plays them."
    for command in ("show", "publish"):
        told = complaints("definition", command, str(file)).stderr
        assert wanted in told
        assert told.count("L00") == 2, "one problem, and where more is said"
    other = file.rename(tmp_path / "other.yaml")
    assert "as NAME.scenarios.yaml" in complaints("definition", "check", str(other)).stderr
