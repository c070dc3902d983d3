"""The glossary and the program use the same Chinese words."""

from babel.messages.pofile import read_po
from documents import DOCUMENTS

from workflow.translation import LOCALE_FOLDER

GLOSSARY = DOCUMENTS / "glossary.md"


def terms() -> dict[str, str]:
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:1] == "|"]
    return {english: chinese for english, chinese, _meaning in rows[2:] if chinese}


def test_a_word_is_translated_as_the_program_translates_it() -> None:
    with (LOCALE_FOLDER / "zh" / "LC_MESSAGES" / "complaints.po").open("rb") as file:
        program = {str(one.id).lower(): one.string for one in read_po(file, locale="zh") if one.id}
    known = {english: program[english] for english in terms() if program.get(english)}
    assert known == {english: terms()[english] for english in known}
    assert {"owner", "transition", "edition", "deadline", "note", "role"} <= set(known)


def test_what_is_done_with_a_case_has_one_word_in_chinese() -> None:
    with (LOCALE_FOLDER / "zh" / "LC_MESSAGES" / "complaints.po").open("rb") as file:
        told = [str(one.string) for one in read_po(file, locale="zh") if one.id]
    assert [one for one in told if "流转" in one or "步骤" in one] == []
