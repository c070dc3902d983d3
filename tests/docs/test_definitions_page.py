"""The page that explains definitions, held against the parser: neither can drift from the other.

What the parser knows is not listed here: it is overheard while it reads the examples of the page.
"""

import re
import shlex
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from workflow.calendars.amounts import UNITS, Amount, Count, add
from workflow.calendars.local import read_local, show_local, zone
from workflow.cli.program import complaints
from workflow.definition.codes import CODES
from workflow.definition.facts import OF_DUTIES, QUESTIONS
from workflow.definition.model import FIELD_TYPES, Permissions
from workflow.definition.nodes import Node
from workflow.definition.parse import loads
from workflow.definition.strict_yaml import compose
from workflow.errors import DefinitionError
from workflow.translation import LANGUAGES

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "definitions.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"(?:<!-- (?P<comment>.*?) -->\n)?```yaml\n(?P<text>.*?)```", re.DOTALL)
MARK = re.compile(r"fragment of: (?P<key>\w+)(?:, refused: (?P<codes>.+))?")
FILE = re.compile(r"file: (?P<name>[\w/]+\.yaml)")
CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Block:
    """An example. ``key`` is where a fragment belongs, ``refused`` the codes it has to get."""

    heading: str
    text: str
    key: str = ""
    refused: tuple[str, ...] = ()


def sections(text: str) -> dict[str, str]:
    """The text under each heading, up to the next heading of any rank."""
    parts = re.split(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def blocks() -> list[Block]:
    found = []
    for heading, text in sections(TEXT).items():
        for one in BLOCK.finditer(text):
            if FILE.fullmatch(one["comment"] or ""):
                continue
            mark = MARK.fullmatch(one["comment"] or "")
            assert mark or not one["comment"], one["comment"]
            refused = tuple((mark["codes"] or "").split()) if mark else ()
            found.append(Block(heading, one["text"], mark["key"] if mark else "", refused))
    return found


def files() -> dict[str, str]:
    """The examples that are files of a folder, by their names, with the whole definition."""
    named = {FILE.fullmatch(one["comment"] or ""): one["text"] for one in BLOCK.finditer(TEXT)}
    found = {one["name"]: text for one, text in named.items() if one}
    return {"lost_property.yaml": BASE.text, **found}


BLOCKS = blocks()
WHOLE = [one for one in BLOCKS if not one.key]
FRAGMENTS = [one for one in BLOCKS if one.key]
BASE = WHOLE[0]


def merged(base: Any, fragment: Block) -> Any:
    """Put a fragment into a definition: what it names takes the place of what had that name."""
    data = compose(fragment.text).data
    more = data if fragment.key == "file" else {fragment.key: data}
    together = dict(base)
    for key, value in more.items():
        both = isinstance(value, dict) and isinstance(together.get(key), dict)
        together[key] = {**together[key], **value} if both else value
    return together


def written(data: Any) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def with_base(fragment: Block) -> str:
    return written(merged(compose(BASE.text).data, fragment))


def named(one: Block) -> str:
    return f"{one.heading}: {one.text.split(':')[0].strip()}"


# --- the examples ------------------------------------------------------------------------------


@pytest.mark.parametrize("block", WHOLE, ids=named)
def test_a_whole_definition_on_the_page_has_no_problem(block):
    assert loads(block.text, "page.yaml").workflow == "lost_property"


@pytest.mark.parametrize("block", [one for one in FRAGMENTS if not one.refused], ids=named)
def test_a_fragment_on_the_page_fits_into_the_definition(block):
    if block.heading != "Step by step":
        loads(with_base(block), "page.yaml")


@pytest.mark.parametrize("block", [one for one in FRAGMENTS if one.refused], ids=named)
def test_what_the_page_calls_refused_gets_that_code(block):
    with pytest.raises(DefinitionError) as caught:
        loads(with_base(block), "page.yaml")
    assert sorted({one.code for one in caught.value.problems}) == sorted(block.refused)


def test_the_steps_lead_to_the_whole_and_each_is_a_definition():
    first, *steps = [one for one in BLOCKS if one.heading == "Step by step"]
    data = compose(first.text).data
    for step in steps:
        data = merged(data, step)
        loads(written(data), "step.yaml")
    assert anywhere(loads(written(data), "page.yaml")) == anywhere(loads(BASE.text, "page.yaml"))


def anywhere(definition):
    """A definition without the lines its limits stand in."""
    deadlines = {
        name: replace(one, within=tuple(replace(limit, place="") for limit in one.within))
        for name, one in definition.deadlines.items()
    }
    return replace(definition, deadlines=deadlines)


def put_down(folder):
    """Write the files of the page into a folder."""
    for name, text in files().items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def printed(*arguments):
    return CliRunner().invoke(complaints, arguments).output


def test_what_the_page_says_of_a_name_that_is_taken_away_is_what_is_told(tmp_path, monkeypatch):
    put_down(tmp_path)
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "lost_key.yaml"
    line = "  search: {needs: [result]}           # the whole list\n"
    assert line in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(line, ""), encoding="utf-8")
    told = printed("definition", "check", "lost_key.yaml")
    shown = next(one for one in fenced("text") if "N004" in one)
    lines = [one.strip() for one in told.splitlines()]
    assert lines[:-1] == [one.strip() for one in shown.splitlines()]
    assert "codes N004" in lines[-1]


def test_what_the_page_says_of_a_changed_fragment_is_what_is_told(tmp_path, monkeypatch):
    put_down(tmp_path)
    monkeypatch.chdir(tmp_path)
    house = tmp_path / "fragments" / "house.yaml"
    printed("init", "--db", "trial.db", "--zone", "Asia/Shanghai")
    printed("definition", "publish", "parcel.yaml", "--db", "trial.db")
    house.write_text(house.read_text("utf-8").replace("前台", "总台"), encoding="utf-8")
    told = printed("definition", "publish", "fragments/house.yaml", "--db", "trial.db")
    shown = next(one for one in fenced("text") if "house is a fragment" in one)
    assert told.split() == shown.split()


def fenced(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_the_commands_on_the_page_work(tmp_path, monkeypatch):
    put_down(tmp_path)
    newer = BASE.text.replace('edition: "1"', 'edition: "2"').replace("7 calendar", "5 calendar")
    (tmp_path / "lost_property-2.yaml").write_text(newer, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("DB", "ACTOR", "LANG", "APP"):
        monkeypatch.delenv(f"COMPLAINTS_{name}", raising=False)
    lines = re.findall(r"^\$ complaints (.+)$", TEXT, re.MULTILINE)
    assert len(lines) > 10
    for line in lines:
        result = CliRunner().invoke(complaints, shlex.split(line))
        assert result.exit_code == 0, f"{line}: {result.output}"


@pytest.mark.parametrize("name", ["definitions.md", "deadlines.md"])
def test_every_link_leads_somewhere(name):
    text = (DOCS / name).read_text(encoding="utf-8")
    for file, anchor in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", text):
        target = DOCS / (file or name)
        assert target.is_file(), file
        if anchor:
            headings = sections(target.read_text(encoding="utf-8"))
            slugs = {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings}
            assert anchor in slugs


# --- every key -----------------------------------------------------------------------------------

# Where the tables of the reference stand, and which place of a file each of them is about.
PLACES = {
    "The file": [""],
    "Who stands behind it": ["prepared"],
    "A role, a party": ["roles.*"],
    "A field": ["fields.*"],
    "A state": ["states.*"],
    "Owner": ["states.*.owner"],
    "A transition": ["transitions.*"],
    "Needs": ["transitions.*.needs"],
    "Taking over": ["transitions.*.sets.*"],
    "Other than": ["transitions.*.other_than"],
    "A window": ["transitions.*.not_before"],
    "Hours": ["transitions.*.during"],
    "An extension": ["transitions.*.extends.*"],
    "A branch": ["transitions.*.first_of"],
    "A duty": ["duties.*", "duties.*.opens"],
    "Another case": ["transitions.*.creates"],
    "A split": ["transitions.*.splits"],
    "A deadline": ["deadlines.*"],
    "A moment": ["deadlines.*.starts"],
    "A limit by condition": ["deadlines.*.within", "deadlines.*.within.first_of"],
    "After a downtime": ["deadlines.*.late"],
    "A factor": ["deadlines.*.factor"],
    "A pause": ["deadlines.*.pauses"],
    "A reminder": ["deadlines.*.remind"],
    "A step after the miss": ["deadlines.*.missed"],
    "A rung that repeats": ["deadlines.*.remind.repeat", "deadlines.*.missed.repeat"],
    "A document": ["documents.*"],
    "A message": ["transitions.*.sends"],
    "A script": ["script"],
    "Phrases to avoid": ["avoid"],
    "An addressee": ["deadlines.*.remind.to"],
    "Permissions": ["permissions"],
    "A promise": ["promises"],
    "A counter": ["counters.*", "counters.*.adds"],
    "A schedule": ["schedules.*", "schedules.*.on"],
    "Names from an application": ["requires"],
    "Lengths of time": ["count"],
}
# The same things at other places.
ALSO = {
    "parties.*": "roles.*",
    "transitions.*.has": "transitions.*.needs",
    "reviewed": "prepared",
    "approved": "prepared",
    "transitions.*.owner": "states.*.owner",
    "transitions.*.first_of.owner": "states.*.owner",
    "transitions.*.first_of.creates": "transitions.*.creates",
    "transitions.*.not_after": "transitions.*.not_before",
    "transitions.*.not_before.later_of": "transitions.*.not_before",
    "transitions.*.not_before.earlier_of": "transitions.*.not_before",
    "transitions.*.not_after.later_of": "transitions.*.not_before",
    "transitions.*.not_after.earlier_of": "transitions.*.not_before",
    "transitions.*.extends.*.asked": "deadlines.*.starts",
    "deadlines.*.due": "deadlines.*.starts",
    "deadlines.*.met": "deadlines.*.starts",
    "deadlines.*.cancelled": "deadlines.*.starts",
    "deadlines.*.missed.to": "deadlines.*.remind.to",
    "deadlines.*.over": "deadlines.*.missed",
    "deadlines.*.count": "count",
    "transitions.*.not_after.later_of.count": "count",
    "states.*.owner.other_than": "transitions.*.other_than",
    "transitions.*.owner.other_than": "transitions.*.other_than",
    "states.*.owner.skill": "deadlines.*.starts",
    "transitions.*.owner.skill": "deadlines.*.starts",
    "counters.*.adds.amount": "deadlines.*.starts",
    "states.*.script": "script",
    "transitions.*.script": "script",
    "transitions.*.first_of.script": "script",
    "states.*.avoid": "avoid",
    "transitions.*.avoid": "avoid",
    "transitions.*.first_of.avoid": "avoid",
    "transitions.*.first_of.sends": "transitions.*.sends",
    "deadlines.*.remind.sends": "transitions.*.sends",
    "deadlines.*.missed.sends": "transitions.*.sends",
    "transitions.*.sends.to": "deadlines.*.remind.to",
    "transitions.*.first_of.sends.to": "deadlines.*.remind.to",
    "deadlines.*.remind.sends.to": "deadlines.*.remind.to",
    "deadlines.*.missed.sends.to": "deadlines.*.remind.to",
}
DECLARING = {
    "roles", "parties", "fields", "states", "transitions", "deadlines", "documents", "counters",
    "duties", "schedules",
}  # fmt: skip


@dataclass
class Overheard:
    """What the parser asked for: keys it knows, keys that were there, words, and what is later."""

    known: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    used: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    words: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    later: set[str] = field(default_factory=set)


def place_of(node: Node) -> str:
    keys = [key for key in node.keys if isinstance(key, str)]
    if len(keys) > 1 and keys[0] in DECLARING:
        keys[1] = "*"
    if len(keys) > 3 and keys[2] in {"extends", "sets"}:
        keys[3] = "*"
    place = ".".join(keys)
    return ALSO.get(place, place)


def is_of_the_page(node: Node) -> bool:
    """Not of the file of a calendar that the page only names."""
    return node.book.source.file == "page.yaml"


@pytest.fixture(scope="module")
def overheard():
    heard = Overheard()
    entries, one_of = Node.entries, Node.one_of

    def listen(node, known, later=(), needed=()):
        place = place_of(node)
        if set(known) != set(LANGUAGES) and is_of_the_page(node):
            heard.known[place] |= set(known)
            heard.used[place] |= set(node.value or ()) if isinstance(node.value, dict) else set()
            heard.later |= set(later)
        return entries(node, known, later, needed)

    def listen_to_words(node, known):
        if is_of_the_page(node):
            heard.words[place_of(node)] |= set(known)
        return one_of(node, known)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Node, "entries", listen)
        patch.setattr(Node, "one_of", listen_to_words)
        for block in WHOLE:
            loads(block.text, "page.yaml")
        for block in FRAGMENTS:
            if not block.refused and block.heading != "Step by step":
                loads(with_base(block), "page.yaml")
        whole = merged(compose(BASE.text).data, Block("", "count: {}", "file"))
        loads(written(whole), "page.yaml")
    return heard


def rows(text: str, heading: str) -> list[list[str]]:
    """The rows of the tables whose first column has that heading."""
    tables = re.findall(rf"^\| {heading} \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    lines = [line for table in tables for line in table.splitlines()]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_every_place_where_keys_stand_has_its_table(overheard):
    assert {place for places in PLACES.values() for place in places} == set(overheard.known)


@pytest.mark.parametrize("heading", PLACES)
def test_the_tables_list_exactly_the_keys_the_parser_knows(heading, overheard):
    table = rows(sections(TEXT)[heading], "Key")
    listed = [CODE.findall(row[0])[0] for row in table]
    known = set().union(*(overheard.known[place] for place in PLACES[heading]))
    assert len(listed) == len(set(listed))
    assert set(listed) == known


@pytest.mark.parametrize("heading", PLACES)
def test_every_key_stands_in_an_example(heading, overheard):
    for place in PLACES[heading]:
        assert overheard.known[place] <= overheard.used[place] | NOT_SHOWN.get(place, set())


# Their defaults are the subject of the table, and the example says what differs from them.
# What has to do with other files is shown by files.
NOT_SHOWN = {"": {"count", "uses", "extends_definition"}, "permissions": {"note"}}


def test_every_word_that_can_be_chosen_is_on_the_page(overheard):
    prose = re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)
    reference = {word for one in CODE.findall(prose) for word in re.findall(r"\w+", one)}
    words = {part for one in set().union(*overheard.words.values()) for part in one.split()}
    assert words <= reference
    assert set(FIELD_TYPES) == {CODE.findall(row[0])[0] for row in rows(TEXT, "Type")}


def test_every_question_a_condition_can_ask_is_on_the_page():
    listed = "".join(row[0] for row in rows(sections(TEXT)["Conditions"], "Written"))
    assert set(re.findall(r"(\w+)\(\"", listed)) == {*QUESTIONS, *OF_DUTIES}


def test_every_unit_is_on_the_page():
    first = sections(TEXT)["Lengths of time"].split("\n\n**")[0]
    shown = {re.sub(r"^\d+ ", "", one) for one in CODE.findall(first)}
    assert set(UNITS) == shown - {"hour"}  # one in the singular


def test_what_is_not_supported_yet_is_listed_and_nothing_else(overheard):
    listed = {word.rpartition(": ")[2] for word in CODE.findall(sections(TEXT)["Not yet"])}
    assert listed == overheard.later


def test_the_permissions_left_out_are_as_the_page_says():
    table = {CODE.findall(row[0])[0]: row[3] for row in rows(sections(TEXT)["Permissions"], "Key")}
    for name, default in table.items():
        assert list(getattr(Permissions(), name)) == CODE.findall(default)


# --- problems ------------------------------------------------------------------------------------


def test_every_code_on_the_page_is_one_of_the_checker():
    assert set(re.findall(r"\b[A-Z]\d{3}\b", TEXT)) <= CODES.keys()


# --- the calendar --------------------------------------------------------------------------------


def test_the_windows_on_the_page_are_counted_right():
    table = rows(sections(TEXT)["A window"], "Happened")
    assert len(table) > 5
    for happened, length, first_day, ends, until, since in table:
        number, unit = CODE.findall(length)[0].split(" ", 1)
        amount = Amount(int(number), unit if unit in UNITS else f"{unit}s")
        where = zone("Asia/Shanghai")
        how = "same_time" if ends == "same time" else "end_of_day"
        count = Count(first_day, how) if first_day != "-" else Count()
        day, _, rest = happened.partition(" ")
        start = read_local(rest, where)
        assert start.astimezone(where).strftime("%a") == day
        instant = add(start, amount, where, count)
        assert show_local(instant, where, end=True) == until, happened
        assert show_local(instant, where) == since, happened
