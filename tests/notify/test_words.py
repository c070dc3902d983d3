"""The words of messages: shipped ones, those of a house, and broken ones."""

import logging
import os
from pathlib import Path

import pytest
from letters_sent import ALARM, ESCALATION, FOLLOW_UP, KINDS, MESSAGE, PARTY, REMINDER

from workflow.definition.model import Field
from workflow.notify.wording import sentence
from workflow.notify.words import LONGEST_SUBJECT, SHIPPED, Words
from workflow.service.delivery import Letter, OnFile
from workflow.translation import LANGUAGES

SHARED = {"case.txt", "digest.txt", "page.html", "subject.txt"}


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("letter", KINDS, ids=lambda one: one.kind)
def test_every_kind_of_message_has_words_in_every_language(tag: str, letter: Letter) -> None:
    words = Words(None, tag)
    subject, text = words.subject([letter]), words.text([letter])
    assert letter.case in subject
    assert letter.case in text
    assert {"en": "Customer complaint", "zh": "顾客投诉"}[tag] in text
    assert ("2026-11-24 24:00" in text) == (letter.due_at is not None)
    assert "\n" not in subject
    assert "\n\n\n" not in text


def test_both_languages_have_the_same_templates() -> None:
    names = [{one.name for one in (SHIPPED / tag).iterdir()} for tag in LANGUAGES]
    assert names[0] == names[1] == SHARED | {f"{one.kind}.txt" for one in KINDS}


def test_what_a_letter_brings_is_said() -> None:
    assert "所附文书：致歉信" in Words(None, "zh").text([PARTY])
    assert "请转告顾客" in Words(None, "zh").subject([PARTY])
    assert "With it: Letter of apology" in Words(None, "en").text([PARTY])
    assert "fallback" in Words(None, "en").text([ALARM])
    assert "due" not in Words(None, "en").text([MESSAGE])
    assert "due" not in Words(None, "en").text([PARTY._replace(due_at=None, deadline={})])


def test_several_are_told_as_one() -> None:
    words = Words(None, "en")
    text = words.text([REMINDER, ESCALATION])
    assert words.subject([REMINDER, ESCALATION]) == "2 messages about cases"
    assert text.startswith("2 messages\n\n1. Reminder: Call back")
    assert "\n2. Overdue: Call back" in text


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("count", [2, 3, 7, 40])
@pytest.mark.parametrize("most", [60, 300, 700, 2048])
def test_what_does_not_fit_is_counted(tag: str, count: int, most: int) -> None:
    words = Words(None, tag)
    text = words.text([REMINDER] * count, most)
    assert len(text.encode()) <= most
    told = text.count("C-2026-000017")
    if told < count and most > 60:
        left = {"en": f"…and {count - told} more", "zh": f"…另有 {count - told} 条"}[tag]
        assert text.endswith(left)
        more = words.text([REMINDER] * (told + 1))
        assert len(more.encode()) + len(left.encode()) + 1 > most


def test_one_that_does_not_fit_is_cut_between_two_signs() -> None:
    long = REMINDER._replace(definition={"zh": "投诉" * 2000})
    text = Words(None, "zh").text([long], 2048)
    assert 2045 <= len(text.encode()) <= 2048
    assert text.endswith("…")
    assert "\ufffd" not in text


def test_a_long_subject_is_cut() -> None:
    subject = Words(None, "zh").subject([REMINDER._replace(definition={"zh": "投诉" * 200})])
    assert len(subject) == LONGEST_SUBJECT
    assert subject.endswith("…")


def test_what_stands_in_a_page_is_no_html() -> None:
    page = Words(None, "en").html([REMINDER._replace(definition={"en": "<script>&"})])
    assert "<script>" not in page
    assert "&lt;script&gt;&amp;" in page


class TestWordsOfTheHouse:
    """A folder replaces the templates one by one."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        made = tmp_path / "words"
        (made / "zh").mkdir(parents=True)
        return made

    def test_a_template_of_the_house_replaces_one(self, folder: Path) -> None:
        (folder / "reminder.txt").write_text("{{ owner }}: {{ deadline }} ({{ sentence }})")
        words = Words(folder, "en")
        assert words.text([REMINDER]).startswith("lin: Call back (Reminder to lin: C-2026")
        assert words.text([ESCALATION]) == Words(None, "en").text([ESCALATION])
        assert "lin: Call back" in words.text([REMINDER, ESCALATION])

    def test_one_for_the_language_comes_first_and_may_use_the_others(self, folder: Path) -> None:
        (folder / "reminder.txt").write_text("for all")
        (folder / "zh" / "reminder.txt").write_text('您好！{% include "case.txt" %}', "utf-8")
        assert Words(folder, "zh").text([REMINDER]).startswith("您好！C-2026-000017（顾客投诉）")
        assert Words(folder, "en").text([REMINDER]) == "for all"

    def test_a_part_of_the_others_may_be_replaced_alone(
        self, folder: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        (folder / "case.txt").write_text("case {{ case }}")
        words = Words(folder, "en")
        assert words.text([REMINDER]).endswith("due 2026-11-24 24:00\ncase C-2026-000017")
        assert caplog.records == []
        (folder / "case.txt").write_text("{{ complainant }}")
        assert words.text([REMINDER]) == Words(None, "en").text([REMINDER])
        assert f"{folder / 'case.txt'}:1 cannot be used" in caplog.records[0].getMessage()

    @pytest.mark.parametrize(
        ("template", "told"),
        [
            ("{{ fields }}", "Telephone: 138; Items: 3"),
            ("{{ fields|list }}", "['phone', 'items']"),
            (
                "{% for one in fields %}{{ one }}={{ fields[one] }} {% endfor %}",
                "phone=138 items=3",
            ),
            ("{{ 'phone' in fields }} {{ 'x' in fields }}", "True False"),
            ("{{ fields|length }} {{ fields.items }} [{{ fields.x }}]", "2 3 []"),
        ],
    )
    def test_all_that_is_on_file_can_be_gone_through(
        self, folder: Path, template: str, told: str
    ) -> None:
        (folder / "reminder.txt").write_text(template)
        phone = OnFile(Field("phone", "phone", {"en": "Telephone", "zh": "电话"}), "138")
        items = OnFile(Field("items", "number", {"en": "Items", "zh": "件数"}), 3)
        letter = REMINDER._replace(fields={"phone": phone, "items": items})
        assert Words(folder, "en").text([letter]) == told

    def test_everything_that_is_wrong_can_be_asked_for(self, folder: Path) -> None:
        assert Words(folder, "en").unusable(KINDS) == []
        (folder / "party.txt").write_text("{{ customer }}")
        (folder / "page.html").write_text("{{ messages[1].text.nothing }}")
        (folder / "subject.txt").write_text("{% if kind == 'alarm' %}{{ nobody }}{% endif %}x")
        found = Words(folder, "en").unusable(KINDS)
        assert [Path(one.file).name for one in found] == [
            "party.txt:1",
            "subject.txt:1",
            "page.html:1",
        ]

    def test_a_change_holds_at_once(self, folder: Path) -> None:
        words = Words(folder, "en")
        (folder / "reminder.txt").write_text("one")
        assert words.text([REMINDER]) == "one"
        (folder / "reminder.txt").unlink()
        assert "Reminder" in words.text([REMINDER])

    @pytest.mark.parametrize(
        ("broken", "reason"),
        [
            ("{% if %}", ":1 cannot be used: Expected an expression"),
            ("\n{{ complainant }}", ":2 cannot be used: 'complainant' is undefined"),
            ("{{ documents.append(case) }}", "unsafe"),
            ("{{ ''.__class__.__mro__ }}", "unsafe"),
            ("{{ case + 1 }}", "TypeError"),
            ('{% include "none.txt" %}', "none.txt"),
            ("  \n", "it says nothing"),
            ("{{ 'a' * 1_000_000_000_000_000 }}", "MemoryError"),
        ],
    )
    def test_a_broken_one_is_logged_and_the_shipped_one_used(
        self, folder: Path, caplog: pytest.LogCaptureFixture, broken: str, reason: str
    ) -> None:
        (folder / "reminder.txt").write_text(broken)
        with caplog.at_level(logging.ERROR, "workflow.messages"):
            assert Words(folder, "en").text([REMINDER]) == Words(None, "en").text([REMINDER])
        (record,) = caplog.records
        assert f"The template {folder / 'reminder.txt'}" in record.getMessage()
        assert reason in record.getMessage()
        assert "C-2026" not in record.getMessage()
        assert record.exc_info is None

    def test_a_broken_one_is_logged_once_until_one_of_them_is_changed(
        self, folder: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        words, file = Words(folder, "zh"), folder / "zh" / "reminder.txt"
        for number, text in enumerate(["{{ complainant }}", "{{ complainant }} ", "{{ case }}"]):
            file.write_text(text)
            os.utime(file, (number, number))
            for _time in range(3):
                words.text([REMINDER, ESCALATION])
            told = [one.file for one in words.broken()]
            assert told == ([] if text == "{{ case }}" else [f"{file}:1"])
        assert len(caplog.records) == 2

    def test_bytes_that_are_no_text_break_a_template_too(self, folder: Path) -> None:
        (folder / "subject.txt").write_bytes(b"\xff")
        assert Words(folder, "en").subject([REMINDER]) == Words(None, "en").subject([REMINDER])


def test_of_what_nobody_owes_it_is_told_how_long_it_lasts_and_that_it_ran_out() -> None:
    wrong = ("Overdue", "was due", "逾期", "原定", "截止")
    left, alarm, party = (one._replace(owed=False) for one in (REMINDER, ALARM, PARTY))
    for tag, (running, over) in {"en": ("runs out", "ran out"), "zh": ("期满时间", "期满")}.items():
        words = Words(None, tag)
        assert running in words.text([left])
        assert running in words.subject([left])
        assert over in words.text([FOLLOW_UP])
        assert over in words.subject([FOLLOW_UP])
        with words.speaking():
            told = [sentence(one) for one in (left, alarm, party, FOLLOW_UP)]
        told += [words.text([one]) for one in (left, alarm, party, FOLLOW_UP)]
        assert not any(word in text for word in wrong for text in told)
        assert all(text.count("\n") >= 2 for text in told[4:])
