"""Scripts, phrases to avoid, papers and messages as they are read, stored and compared."""

import pytest
from hotel import HOTEL

from workflow.definition.blanks import Blank, blanks
from workflow.definition.deadline import Addressee, Send
from workflow.definition.difference import differences
from workflow.definition.parse import loads
from workflow.definition.resolved import edition_hash, from_json, to_json, wording_hash
from workflow.definition.speech import Avoided, plain, said_in, sought
from workflow.errors import DefinitionError

DEFINITION = loads(HOTEL, "hotel.yaml")


def changed(old: str, new: str):
    assert old in HOTEL
    return loads(HOTEL.replace(old, new), "hotel.yaml")


def test_one_text_is_what_to_say_and_several_stand_by_their_occasion():
    answer = DEFINITION.transitions["answer"]
    assert list(answer.script) == ["say"]
    assert answer.branches[0].script == {
        "closing": {"en": "Thank you, {name}.", "zh": "谢谢您，{name}。"}
    }
    assert list(DEFINITION.states["open"].script) == ["apology", "holding"]
    assert DEFINITION.states["closed"].script == {}


def test_what_a_step_brings_and_avoids_is_read():
    receive, answer = DEFINITION.transitions["receive"], DEFINITION.transitions["answer"]
    assert (receive.prints, receive.happened, receive.checks) == (("register",), "called_at", None)
    to = (Addressee("party", "guest"), Addressee("role", "supervisor"))
    assert receive.sends == (Send(to, "receipt", calendar="office-cn"),)
    assert answer.branches[0].sends == (Send((Addressee("owner"),), "receipt", True, "office-cn"),)
    assert DEFINITION.avoid[1] == Avoided(
        ("perhaps", "大概"), {"en": "Name a time.", "zh": "请说明确切时间。"}, warns=True
    )
    assert DEFINITION.checks == ("reply",)


def test_all_of_it_reads_back_from_its_stored_form():
    assert from_json(to_json(DEFINITION)) == DEFINITION


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{name}, we are sorry.", "{name}, we apologise."),
        ("Thank you, {name}.", "Many thanks, {name}."),
        ("I understand.", "I see."),
        ("{number}: {name}", "No. {number}: {name}"),
    ],
)
def test_words_can_be_corrected_without_another_edition(old: str, new: str):
    other = changed(old, new)
    assert edition_hash(other) == edition_hash(DEFINITION)
    assert wording_hash(other) != wording_hash(DEFINITION)
    assert {one.kind for one in differences(DEFINITION, other)} == {"wording"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("phrase: calm down", "phrase: relax"),
        (", only: warn", ""),
        ("checks: reply", "checks: [reply, content]"),
        ("    happened: told_at\n", ""),
        ("prints: register\n    sends", "sends"),
        ("document: receipt, urgent: true}}", "document: receipt}}"),
    ],
)
def test_what_is_done_is_another_edition(old: str, new: str):
    other = changed(old, new)
    assert edition_hash(other) != edition_hash(DEFINITION)
    assert "changed" in {one.kind for one in differences(DEFINITION, other)}


def test_what_says_nothing_of_words_and_papers_keeps_its_fingerprint():
    text = to_json(loads(HOTEL[: HOTEL.index("script:")] + PLAIN, "plain.yaml"))
    for member in ("script", "avoid", "checks", "sends", "happened"):
        assert f'"{member}"' not in text


PLAIN = """
states: {open: {}, closed: {final: true}}
transitions:
  receive: {from: new, to: open, by: [desk]}
  close: {from: open, to: closed, by: [desk]}
deadlines:
  closing: {starts: {entered: open}, met: {left: open}, within: 1 week}
"""


def test_a_blank_is_a_name_or_about_one():
    assert blanks("{owner}: {due: answer}, {sign:guest}") == {
        "owner": Blank("owner"),
        "due: answer": Blank("answer", "due"),
        "sign:guest": Blank("guest", "sign"),
    }


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("  No\tWAY \n", "no way"),
        ("ＮＯ　ＷＡＹ", "no way"),
        ("没 办\n法", "没办法"),
        ("请 call me 吧", "请call me吧"),
        ("wa\u200by", "way"),
        ("I can’t", "i can't"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_a_text_is_read_as_people_read_it(text: str, read: str):
    assert plain(text) == read


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("anyway, no way", "no way", True),
        ("no way2", "no way", False),
        ("a\u0301no way", "no way", False),
        ("不行no way了", "no way", True),
        ("no way; no ways", "no ways", True),
        ("ways way", "way", True),
        ("(way)", "way", True),
        ("way!", "way!", True),
        ("她不行走", "行走", True),
    ],
)
def test_where_words_are_parted_by_blanks_a_phrase_is_whole_words(
    text: str, phrase: str, found: bool
):
    known = sought([Avoided((phrase,), {})])
    assert [one.written for one in said_in(text, known)] == [phrase] * found


def test_looking_takes_time_in_proportion_to_the_text():
    text = "no wa" * 2000
    phrases = sought([Avoided(tuple(f"{'no wa' * 19}{number}" for number in range(200)), {})])
    assert list(said_in(text, phrases)) == []


def test_a_paper_of_rungs_alone_may_name_the_rung_and_one_of_a_step_may_not():
    both = HOTEL.replace("{case}, {room}: by {due: answer}.", "{case}: {deadline} by {due}.")
    with pytest.raises(DefinitionError) as refused:
        loads(both, "hotel.yaml")
    assert {one.code for one in refused.value.problems} == {"B004"}
    rungs = (
        both.replace("document: receipt", "document: other")
        .replace("prints: [register, receipt]", "prints: register")
        .replace("by: [system], prints: receipt", "by: [system]")
    )
    other = "\n  other: {text: {en: '{case}'}}\nstates:"
    loads(rungs.replace("\nstates:", other, 1), "hotel.yaml")
