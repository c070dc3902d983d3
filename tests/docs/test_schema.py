"""The schemas that editors check by, held against the reader: neither can drift from the other.

What the reader knows is not listed here: it is overheard while it reads good files.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from test_definitions_page import DOCS, FRAGMENTS, WHOLE, files, sections, with_base

from workflow.definition import calendar_file, fragment_file, parse, shipped
from workflow.definition.nodes import Node
from workflow.definition.resolved import edition_hash, to_json, wording_hash
from workflow.definition.schema import SCHEMAS, parts, schema_path, schema_text
from workflow.definition.source import read
from workflow.definition.strict_yaml import compose
from workflow.definition.stumbling import Refused
from workflow.errors import DefinitionError

ROOT = DOCS.parent
DEFINITIONS = [
    *(shipped.path(name) for name in shipped.names()),
    *sorted((ROOT / "tests" / "definitions").glob("*.yaml")),
    *sorted((ROOT / "tests" / "definitions" / "duties").glob("*repair.yaml")),
    *sorted((ROOT / "tests" / "cli" / "definitions").glob("*.yaml")),
    *sorted(
        one
        for one in (ROOT / "examples").glob("*/*.yaml")
        if not one.name.endswith(".scenarios.yaml")
    ),
    *sorted((ROOT / "benchmarks").glob("*.yaml")),
]
FRAGMENT_FILES = [
    *shipped.fragments().values(),
    *sorted((ROOT / "tests" / "definitions" / "fragments").glob("*.yaml")),
]
CALENDARS = [shipped.calendar_path(name) for name in shipped.calendar_names()]
BAD = sorted((ROOT / "tests" / "definition" / "bad").glob("*.yaml"))
FORM = {"L001", "L002", "L003", "L006", "L014", "N001", "N002", "A001", "A002", "A003"}
"""What is wrong with the form of a file, whatever else it says: the schema sees it too."""

EVERY_KEY = """\
language: 1
calendar: every-key
title: {en: Every key, zh: 全部写法}
zone: Asia/Shanghai
week: {monday-friday: [["09:00", "12:00"], ["13:00", "18:00"]]}
holidays: {country: DE, region: BY, adjoining_weekends: as_usual, make_up_like: monday}
seasons:
  - {from: "06-01", to: "08-31", week: {every_day: [["22:00", "06:00+1"]]}}
days_off: {2026-12-24: {title: {zh: 平安夜}}}
working_days: {2026-12-27: {title: Sunday, hours: [["10:00", "14:00"]]}}
"""


def examples() -> list[str]:
    """The good definitions of the page, fragments put into the whole."""
    good = [one for one in FRAGMENTS if not one.refused and one.heading != "Step by step"]
    return [*(one.text for one in WHOLE), *map(with_base, good)]


def faults(kind: str, text: str) -> list[str]:
    data = compose(text).data
    return [f"{one.json_path}: {one.message}" for one in validator(kind).iter_errors(data)]


@cache
def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(SCHEMAS[kind]())


# --- what is good, is good ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_schemas_are_schemas(kind):
    Draft202012Validator.check_schema(SCHEMAS[kind]())


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.name)
def test_every_good_definition_there_is_fits(path):
    parse.load(path)
    assert faults("definition", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", CALENDARS, ids=lambda path: path.name)
def test_every_good_calendar_there_is_fits(path):
    assert faults("calendar", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", FRAGMENT_FILES, ids=lambda path: path.name)
def test_every_good_fragment_there_is_fits(path):
    fragment_file.check(read(path))
    assert faults("fragment", path.read_text(encoding="utf-8")) == []


def test_the_files_of_the_page_fit():
    for name, text in files().items():
        assert faults("fragment" if "fragment" in name else "definition", text) == [], name


def test_every_example_of_the_page_fits():
    assert len(examples()) > 15
    for text in examples():
        assert faults("definition", text) == [], text


def test_a_calendar_with_every_key_fits():
    assert calendar_file.loads(EVERY_KEY, "every-key.yaml").name == "every-key"
    assert faults("calendar", EVERY_KEY) == []


# --- what is bad, is bad -----------------------------------------------------------------------


def codes(path: Path) -> set[str]:
    try:
        parse.load(path)
    except DefinitionError as error:
        return {one.code for one in error.problems if one.file == str(path)}
    return set()


def unreadable(path: Path) -> bool:
    try:
        return bool(compose(path.read_text(encoding="utf-8")).faults)
    except (Refused, UnicodeDecodeError):
        return True


@pytest.mark.long
def test_what_is_wrong_with_the_form_of_a_file_the_schema_sees_too():
    tried = [one for one in BAD if not unreadable(one) and codes(one) & FORM]
    assert len(tried) > 40
    missed = [one.name for one in tried if not faults("definition", one.read_text("utf-8"))]
    assert missed == []


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("zone:", "zoen:"),
        ('"06-01"', '"6-1"'),
        ("monday-friday", "mon-fri"),
        ('"09:00"', '"9:00"'),
        ("as_usual", "usual"),
        ("2026-12-24", "24.12.2026"),
        ("every-key", "Every Key"),
    ],
)
def test_what_is_wrong_with_a_calendar_the_schema_sees_too(written, instead):
    text = EVERY_KEY.replace(written, instead)
    with pytest.raises(DefinitionError):
        calendar_file.loads(text, "every-key.yaml")
    assert faults("calendar", text) != []


# --- every key ---------------------------------------------------------------------------------

Place = tuple[str | int, ...]


def here(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """All that a place may be, references and alternatives followed."""
    if "$ref" in schema:
        found = whole
        for step in schema["$ref"].split("/")[1:]:
            found = found[step]
        yield from here(found, whole)
    for one in (*schema.get("anyOf", ()), *filter(None, map(schema.get, ("then", "else")))):
        yield from here(one, whole)
    yield schema


def inside(schema: Mapping[str, Any], key: str | int) -> Iterator[Mapping[str, Any]]:
    """What is allowed under a key, or as a thing of a list."""
    if isinstance(key, int):
        found = [schema.get("items"), *schema.get("prefixItems", ())]
    else:
        named = [one for sign, one in schema.get("patternProperties", {}).items()
                 if re.search(sign, key)]  # fmt: skip
        found = [schema.get("properties", {}).get(key), *named, schema.get("additionalProperties")]
    yield from (one for one in found if isinstance(one, Mapping))


def at(whole: Mapping[str, Any], place: Place) -> list[Mapping[str, Any]]:
    found = list(here(whole, whole))
    for key in place:
        found = [one for outer in found for part in inside(outer, key) for one in here(part, whole)]
    return found


@pytest.fixture(scope="module")
def overheard():
    """By kind of file: every place where the reader asks for keys, these, and which are needed."""
    heard = {"definition": {}, "fragment": {}, "calendar": {}}
    entries = Node.entries

    def listen(node, known, later=(), needed=()):
        kind = "calendar" if {"zone", "country", "hours"} & _outer(node) else "definition"
        if node.book.source.is_fragment:
            kind = "fragment"
        asked = (frozenset(known), frozenset(needed))
        heard[kind].setdefault(asked, set()).add(tuple(node.keys))
        return entries(node, known, later, needed)

    def _outer(node):
        data = node.book.source.data
        return set(data) if isinstance(data, dict) else set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Node, "entries", listen)
        for text in examples():
            parse.loads(text, str(DOCS / "page.yaml"))
        for path in DEFINITIONS:
            parse.load(path)
        calendar_file.loads(EVERY_KEY, "every-key.yaml")
        for path in FRAGMENT_FILES:
            fragment_file.check(read(path))
    return heard


@pytest.mark.long
@pytest.mark.parametrize(("kind", "fewest"), [("definition", 25), ("fragment", 4), ("calendar", 6)])
def test_every_key_the_reader_asks_for_is_in_the_schema_at_that_place_and_no_other(
    overheard, kind, fewest
):
    whole = SCHEMAS[kind]()
    assert len(overheard[kind]) >= fewest
    for (known, needed), found in overheard[kind].items():
        for place in found:
            told = [
                (frozenset(one["properties"]), frozenset(one.get("required", ())))
                for one in at(whole, place)
                if "properties" in one
            ]
            assert (known, needed) in told, place


def test_a_key_that_only_the_reader_knows_stops_the_schema_from_being_made():
    with pytest.raises(ValueError, match="when"):
        parts.mapping(("to", "when"), {"to": parts.NAMED})
    with pytest.raises(ValueError, match="when"):
        parts.mapping(("to",), {"to": parts.NAMED, "when": parts.CONDITION})


def test_what_the_schema_points_to_is_on_the_page():
    text = schema_text("definition")
    headings = sections((DOCS / "definitions.md").read_text(encoding="utf-8"))
    slugs = {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings}
    anchors = set(re.findall(r"docs/definitions\.md#([\w-]+)", text))
    assert len(anchors) > 15
    assert anchors <= slugs


# --- where editors find them -------------------------------------------------------------------


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_file_of_a_schema_is_as_it_is_made(kind):
    written = schema_path(kind).read_text(encoding="utf-8")
    assert written == schema_text(kind), (
        f"complaints definition schema --output {schema_path(kind)}, with --calendar for calendars"
    )
    assert json.loads(written)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        *((shipped.path(name), "definition") for name in shipped.names()),
        *((shipped.calendar_path(name), "calendar") for name in shipped.calendar_names()),
        *((path, "fragment") for path in shipped.fragments().values()),
    ],
)
def test_every_shipped_file_names_its_schema_in_its_first_lines(path, kind):
    head = path.read_text(encoding="utf-8").partition("language:")[0]
    (named,) = re.findall(r"^# yaml-language-server: \$schema=(\S+)$", head, re.MULTILINE)
    assert (path.parent / named).resolve() == schema_path(kind)


@pytest.mark.parametrize("name", shipped.names())
def test_the_line_that_names_the_schema_does_not_change_what_a_definition_is(name):
    path = shipped.path(name)
    text = path.read_text(encoding="utf-8")
    without = re.sub(r"^# yaml-language-server.*$", "# 流程", text, flags=re.MULTILINE)
    assert without != text
    one, other = parse.loads(text, str(path)), parse.loads(without, str(path))
    assert to_json(one) == to_json(other)
    assert (edition_hash(one), wording_hash(one)) == (edition_hash(other), wording_hash(other))
    above = parse.loads(f"# yaml-language-server: $schema=x.json\n{text}", str(path))
    assert edition_hash(above) == edition_hash(one)
