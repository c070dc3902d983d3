"""The page of all codes, the entries in the program and the sources, held against each other."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_definitions_page import BASE, written

import workflow.definition
from workflow.cli.program import complaints
from workflow.definition import announcement, calendar_file, migration_file
from workflow.definition.codes import CODES
from workflow.definition.parse import inspect_text, loads
from workflow.definition.rendering import sentence
from workflow.definition.strict_yaml import compose
from workflow.errors import DefinitionError
from workflow.report.codes import FAMILIES, page
from workflow.testing.scenarios import reading
from workflow.translation import gettext, language

DOCS = Path(__file__).parents[2] / "docs"
PACKAGE = Path(workflow.definition.__file__).parents[1]

# Files that cannot be shown, examples that are cut short, and what needs a second file or a date.
NOT_PLAYED = {
    *(
        "Y001",
        "Y002",
        "Y003",
        "Y004",
        "Y005",
        "L015",
        "C007",
        "K021",
        "K022",
        "K026",
        "K027",
        "T008",
    ),
    *("R002", "R006", "R007"),
}
CALENDAR = """
language: 1
calendar: office
title: {en: Office, zh: 办公室}
zone: Asia/Shanghai
week: {monday-friday: [["09:00", "12:00"], ["13:00", "18:00"]]}
"""
ANNOUNCED = """
language: 1
country: CN
years: {2027: announced}
days: {2027-01-01: {title: {en: New Year, zh: 元旦}}}
"""
SCENARIOS = """
language: 1
given:
  begins: Mon 2026-11-02 10:00
  zone: Asia/Shanghai
  staff: {mei: {roles: desk}}
scenarios:
  one: {steps: [{daemon: asleep}]}
"""
PLAN = """
language: 1
workflow: lost_property
from: "1"
to: "2"
"""
OF_DEFINITIONS = {"K020", "K021", "K022", "K026"}


def put_into(base, example):
    """An example in a whole file; what is whole, or cannot be read, stands for itself."""
    if example.startswith("language: 1\n"):
        return example
    together = dict(compose(base).data)
    for key, value in compose(example).data.items():
        both = isinstance(value, dict) and isinstance(together.get(key), dict)
        together[key] = {**together[key], **value} if both and key != "week" else value
    return written(together)


def problems(one):
    try:
        if one.code[0] == "Y":
            return inspect_text(one.example, "page.yaml").warnings
        if one.code[0] == "T":
            definition = loads(BASE.text, "page.yaml")
            reading.loads(put_into(SCENARIOS, one.example), "page.scenarios.yaml", definition)
        elif one.code[0] == "M":
            old = loads(BASE.text, "page.yaml")
            new = loads(BASE.text.replace('edition: "1"', 'edition: "2"'), "page.yaml")
            migration_file.loads(put_into(PLAN, one.example), "page.yaml", old, new)
        elif one.code in {"K023", "K024", "K025"}:
            announcement.loads(put_into(ANNOUNCED, one.example), "page.yaml")
        elif one.code[0] == "K" and one.code not in OF_DEFINITIONS:
            calendar_file.loads(put_into(CALENDAR, one.example), "page.yaml")
        else:
            return inspect_text(put_into(BASE.text, one.example), "page.yaml").warnings
    except DefinitionError as error:
        return error.problems
    return ()


@pytest.mark.parametrize("code", sorted(CODES.keys() - NOT_PLAYED))
def test_an_example_gets_its_code(code):
    one = CODES[code]
    found = problems(one)
    levels = {problem.code: problem.severity for problem in found}
    assert levels.get(code) == one.level, [f"{each.code} {sentence(each)}" for each in found]
    assert len(levels) == 1 or code[0] in "YS", levels


def test_every_code_in_the_sources_has_an_entry_and_no_other():
    sources = [
        path
        for folder in ("definition", "testing")
        for path in (PACKAGE / folder).rglob("*.py")
        if path.parent.name != "codes"
    ]
    found = {
        code
        for path in sources
        for code in re.findall(r'"([A-Z]\d{3})"', path.read_text(encoding="utf-8"))
    }
    assert found == CODES.keys()


def test_no_code_is_told_twice():
    written = [
        code
        for path in (PACKAGE / "definition" / "codes").glob("*.py")
        for code in re.findall(r'^ {8}"([A-Z]\d{3})",$', path.read_text(encoding="utf-8"), re.M)
    ]
    assert sorted(written) == sorted(CODES)


def test_entries_stand_in_order_and_each_family_has_a_heading():
    assert {code[0] for code in CODES} == FAMILIES.keys()
    for letter in FAMILIES:
        family = [code for code in CODES if code[0] == letter]
        assert family == sorted(family)


def test_the_page_is_what_the_program_prints():
    text = (DOCS / "checks.md").read_text(encoding="utf-8")
    assert text == page(), "run: complaints definition codes --markdown > docs/checks.md"


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_explained_in_both_languages(code):
    for tag in ("en", "zh"):
        result = CliRunner().invoke(complaints, ["definition", "codes", code, "--lang", tag])
        with language(tag):
            assert gettext(CODES[code].title) in result.stdout
            assert gettext(CODES[code].cure) in result.stdout
    assert gettext(CODES[code].title) not in result.stdout
