import io
import re
import string
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path
from typing import BinaryIO

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from workflow.translation import LANGUAGES, LOCALE_FOLDER

PACKAGE = LOCALE_FOLDER.parent
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "gettext": None,
    "ngettext": (1, 2),
    "mark": None,
    "mark_plural": (1, 2),
}


def catalogue(language: str, ending: str = "po") -> Path:
    return LOCALE_FOLDER / language / "LC_MESSAGES" / f"complaints.{ending}"


def read(language: str) -> Catalog:
    with catalogue(language).open("rb") as file:
        return read_po(file, locale=language)


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def messages(language: str) -> Iterator[Message]:
    return (message for message in read(language) if message.id)


def placeholders(text: str) -> set[str]:
    named = {name for _text, name, _format, _conversion in string.Formatter().parse(text) if name}
    return named | set(re.findall(r"%(?:\(\w+\))?[sd]", text))


@pytest.fixture(scope="module")
def extracted() -> set[tuple[str, ...]]:
    found = extract_from_dir(PACKAGE, keywords=KEYWORDS)
    return {forms(text) for _file, _line, text, _comments, _context in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_program_is_in_the_catalogue_and_no_other(
    language: str, extracted: set[tuple[str, ...]]
) -> None:
    known = {forms(message.id) for message in messages(language)}
    assert extracted - known == set(), "run the command in babel.cfg"
    assert known - extracted == set(), "run the command in babel.cfg"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_doubtful_or_left_over(language: str) -> None:
    assert not [message.id for message in messages(language) if message.fuzzy]
    assert not read(language).obsolete


def test_every_text_has_a_chinese_translation() -> None:
    assert not [message.id for message in messages("zh") if not all(forms(message.string) or ("",))]


def test_english_is_what_stands_in_the_program() -> None:
    assert not [
        message.id
        for message in messages("en")
        if any(forms(message.string)) and forms(message.string) != forms(message.id)
    ]


def test_a_translation_has_the_same_blanks_to_fill_in() -> None:
    for message in messages("zh"):
        wanted = [placeholders(text) for text in forms(message.id)]
        for text in forms(message.string):
            assert not text or placeholders(text) in wanted, message.id


def test_chinese_texts_have_chinese_punctuation() -> None:
    for message in messages("zh"):
        for text in forms(message.string):
            shown = text.replace("模块:对象", "")
            assert not re.search(r"[\u4e00-\u9fff][,;:!?]", shown), text
            assert not re.search(r"[\u4e00-\u9fff）」”’`'}]\.(\s|$|[\u4e00-\u9fff])", shown), text


def test_one_thing_has_one_name_in_chinese() -> None:
    """Names that were in use beside the one of the glossary."""
    said = [text for message in messages("zh") for text in forms(message.string)]
    assert not [text for text in said if re.search("最后通知人|兜底", text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_fresh(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, read(language))
    compiled.seek(0)
    with catalogue(language, "mo").open("rb") as shipped:
        assert texts(shipped) == texts(compiled), "run the command in babel.cfg"


def texts(compiled: BinaryIO) -> dict[object, str]:
    """The texts of a compiled catalogue; its head names the version that compiled it."""
    translations = GNUTranslations(compiled)
    return {key: text for key, text in translations._catalog.items() if key}


def test_no_text_is_looked_up_inside_an_f_string_where_extraction_misses_it() -> None:
    for file in PACKAGE.rglob("*.py"):
        for line in file.read_text(encoding="utf-8").splitlines():
            assert not re.search(r"""\bf["'].*\{[^}"']*gettext\(["']""", line), f"{file}: {line}"
