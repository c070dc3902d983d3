"""Definitions of several files: fragments that add, and a definition that changes another."""

from collections.abc import Callable
from pathlib import Path

import pytest

from workflow import Workflow
from workflow.definition import fragment_file, shipped
from workflow.definition.difference import differences
from workflow.definition.model import Definition
from workflow.definition.parse import load, loads
from workflow.definition.rendering import sentence
from workflow.definition.resolved import edition_hash, from_json, to_json, wording_hash
from workflow.definition.source import read
from workflow.errors import DefinitionError, FragmentInvalid

HEAD = 'language: 1\nworkflow: {name}\nedition: "1"\neffective: 2026-01-01\n'
ROLES = "roles:\n  desk: {title: {en: Desk, zh: 前台}}\n  chief:\n"
FIELDS = "fields:\n  reason: {type: text}\n  size: {type: number}\n"
LIFE = """\
states:
  open: {title: Open, editable: [size]}
  over: {title: Over, final: true}
transitions:
  begin: {from: new, to: open, by: [desk, chief]}
  end: {from: open, to: over, by: desk, needs: [reason, size]}
deadlines:
  all:
    starts: {entered: open}
    met: {entered: over}
    within: 3 calendar days
    remind: [{before: 1 calendar day, to: owner}]
    missed: [{to: {role: chief}}]
permissions: {assign: chief, erase: chief}
count: {ends: same_time}
"""
PARCEL = HEAD.format(name="parcel")
LETTER = HEAD.format(name="letter") + "extends_definition: parcel\n"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files of a folder, and return the last of them."""

    def written(**texts: str) -> Path:
        (tmp_path / "fragments").mkdir(exist_ok=True)
        for name, text in texts.items():
            path = tmp_path / f"{name.replace('__', '/')}.yaml"
            path.write_text(text, encoding="utf-8")
        return path

    return written


def fragment(name: str, text: str) -> str:
    return f"language: 1\nfragment: {name}\n{text}"


def told(path: Path) -> list[str]:
    """The problems of a file, each with its place as seen from the folder."""
    with pytest.raises(DefinitionError) as caught:
        load(path)
    return [
        f"{Path(one.file).name}:{one.line}:{one.column} {one.code} {sentence(one)}"
        for one in caught.value.problems
    ]


def rules(definition: Definition) -> str:
    return edition_hash(definition)


# --- fragments ---------------------------------------------------------------------------------


def test_moving_lines_into_fragments_changes_nothing_of_what_a_definition_does(write: Write):
    alone = loads(PARCEL + ROLES + FIELDS + LIFE, "parcel.yaml")
    together = load(
        write(
            fragments__data=fragment("data", FIELDS),
            fragments__house=fragment("house", ROLES),
            parcel=PARCEL + "uses: [house, data]\n" + LIFE,
        )
    )
    assert rules(together) == rules(alone)
    assert wording_hash(together) != wording_hash(alone)  # it keeps what it was made of
    assert [(one.kind, one.name) for one in together.origins] == [
        ("fragment", "house"),
        ("fragment", "data"),
    ]
    assert from_json(to_json(together)) == together


def test_that_files_were_put_together_is_a_difference_of_wording(write: Write):
    alone = loads(PARCEL + ROLES + FIELDS + LIFE, "parcel.yaml")
    together = load(
        write(
            fragments__house=fragment("house", ROLES),
            parcel=PARCEL + "uses: house\n" + FIELDS + LIFE,
        )
    )
    found = [(one.kind, one.part, one.name) for one in differences(alone, together)]
    assert found == [("wording", "definition", "origins")]


def test_a_definition_of_one_file_is_stored_as_ever(write: Write):
    assert '"origins"' not in to_json(loads(PARCEL + ROLES + FIELDS + LIFE, "parcel.yaml"))


def test_what_a_fragment_says_beside_what_a_definition_says_holds_too(write: Write):
    more = "permissions: {note: chief}\ncount: {first_day: counted}\ncalendar: always\n"
    found = load(
        write(
            fragments__house=fragment("house", ROLES + more),
            parcel=PARCEL + "uses: house\n" + FIELDS + LIFE,
        )
    )
    assert (found.permissions.note, found.permissions.erase) == (("chief",), ("chief",))
    count = found.deadlines["all"].count
    assert (count.first_day, count.ends) == ("counted", "same_time")
    assert list(found.calendars) == ["always"]


def test_an_empty_part_of_a_fragment_says_nothing(write: Write):
    path = write(
        fragments__house=fragment("house", "fields:\nroles:\ndocuments: {}\n"),
        parcel=PARCEL + "uses: house\n" + ROLES + FIELDS + LIFE,
    )
    assert rules(load(path)) == rules(loads(PARCEL + ROLES + FIELDS + LIFE, "x.yaml"))


def test_a_fragment_that_comes_by_two_ways_counts_once(write: Write):
    found = load(
        write(
            fragments__a=fragment("a", "uses: c\n" + FIELDS),
            fragments__b=fragment("b", "uses: c\n"),
            fragments__c=fragment("c", ROLES),
            parcel=PARCEL + "uses: [a, b, c]\n" + LIFE,
        )
    )
    assert [one.name for one in found.origins] == ["c", "a", "b"]
    assert list(found.roles) == ["desk", "chief"]


def test_a_fragment_of_the_house_comes_before_a_shipped_one_of_that_name(write: Write):
    text = PARCEL + "uses: chasing_notice\n" + ROLES + FIELDS + LIFE
    path = write(parcel=text)
    assert "催办单" in load(path).documents["chasing_notice"].title["zh"]
    write(fragments__chasing_notice=fragment("chasing_notice", "parties: {guest: {}}\n"))
    assert not load(path).documents


def test_comments_of_a_fragment_change_no_hash_and_words_do(write: Write):
    path = write(
        fragments__house=fragment("house", ROLES),
        parcel=PARCEL + "uses: house\n" + FIELDS + LIFE,
    )
    before = load(path).origins
    write(fragments__house="# 共用\n" + fragment("house", ROLES.replace(": {title", ":   {title")))
    assert load(path).origins == before
    write(fragments__house=fragment("house", ROLES.replace("前台", "总台")))
    assert load(path).origins != before


def test_a_problem_of_a_fragment_points_into_its_file_and_is_told_once(write: Write):
    path = write(
        fragments__house=fragment("house", ROLES + "permissions: {erase: cheif}\n"),
        parcel=PARCEL + "uses: house\n" + FIELDS + LIFE.replace(", erase: chief", ""),
    )
    assert told(path) == ["house.yaml:6:22 N004 There is no role called cheif. Did you mean chief?"]


def test_a_condition_marked_in_a_fragment_or_base_is_marked_in_its_file(write: Write):
    write(parcel=PARCEL + ROLES + FIELDS + LIFE.replace("by: desk,", "by: desk, when: 'size > x',"))
    path = write(letter=LETTER + "fields: {weight: {type: number}}\n")
    assert told(path) == [
        "parcel.yaml:16:55 C002 There is no field x; words stand in quotation marks."
    ]


def test_at_most_twenty_files_are_put_together(write: Write):
    parts = {
        f"fragments__f{at}": fragment(f"f{at}", f"uses: f{at + 1}\n" if at < 19 else "")
        for at in range(1, 20)
    }
    text = PARCEL + "uses: f1\n" + ROLES + FIELDS + LIFE
    assert len(load(write(**parts, parcel=text)).origins) == 19
    path = write(fragments__f0=fragment("f0", "uses: f1\n"), parcel=text.replace("f1", "f0"))
    assert told(path) == ["f18.yaml:3:7 R006 At most 20 files can be put together."]


def test_a_fragment_by_itself_is_checked_but_for_what_a_definition_may_declare(write: Write):
    letter = "documents:\n  slip: {text: '{size} {case}'}\n"
    more = "calendar: office\ncount: {ends: never}\npermissions: {note: chief}\n"
    good = "permissions: {note: chief}\nchecks: remark\navoid: {phrase: 不可能, instead: 我来办}\n"
    fragment_file.load(write(fragments__house=fragment("house", good)))
    with pytest.raises(FragmentInvalid) as caught:
        fragment_file.load(write(fragments__house=fragment("house", letter + more)))
    assert [one.code for one in caught.value.problems] == ["K020", "L004"]
    assert "as a fragment" in str(caught.value)


def test_a_fragment_is_checked_with_those_it_uses(write: Write):
    write(
        fragments__words=fragment("words", FIELDS), fragments__away=fragment("away", "uses: wrds\n")
    )
    path = write(fragments__house=fragment("house", "uses: words\nfields: {size: {type: flag}}\n"))
    with pytest.raises(FragmentInvalid) as caught:
        fragment_file.load(path)
    assert [sentence(one) for one in caught.value.problems] == [
        "size is said already, in fragments/words.yaml:5."
    ]
    with pytest.raises(FragmentInvalid, match="away"):
        fragment_file.load(path.with_name("away.yaml"))


def test_calendars_of_a_fragment_are_those_beside_the_definition(write: Write, tmp_path: Path):
    (tmp_path / "calendars").mkdir()
    always = shipped.calendar_path("always").read_text(encoding="utf-8")
    (tmp_path / "calendars" / "ours.yaml").write_text(
        always.replace("calendar: always", "calendar: ours")
    )
    path = write(fragments__house=fragment("house", "calendar: ours\n"))
    fragment_file.load(path)
    found = load(write(parcel=PARCEL + "uses: house\n" + ROLES + FIELDS + LIFE))
    assert list(found.calendars) == ["ours"]


def test_every_shipped_fragment_is_in_order():
    for path in shipped.fragments().values():
        fragment_file.check(read(path))
        assert fragment_file.origin(path).kind == "fragment"


# --- a definition built on another ---------------------------------------------------------------


@pytest.fixture
def letter(write: Write) -> Callable[[str], Definition]:
    """A letter is a parcel, but for what is said."""
    write(
        parcel=PARCEL
        + "number: KF-07\nprepared: {by: 林静, date: 2025-12-08}\n"
        + ROLES
        + FIELDS
        + LIFE
    )
    return lambda text: load(write(letter=LETTER + text))


def test_what_nothing_is_said_of_is_as_in_the_other(letter: Callable[[str], Definition]):
    found = letter("title: Letter\n")
    assert (found.workflow, found.title) == ("letter", {"en": "Letter"})
    assert [*found.roles, *found.states, *found.transitions] == [
        "desk", "chief", "open", "over", "begin", "end",
    ]  # fmt: skip
    assert found.permissions.erase == ("chief",)
    assert found.issue.number == ""
    assert found.issue.prepared is None
    assert [(one.kind, one.name) for one in found.origins] == [("definition", "parcel")]


def test_a_thing_is_changed_key_by_key_and_a_key_as_a_whole(letter: Callable[[str], Definition]):
    found = letter(
        "transitions: {end: {needs: reason}}\n"
        "deadlines: {all: {within: 2 calendar days}}\n"
        "states: {open: {title: {zh: 待办}}}\n"
        "permissions: {assign: desk}\n"
        "count: {first_day: counted}\n"
    )
    assert [one.field for one in found.transitions["end"].needs] == ["reason"]
    assert found.transitions["end"].by == ("desk",)
    deadline = found.deadlines["all"]
    assert str(deadline.within[0].amount) == "2 calendar days"
    assert len(deadline.missed) == 1
    assert (deadline.count.first_day, deadline.count.ends) == ("counted", "same_time")
    assert found.states["open"].title == {"zh": "待办"}
    assert found.states["open"].editable == ("size",)
    assert (found.permissions.assign, found.permissions.erase) == (("desk",), ("chief",))


def test_what_is_changed_keeps_its_place_and_what_is_new_comes_last(
    letter: Callable[[str], Definition],
):
    found = letter(
        "transitions:\n"
        "  lose: {from: open, to: over, by: chief}\n"
        "  begin: {by: chief}\n"
        "roles: {porter: {}, desk: }\n"
    )
    assert list(found.transitions) == ["begin", "end", "lose"]
    assert list(found.roles) == ["desk", "chief", "porter"]
    assert found.roles["desk"].title["zh"] == "前台"


def test_none_takes_away_a_key_a_name_and_a_key_of_the_file(letter: Callable[[str], Definition]):
    found = letter(
        "fields: {size: none}\n"
        "states: {open: {editable: none}}\n"
        "transitions: {end: {needs: none, to: none, first_of: [{otherwise: over}]}}\n"
        "permissions: {erase: none}\n"
        "count: none\n"
    )
    assert list(found.fields) == ["reason"]
    assert found.states["open"].editable == ()
    assert found.transitions["end"].needs == ()
    assert found.permissions.erase == ()
    assert found.deadlines["all"].count.ends == "end_of_day"


def test_a_key_may_be_given_to_what_has_none(letter: Callable[[str], Definition]):
    found = letter("roles: {chief: {title: {zh: 主管}}}\nrequires: {guards: is_known}\n")
    assert found.roles["chief"].title == {"zh": "主管"}
    assert found.guards == ("is_known",)


def test_whoever_speaks_of_what_is_taken_away_is_told_where(
    letter: Callable[[str], Definition], tmp_path: Path
):
    with pytest.raises(DefinitionError):
        letter("fields: {size: none}\n")
    gone = "There is no field called size. It is taken away in letter.yaml:6."
    assert told(tmp_path / "letter.yaml") == [
        f"parcel.yaml:14:34 N004 {gone}",
        f"parcel.yaml:18:57 N004 {gone}",
    ]


def test_a_rule_names_the_file_and_the_line_it_stands_in(letter: Callable[[str], Definition]):
    found = letter("transitions: {end: {title: Hand over}}\n")
    assert found.deadlines["all"].within[0].place == "parcel.yaml:23"
    found = letter("deadlines:\n  all:\n    within: 2 calendar days\n")
    assert found.deadlines["all"].within[0].place == "letter.yaml:8"
    found = letter("promises: [{never: over, without: end}]\n")
    assert found.promises[0].place == "letter.yaml:6"


def test_a_chain_of_definitions_each_with_its_fragments(write: Write):
    write(
        fragments__house=fragment("house", ROLES),
        fragments__data=fragment("data", "fields: {colour: {type: text}}\n"),
        parcel=PARCEL + "uses: house\n" + FIELDS + LIFE,
        letter=LETTER + "uses: [house, data]\nfields: {colour_of: {type: text}}\n",
    )
    card = HEAD.format(name="card") + "extends_definition: letter\nroles: {desk: {title: Post}}\n"
    found = load(write(card=card))
    assert [one.name for one in found.origins] == ["house", "parcel", "data", "letter"]
    assert [*found.fields] == ["reason", "size", "colour", "colour_of"]
    assert found.roles["desk"].title == {"en": "Post"}
    assert found.workflow == "card"


def test_a_fragment_of_the_one_that_extends_cannot_change_the_other(write: Write):
    write(
        fragments__more=fragment("more", "fields: {size: {type: flag}}\ncalendar: always\n"),
        parcel=PARCEL + ROLES + FIELDS + LIFE,
    )
    path = write(letter=LETTER + "uses: more\ncalendar: office-cn\n")
    assert told(path) == [
        "letter.yaml:7:1 R004 calendar is said already, in fragments/more.yaml:4.",
        "more.yaml:3:10 R004 size is said already, in parcel.yaml:10.",
    ]


def test_a_file_never_means_itself_but_the_shipped_one_of_its_name(write: Write):
    text = (
        HEAD.format(name="complaint").replace('"1"', '"ours"') + "extends_definition: complaint\n"
    )
    found = load(write(complaint=text + "deadlines: {callback: {within: 2 calendar days}}\n"))
    shipped_one = load(shipped.path("complaint"))
    assert list(found.deadlines) == list(shipped_one.deadlines)
    assert found.deadlines["callback"].within[0].place == "complaint.yaml:6"
    assert str(found.deadlines["callback"].within[0].amount) == "2 calendar days"


def test_definitions_that_extend_each_other_are_refused(write: Write):
    write(parcel=PARCEL + "extends_definition: letter\n")
    assert told(write(letter=LETTER)) == [
        "parcel.yaml:5:21 R002 This goes round in a circle: letter → parcel → letter."
    ]


def test_a_definition_that_is_not_there_is_refused_with_one_that_is_alike(write: Write):
    write(parcel=PARCEL, **{f"x{at}": "" for at in range(20)})
    path = write(letter=LETTER.replace("parcel", "parcl"))
    known = "complaint, conduct, hotline, repair, review, letter, parcel, " + ", ".join(
        sorted(f"x{at}" for at in range(20))[:13]
    )
    assert told(path) == [
        f"letter.yaml:5:21 R001 There is no definition called parcl. Known: {known}, …. "
        "Did you mean parcel?"
    ]


def test_a_definition_in_another_language_version_or_unreadable_is_the_only_problem(write: Write):
    write(parcel=PARCEL.replace("language: 1", "language: 2") + "states: [x]\n")
    path = write(letter=LETTER + "states: {opn: none}\nworkflw: x\n")
    assert "parcel.yaml:1:11 L005 This program reads language: 1." in told(path)
    write(parcel="a: [")
    assert [one.split()[1] for one in told(path)] == ["Y009"]
    path.parent.joinpath("parcel.yaml").unlink()
    path.parent.joinpath("parcel.yaml").mkdir()
    assert [one.split()[1] for one in told(path)] == ["Y002"]


def test_a_file_of_another_version_is_not_looked_at_further(write: Write):
    path = write(letter=LETTER.replace("language: 1", "language: 2"))
    assert told(path) == ["letter.yaml:1:11 L005 This program reads language: 1."]


def test_a_file_without_workflow_is_nothing_to_build_on(write: Write):
    write(parcel="services: {}\n")
    assert told(write(letter=LETTER)) == [
        "letter.yaml:5:21 R003 parcel.yaml is no definition: it does not say workflow."
    ]


def test_none_takes_away_only_where_another_definition_is_extended(write: Write):
    text = PARCEL + "uses: house\n" + FIELDS + LIFE + "documents: {slip: none}\n"
    path = write(fragments__house=fragment("house", ROLES), parcel=text)
    assert told(path) == ["parcel.yaml:24:19 L004 Expected here: keys with values, such as a: b."]


# --- published -----------------------------------------------------------------------------------


def test_which_editions_were_made_with_other_content_is_known(write: Write, flow: Workflow):
    write(
        fragments__house=fragment("house", ROLES),
        parcel=PARCEL + "uses: house\n" + FIELDS + LIFE,
    )
    letter = write(letter=LETTER)
    flow.publish(letter.with_name("parcel.yaml"))
    flow.publish(letter)
    later = letter.read_text().replace('"1"', '"2"').replace("2026-01-01", "2030-01-01")
    flow.publish(write(later=later))
    house = write(fragments__house=fragment("house", ROLES.replace("前台", "总台")))
    now = fragment_file.origin(house)
    uses = flow.users_of([now])
    assert [(one.definition, one.edition, one.current, one.same) for one in uses] == [
        ("letter", "2", False, False),
        ("letter", "1", True, False),
        ("parcel", "1", True, False),
    ]
    # Wording alone was changed, so the same editions can be published again.
    flow.publish(letter)
    uses = flow.users_of([now, fragment_file.origin(letter.with_name("parcel.yaml"))])
    assert [
        (one.edition, one.origin.name, one.same) for one in uses if one.definition == "letter"
    ] == [
        ("2", "house", False),
        ("2", "parcel", True),
        ("1", "house", True),
        ("1", "parcel", True),
    ]


def test_an_edition_that_is_over_is_none_that_uses_anything(write: Write, flow: Workflow):
    house = write(fragments__house=fragment("house", ROLES))
    parcel = write(parcel=PARCEL + "uses: house\n" + FIELDS + LIFE)
    flow.publish(parcel)
    newer = parcel.read_text().replace('"1"', '"2"').replace("2026-01-01", "2026-02-01")
    flow.publish(write(parcel=newer))
    uses = flow.users_of([fragment_file.origin(house)])
    assert [(one.edition, one.current) for one in uses] == [("2", True)]


def test_what_is_wrong_in_one_fragment_is_told_although_another_is_not_there(write: Write):
    inner = fragment("inner", "parties: {guest: {titel: Guest}}\n")
    wrong = fragment("wrong", "uses: inner\nfields: {size: {type: numbr}}\n")
    whole = PARCEL + "uses: [wrong, wrnog]\n" + ROLES + FIELDS + LIFE
    path = write(fragments__inner=inner, fragments__wrong=wrong, parcel=whole)
    with pytest.raises(DefinitionError) as caught:
        load(path)
    found = [(Path(one.file).name, one.line, one.code) for one in caught.value.problems]
    assert ("parcel.yaml", 5, "R001") in found
    assert ("wrong.yaml", 4, "L004") in found
    assert ("inner.yaml", 3, "L001") in found
    assert len(found) == len(set(found))
