"""Lists, files and what is read back, typed; and what is shown to whom."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from command_lines import Complaints, copied, made
from floods import TEXT

from workflow.cli.program import complaints as program


class AtTerminal:
    """``sys`` as it is for whoever sits at a terminal."""

    class stdin:  # noqa: N801 - as in sys
        @staticmethod
        def isatty() -> bool:
            return True


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with a case of dan's."""
    folder = tmp_path_factory.mktemp("template")
    definition = folder / "flood.yaml"
    definition.write_text(TEXT, encoding="utf-8")

    def make(complaints: Complaints) -> None:
        for words in (
            "init --zone Asia/Shanghai",
            f"definition publish {definition}",
            "staff add dan --role desk",
            "staff add eva --role desk",
            "staff add lea --role lead",
            "open flood --set guest=李雷 --as dan",
        ):
            done = complaints(*words.split())
            assert done.exit_code == 0, done.output

    return made(folder / "house.db", make)


@pytest.fixture
def flood(
    complaints: Complaints, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Complaints:
    """The house, its definition in the folder."""
    copied(template, tmp_path / "house.db", monkeypatch)
    monkeypatch.chdir(tmp_path)
    Path("flood.yaml").write_text(TEXT, encoding="utf-8")
    return complaints


def shown(flood: Complaints, *words: str) -> str:
    result = flood("show", "1", *words)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_lists_and_files_are_typed_and_shown(flood: Complaints) -> None:
    Path("door.jpg").write_bytes(b"door")
    Path("bill.pdf").write_bytes(b"bill")
    done = flood(
        "set", "1", "call_at=9点半", "items=red, soft chair", "items=lamp",
        "--set", "rooms=浴室、hall",
        "--attach", "photos=door.jpg", "--attach", "photos=bill.pdf", "--attach", "bill=bill.pdf",
        "--as", "dan",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    text = shown(flood, "--as", "dan")
    assert "09:30" in text
    assert "red, soft chair, lamp" in text
    assert "bath (Bathroom), hall (Hall)" in text
    assert "bill.pdf (4 bytes, SHA-256 " in text
    fields = json.loads(shown(flood, "--as", "dan", "--json"))["fields"]
    assert fields["items"] == ["red, soft chair", "lamp"]
    assert [one["name"] for one in fields["photos"]] == ["door.jpg", "bill.pdf"]
    assert fields["bill"]["type"] == "application/pdf"
    assert "浴室" in shown(flood, "--as", "dan", "--lang", "zh")
    assert "浴室" in flood("history", "1", "--as", "dan", "--lang", "zh").stdout


@pytest.mark.parametrize(
    "words", [("--set", "guess=1", "--set", "guess=2"), ("--set", "guess=1", "guess=2")]
)
def test_a_field_that_is_no_list_is_given_once(flood: Complaints, words: tuple[str, ...]) -> None:
    refused = flood("set", "1", *words, "--as", "dan")
    assert refused.exit_code in {2, 4}
    assert "once" in refused.stderr or "twice" in refused.stderr


def test_a_file_that_is_not_there_is_said_at_once(flood: Complaints) -> None:
    refused = flood("set", "1", "--attach", "bill=gone.pdf", "--as", "dan")
    assert refused.exit_code == 2
    assert "gone.pdf" in refused.stderr


def test_without_a_terminal_what_is_to_be_read_back_is_shown_and_refused(
    flood: Complaints,
) -> None:
    refused = flood("do", "1", "confirm", "--as", "dan")
    assert refused.exit_code == 4
    assert "guest (Guest): 李雷" in refused.stdout
    assert "李雷" not in refused.stderr
    assert "--read-back" in refused.stderr
    quiet = flood("do", "1", "confirm", "--as", "dan", "--json")
    assert (quiet.exit_code, quiet.stdout) == (4, "")
    done = flood("do", "1", "confirm", "--as", "dan", "--read-back")
    assert done.exit_code == 0, done.output
    assert "Read back: guest (Guest)" in flood("history", "1", "--as", "dan").stdout


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 4)])
def test_at_a_terminal_it_is_asked_whether_it_was_read_back(
    flood: Complaints, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    flood("set", "1", "rooms=bath", "--set", "phone=13800138000", "--as", "dan")
    monkeypatch.setattr("workflow.cli.reading_back.sys", AtTerminal())
    words = ["do", "1", "confirm", "--as", "dan", "--set", "rooms=hall"]
    result = CliRunner().invoke(program, words, input=f"{answer}\n")
    assert result.exit_code == code, result.output
    assert "phone (Telephone): 13800138000" in result.stdout
    assert "rooms (Rooms): hall (Hall)" in result.stdout
    assert "Was this read back?" in result.stderr


def test_what_is_withheld_is_not_shown_to_be_read_back(flood: Complaints) -> None:
    told = TEXT.replace("reads_back: [guest, ", "reads_back: [culprit, guest, ")
    Path("flood.yaml").write_text(told.replace('"1"', '"2"', 1), encoding="utf-8")
    assert flood("definition", "publish", "flood.yaml").exit_code == 0
    flood("open", "flood", "--set", "guest=李雷", "--set", "culprit=Room 1104", "--as", "dan")
    refused = flood("do", "2", "confirm", "--as", "dan")
    assert refused.exit_code == 4
    assert "culprit (Who did it): (withheld)" in refused.stdout
    assert "1104" not in refused.output


def test_an_opening_is_read_back_too(flood: Complaints, monkeypatch: pytest.MonkeyPatch) -> None:
    told = TEXT.replace(
        "needs: [guest]\n", "needs: [guest]\n    reads_back: [guest, rooms, seen]\n"
    )
    told = told.replace("  news: {", "  seen: {type: moment}\n  news: {")
    told = told.replace("culprit, guess,", "culprit, guess, seen,").replace('"1"', '"2"', 1)
    Path("flood.yaml").write_text(told, encoding="utf-8")
    assert flood("definition", "publish", "flood.yaml").exit_code == 0
    monkeypatch.setattr("workflow.cli.reading_back.sys", AtTerminal())
    words = ["open", "flood", "--as", "dan", "--set", "guest=李雷"]
    words += ["--set", "seen=2026-11-01 10:00"]
    result = CliRunner().invoke(program, words, input="y\n")
    assert result.exit_code == 0, result.output
    assert "guest (Guest): 李雷" in result.stdout
    assert "seen: 2026-11-01 10:00" in result.stdout


def test_who_reads_is_who_acts_and_otherwise_what_everybody_sees(flood: Complaints) -> None:
    flood("set", "1", "culprit=Room 1104", "guess=4711.5", "--as", "dan")
    for words, culprit, guess in (
        (("--as", "lea"), True, True),
        (("--as", "dan"), False, True),
        (("--as", "eva"), False, False),
        ((), False, False),
    ):
        for told in (shown(flood, *words), flood("history", "1", *words).stdout):
            assert ("Room 1104" in told) is culprit
            assert ("4711.5" in told) is guess
            assert ("(withheld)" in told) is not (culprit and guess)
        data = json.loads(shown(flood, *words, "--json"))
        assert ("culprit" in data["withheld"]) is not culprit
        assert (data["fields"]["culprit"] is None) is not culprit
    assert "（不予显示）" in shown(flood, "--lang", "zh")
    assert "F-2026-000001" not in flood("list", "--text", "4711.5").stdout
    assert "F-2026-000001" in flood("list", "--text", "4711.5", "--as", "dan").stdout


def test_cases_kept_to_some_are_written_down_by_others(flood: Complaints) -> None:
    Path("flood.yaml").write_text(
        TEXT.replace("prefix: F\n", "prefix: F\nsees: [lead]\n").replace('"1"', '"2"', 1),
        encoding="utf-8",
    )
    assert flood("definition", "publish", "flood.yaml").exit_code == 0
    opened = flood("open", "flood", "--set", "guest=韩梅梅", "--as", "dan")
    assert opened.exit_code == 0, opened.output
    assert opened.stdout == "F-2026-000002 is written down.\n"
    assert flood("show", "2", "--as", "dan").exit_code == 5
    nobody = flood("show", "2")
    assert nobody.exit_code == 2
    assert "--as" in nobody.stderr
    assert "F-2026-000002" not in flood("list").stdout
    assert "F-2026-000002" in flood("list", "--as", "lea").stdout
    assert flood("diagram", "2", "--as", "dan").exit_code == 5


def test_a_definition_tells_what_it_takes_and_who_sees_it(flood: Complaints) -> None:
    told = flood("definition", "show", "flood").stdout
    for line in (
        "at most 2 of type choice, bath (Bathroom)",
        "seen by: lead (Duty manager), the owner, not printed for: insurer (Insurer)",
        "ground (Ground): old (Too old), trifle (A trifle) only",
        "read back: guest (Guest), phone (Telephone), rooms (Rooms)",
        'on file: phone (Telephone) if "bath" in rooms',
    ):
        assert line in told
    changed = TEXT.replace("sees: [lead], title", "title").replace("at_most: 2", "at_most: 3")
    changed = changed.replace("of: [old, trifle]", "of: [old]").replace(
        "reads_back: [guest, ", "reads_back: ["
    )
    Path("other.yaml").write_text(changed.replace('"1"', '"2"', 1), encoding="utf-8")
    differing = flood("definition", "diff", "flood.yaml", "other.yaml").stdout
    for line in ("who sees it", "entries at most", "is read back", "ground (Ground): old"):
        assert line in differing
    possible = shown(flood, "--as", "lea")
    assert "--set ground=old|trifle" in possible
    assert "read back: guest (Guest)" in possible


def test_a_file_is_known_again_by_its_content(flood: Complaints) -> None:
    for name in ("door.jpg", "bill.pdf", "other.txt"):
        Path(name).write_text(name, encoding="utf-8")
    assert flood("attachments", "1").stdout == "The case names no file that you may see.\n"
    flood("set", "1", "--attach", "photos=door.jpg", "--attach", "bill=bill.pdf", "--as", "dan")
    flood("set", "1", "--attach", "bill=other.txt", "--as", "dan")
    everything = json.loads(flood("attachments", "1", "--json").stdout)["attachments"]
    told = [(one["field"], one["file"], one["seq"]) for one in everything]
    assert sorted(told) == [
        ("bill", "bill.pdf", 2),
        ("bill", "other.txt", 3),
        ("photos", "door.jpg", 2),
    ]
    Path("door.jpg").rename("renamed.png")
    found = flood("attachments", "1", "renamed.png")
    assert found.exit_code == 0
    assert "door.jpg" in found.stdout
    assert "bill.pdf" not in found.stdout
    Path("renamed.png").write_text("changed", encoding="utf-8")
    assert flood("attachments", "1", "gone.png").exit_code == 2
    changed = flood("attachments", "1", "renamed.png")
    assert changed.exit_code == 9
    assert "none of those" in changed.stdout
    flood("erase", "1", "--reason", "Asked by the guest", "--as", "lea")
    assert "door.jpg" not in flood("attachments", "1", "--as", "lea").stdout
