"""Words and papers on the screen: what to say, what was refused for its words, what was printed."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from command_lines import Complaints, copied, made
from frozen import freeze_time
from hotel import HOTEL

RECEIVED = (
    *("--set", "name=李雷", "--set", "content=前台说没办法", "--set", "room=301"),
    *("--set", "called_at=2026-11-02 09:30"),
)
ANSWER = ("do", "1", "answer", "--set", "outcome=satisfied", "--set")


def told(result: Result) -> str:
    assert result.exit_code == 0, result.output
    assert not result.stderr
    return result.stdout


def at_ten(complaints: Complaints) -> Complaints:
    """Let it be Monday at ten for every command."""

    def run(*words: str) -> Result:
        with freeze_time("2026-11-02 02:00:00"):
            return complaints(*words)

    return run


@pytest.fixture(scope="module")
def furnished_hotel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a hotel with one case, made once and copied."""
    folder = tmp_path_factory.mktemp("template")
    definition = folder / "hotel.yaml"
    definition.write_text(HOTEL, encoding="utf-8")

    def make(complaints: Complaints) -> None:
        run = at_ten(complaints)
        told(run("init", "--zone", "Asia/Shanghai"))
        told(run("definition", "publish", str(definition)))
        told(run("staff", "add", "wang", "--role", "supervisor"))
        told(run("staff", "add", "lin", "--role", "desk", "--superior", "wang"))
        told(run("open", "hotel", *RECEIVED, "--as", "lin"))

    return made(folder / "hotel.db", make)


@pytest.fixture
def hotel(
    complaints: Complaints,
    furnished_hotel: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Complaints:
    """A hotel with one case, opened on Monday at ten; its definition lies in the folder."""
    copied(furnished_hotel, tmp_path / "hotel.db", monkeypatch)
    monkeypatch.setenv("COMPLAINTS_ACTOR", "lin")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hotel.yaml").write_text(HOTEL, encoding="utf-8")
    return at_ten(complaints)


def test_what_to_say_stands_under_whose_it_is_with_what_to_avoid(hotel: Complaints) -> None:
    shown = told(hotel("script", "1"))
    assert shown.splitlines()[:22] == [
        "In this state",
        "  Apology",
        "    Sorry, 李雷.",
        "  While they wait",
        "    Please hold, 301.",
        "",
        "answer (Answer)",
        "  Say",
        "    We answer by 2026-11-02 15:30, ________.",
        "",
        'answer (Answer), to closed (Closed) if outcome == "satisfied"',
        "  Closing",
        "    Thank you, 李雷.",
        "",
        "tell (Tell)",
        "  Apology",
        "    Pardon, 李雷.",
        "",
        "Always",
        "  Opening",
        "    Hello, lin speaking.",
        "",
    ]
    rows = {line.split("  ")[0]: line for line in shown.splitlines()}
    assert rows["no way"].endswith("the act is refused")
    assert rows["大概"].endswith("a warning")


def test_it_is_there_in_chinese_for_one_step(hotel: Complaints) -> None:
    shown = told(hotel("script", "1", "answer", "--lang", "zh"))
    assert "话术\n    我们将在2026-11-02 15:30前答复。" in shown
    assert "致歉\n    李雷，对不起。" in shown
    assert "我马上想办法。" in shown


def test_before_there_is_a_case_the_definition_says_what_to_say(hotel: Complaints) -> None:
    shown = told(hotel("script", "--definition", "hotel"))
    assert "receive (Receive)\n  Opening\n    Front desk, lin speaking." in shown
    assert hotel("script").exit_code == 2
    assert hotel("script", "1", "--definition", "hotel").exit_code == 2


def test_a_program_gets_it_as_data(hotel: Complaints) -> None:
    data = json.loads(told(hotel("script", "1", "answer", "--json")))
    assert data["said"][1] == {
        "scope": "branch",
        "step": "answer",
        "when": 'outcome == "satisfied"',
        "to": "closed",
        "occasion": "closing",
        "text": "Thank you, 李雷.",
    }
    assert {"phrase": "大概", "instead": "Name a time.", "only_warned": True} in data["avoid"]
    shown = json.loads(told(hotel("show", "1", "--json")))
    assert shown["script"] == {"apology": "Sorry, 李雷.", "holding": "Please hold, 301."}


def test_where_nothing_is_said_that_is_said(hotel: Complaints) -> None:
    plain = (
        HOTEL[: HOTEL.index("script:")]
        + """
states: {open: {}, closed: {final: true}}
transitions:
  receive: {from: new, to: open, by: [desk]}
  close: {from: open, to: closed, by: [desk]}
deadlines:
  closing: {starts: {entered: open}, met: {left: open}, within: 1 week}
"""
    )
    Path("plain.yaml").write_text(plain.replace("workflow: hotel", "workflow: plain"), "utf-8")
    assert hotel("definition", "publish", "plain.yaml").exit_code == 0
    assert told(hotel("script", "--definition", "plain")) == (
        "The definition has nothing to say here.\n"
    )
    assert "Words" not in told(hotel("definition", "show", "./plain.yaml"))


def test_show_says_what_to_say_now(hotel: Complaints) -> None:
    shown = told(hotel("show", "1"))
    assert "What to say\n  Apology\n    Sorry, 李雷.\n  While they wait" in shown


def test_a_refused_text_is_told_by_its_phrase_and_not_repeated(hotel: Complaints) -> None:
    refused = hotel(*ANSWER, "reply=真的 没办法 了")
    assert refused.exit_code == 4
    assert refused.stderr == (
        "Error: answer is refused for case H-2026-000001: reply says “没办法”. "
        "Say instead: I will find a way.\n"
    )
    refused = hotel(*ANSWER, "reply=no way", "--lang", "zh")
    assert "reply（答复）中出现禁用语“no way”" in refused.stderr
    assert "应改说：我马上想办法。" in refused.stderr


def test_what_is_only_warned_of_is_told_with_the_receipt(hotel: Complaints) -> None:
    shown = told(hotel("set", "1", "reply=大概三点"))
    assert "reply says “大概”; better say: Name a time.\n" in shown
    data = json.loads(told(hotel("set", "1", "reply=大概三点", "--json")))
    assert data["avoid"] == [{"field": "reply", "phrase": "大概", "instead": "Name a time."}]


def test_papers_are_listed_with_their_numbers_and_printed_by_them(hotel: Complaints) -> None:
    listed = told(hotel("documents", "1"))
    assert [line.split()[0] for line in listed.splitlines()[2:]] == ["register", "receipt"]
    assert "H-2026-000001-1-2   2026-11-02 09:30   receive (Receive)" in listed
    printed = told(hotel("documents", "1", "H-2026-000001-1"))
    assert printed.startswith("Register form  H-2026-000001-1\n\nH-2026-000001-1: 李雷, 301, ")
    assert told(hotel("documents", "1", "register")) == printed
    data = json.loads(told(hotel("documents", "1", "--json")))["documents"][0]
    assert (data["number"], data["step"], data["deadline"]) == ("H-2026-000001-1", "receive", None)


def test_the_history_says_what_was_printed_and_sent_to_whom(hotel: Complaints) -> None:
    shown = told(hotel("history", "1"))
    assert "Printed: register (Register form)" in shown
    assert "Sent: receipt (Receipt) to wang, guest (Guest)" in shown
    assert "2026-11-02 09:30" in shown
    assert "(recorded 2026-11-02 10:00)" in shown


def test_messages_of_steps_that_wait_name_no_deadline(hotel: Complaints) -> None:
    shown = told(hotel("outbox", "list"))
    assert "message to a party" in shown
    data = json.loads(told(hotel("outbox", "list", "--json")))["messages"]
    assert {(one["kind"], one["deadline"], one["cycle"], one["due_at"]) for one in data} == {
        ("message", None, None, None),
        ("party", None, None, None),
    }


def test_the_definition_is_told_with_its_words_and_papers(hotel: Complaints) -> None:
    shown = told(hotel("definition", "show", "./hotel.yaml"))
    for line in (
        "  happened at the time in called_at (Called at)",
        "  prints: register (Register form)",
        "  sends: receipt (Receipt) to guest (Guest), supervisor (Supervisor)",
        "  Opening: Front desk, {me} speaking.",
        "  to closed (Closed):",
        "    Closing: Thank you, {name}.",
        "  phrases are looked for in: content (Content)",
        "  in open (Open):",
        "    avoid: calm down: say “I understand.”",
        "    avoid: perhaps, 大概: better “Name a time.” (a warning only)",
        "    phrases are looked for in: reply (Reply)",
    ):
        assert line in shown.splitlines(), line
    assert "sends: receipt (Receipt) to the owner, urgent" in shown
    assert "sends: receipt (Receipt) to guest (Guest)" in shown


def test_what_is_different_is_said_in_words(hotel: Complaints) -> None:
    text = HOTEL.replace("phrase: calm down", "phrase: relax")
    text = text.replace("    happened: told_at\n", "").replace("checks: reply\n", "")
    text = text.replace("    prints: register\n    sends", "    sends")
    text = text.replace("phrase: goodbye", "phrase: bye").replace('edition: "1"', 'edition: "2"')
    text = text.replace("{to: [{party: guest}, {role: supervisor}]", "{to: {role: supervisor}")
    text = text.replace("    checks: content\n", "")
    Path("newer.yaml").write_text(text, "utf-8")
    shown = told(hotel("definition", "diff", "hotel", "newer.yaml"))
    for line in (
        "phrases to avoid: calm down: say “I understand.” → relax: say “I understand.”",
        "happened at the time in: no longer told_at (Told at)",
        "where phrases are looked for: no longer reply (Reply)",
        "where phrases are looked for: no longer content (Content)",
        "prints: no longer register (Register form)",
    ):
        assert line in shown, line
    assert "sends: receipt (Receipt) to guest (Guest), supervisor (Supervisor) → receipt" in shown
    assert "goodbye" in shown


def test_corrected_words_are_said_to_be_wording_only(hotel: Complaints) -> None:
    text = HOTEL.replace("{name}, we are sorry.", "{name}, sorry.").replace(
        "{en: I will find a way.", "{en: I will see to it."
    )
    Path("newer.yaml").write_text(text, "utf-8")
    shown = told(hotel("definition", "diff", "hotel", "newer.yaml"))
    assert "Wording only: what to say everywhere, what to say instead" in shown


def test_a_step_that_addresses_nobody_by_name_is_warned_of(hotel: Complaints) -> None:
    text = HOTEL.replace(
        "{to: owner, document: receipt, urgent: true}", "{to: {person: lim}, document: receipt}"
    )
    Path("newer.yaml").write_text(text.replace('edition: "1"', 'edition: "2"'), "utf-8")
    published = hotel("definition", "publish", "newer.yaml")
    assert published.exit_code == 0
    assert "What answer (Answer) sends goes to whoever is above the owner" in published.output
    assert "an alarm is raised" in published.output


# --- scenarios -----------------------------------------------------------------------------------

SCENARIOS = """
language: 1
given:
  zone: Asia/Shanghai
  begins: 2026-11-02 10:00
  staff:
    lin: {roles: desk}
    wang: {roles: supervisor}
scenarios:
  answer:
    steps:
      - who: lin
        does: receive
        with: {name: 李雷, content: 没办法, room: "301", called_at: 2026-11-02 09:30}
        then:
          due: {answer: 2026-11-02 15:30}
          brought: [register, receipt]
          told: {at: 2026-11-02 10:00, sends: receipt, to: [wang, guest]}
      - at: 2026-11-02 14:30
        then:
          told: {at: 2026-11-02 14:30, about: answer, to: [lin, guest]}
          brought: receipt
      - who: lin
        does: answer
        with: {reply: no way, outcome: satisfied}
        then: {refused: PhraseAvoided}
      - who: lin
        does: answer
        with: {reply: soon, outcome: satisfied}
        then: {state: closed, brought: [register, receipt, receipt]}
"""


def test_scenarios_say_what_was_sent_and_brought(hotel: Complaints) -> None:
    Path("hotel.scenarios.yaml").write_text(SCENARIOS, encoding="utf-8")
    told(hotel("definition", "test", "hotel.yaml"))


@pytest.mark.parametrize(
    ("old", "new", "expected", "found"),
    [
        (
            "brought: [register, receipt]\n",
            "brought: register\n",
            "nothing more",
            "brought: receipt",
        ),
        ("brought: receipt\n", "brought: nothing\n", "nothing more", "brought: receipt"),
        (
            "brought: receipt\n",
            "brought: [receipt, register]\n",
            "brought: register (Register form)",
            "nothing of the kind",
        ),
        (
            "sends: receipt, to: [wang, guest]",
            "sends: receipt, to: guest",
            "receipt → guest",
            "receipt → guest, wang",
        ),
    ],
)
def test_what_does_not_hold_is_said(
    hotel: Complaints, old: str, new: str, expected: str, found: str
) -> None:
    assert old in SCENARIOS
    Path("hotel.scenarios.yaml").write_text(SCENARIOS.replace(old, new), encoding="utf-8")
    played = hotel("definition", "test", "hotel.yaml")
    assert played.exit_code == 9
    assert expected in played.output
    assert found in played.output


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("sends: receipt, to", "sends: reciept, to", "reciept"),
        ("brought: receipt\n", "brought: reciept\n", "reciept"),
        ("sends: receipt, to", "sends: receipt, about: answer, to", "Exactly one of these"),
    ],
)
def test_what_scenarios_name_wrongly_is_refused(
    hotel: Complaints, old: str, new: str, problem: str
) -> None:
    Path("hotel.scenarios.yaml").write_text(SCENARIOS.replace(old, new), encoding="utf-8")
    checked = hotel("definition", "test", "hotel.yaml")
    assert checked.exit_code == 7
    assert problem in checked.output
