import json
from dataclasses import replace
from pathlib import Path

import pytest
from floods import TEXT as FLOOD
from house import DEFINITIONS

from workflow.calendars.amounts import Amount
from workflow.definition import shipped
from workflow.definition.deadline import Limit
from workflow.definition.parse import load, loads
from workflow.definition.resolved import edition_hash, from_json, to_json, wording_hash

COMPLAINT = (DEFINITIONS / "complaint.yaml").read_text(encoding="utf-8")
PUBLISHED = """
language: 1
workflow: visit
edition: "1"
effective: 2026-01-01
title: {en: Visit, zh: 探访}
count: {first_day: counted, ends: same_time}
roles: {clerk: {title: {en: Clerk, zh: 文员}}}
fields:
  guest: {type: text, title: {en: Guest, zh: 来宾}}
  kind:  {type: choice, of: [short, long], title: {en: Kind, zh: 种类}}
states:
  planned: {title: {en: Planned, zh: 已安排}}
  over:    {title: {en: Done, zh: 已完成}, final: true}
transitions:
  plan:   {title: {en: Plan, zh: 安排}, from: new, to: planned, by: [clerk], needs: [guest, kind]}
  finish: {title: {en: Finish, zh: 完成}, from: planned, to: over, by: [owner]}
deadlines:
  coming:
    title: {en: Come, zh: 到访}
    starts: {entered: planned}
    met: {left: planned}
    within: {first_of: [{when: 'kind == "long"', amount: 3 calendar days}, {otherwise: 4 hours}]}
    remind: [{at: 60%, to: owner}]
    missed: [{to: {role: clerk}, repeat: {every: 1 calendar day, times: 2}}]
"""


@pytest.fixture(scope="module", params=shipped.names())
def definition(request):
    return load(shipped.path(request.param))


def test_the_stored_form_reads_back_as_the_same_definition(definition):
    again = from_json(to_json(definition))
    assert again == definition
    assert to_json(again) == to_json(definition)


def test_the_order_of_declaration_is_kept(definition):
    again = from_json(to_json(definition))
    for part in ("roles", "fields", "states", "transitions", "deadlines"):
        assert list(getattr(again, part)) == list(getattr(definition, part))


def test_the_stored_form_is_canonical_json(definition):
    text = to_json(definition)
    assert text == json.dumps(
        json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def test_what_an_older_version_did_not_write_gets_its_default(definition):
    data = json.loads(to_json(definition))
    del data["guards"], data["deadlines"][0]["urgent"]
    assert from_json(json.dumps(data)).guards == ()


@pytest.mark.parametrize("text", ["", "[]", "3", "null", "{}", '{"roles": 3}'])
def test_what_is_no_stored_definition_is_a_value_error(text):
    with pytest.raises(ValueError, match=r"."):
        from_json(text)


def hashes(text):
    definition = loads(text, "complaint.yaml")
    return edition_hash(definition), wording_hash(definition)


def test_wording_has_a_hash_of_its_own():
    edition, wording = hashes(COMPLAINT)
    for old, new in (
        ("{en: Received, zh: 已受理}", "{en: Accepted, zh: 已接收}"),
        ("1 is the one made first in this round; the history numbers them.", "Count from 1."),
        ("there must be several proposals", "several proposals are needed"),
        ("{en: Refund, zh: 退款}", "{en: Money back, zh: 退钱}"),
    ):
        assert old in COMPLAINT
        changed = hashes(COMPLAINT.replace(old, new))
        assert changed[0] == edition
        assert changed[1] != wording


def test_who_stands_behind_an_edition_is_wording():
    edition, wording = hashes(COMPLAINT)
    for signed in (
        "number: KF-07",
        "issued_by: {zh: 客服部}",
        "approved: {by: 赵, date: 2025-12-01}",
    ):
        changed = hashes(f"{signed}\n{COMPLAINT}")
        assert changed[0] == edition
        assert changed[1] != wording
    definition = loads(f"reviewed: {{by: 王芳, date: 2025-12-10}}\n{COMPLAINT}", "complaint.yaml")
    assert from_json(to_json(definition)) == definition


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("within: 3 calendar days\n    agreed", "within: 4 calendar days\n    agreed"),
        ("at_most: 2}", "at_most: 3}"),
        ('edition: "1"', 'edition: "2"'),
        ("by: [supervisor, manager]", "by: [manager]"),
        ("refusable: true", "refusable: false"),
    ],
)
def test_what_it_does_is_in_the_edition_hash(old, new):
    assert old in COMPLAINT
    edition, wording = hashes(COMPLAINT)
    changed = hashes(COMPLAINT.replace(old, new))
    assert changed[0] != edition
    assert changed[1] == wording


DOCUMENTS = (
    PUBLISHED
    + """
documents:
  notice: {title: {zh: 催办通知}, text: {en: "{case} was due {due}.", zh: "{case}应于{due}办结。"}}
"""
)


def test_what_stands_in_a_document_is_wording_which_documents_there_are_is_not():
    edition, wording = hashes(DOCUMENTS)
    for old, new in (("应于", "须于"), ("催办通知", "催办单")):
        changed = hashes(DOCUMENTS.replace(old, new))
        assert changed[0] == edition
        assert changed[1] != wording
    assert hashes(PUBLISHED)[0] != edition
    read = loads(DOCUMENTS, "documents.yaml")
    assert from_json(to_json(read)) == read


def test_what_rungs_do_is_in_the_edition_hash_and_reads_back():
    plain = "remind: [{at: 60%, to: owner}]"
    rungs = (
        "at: 60%, to: owner, when: 'kind == \"long\"'",
        "at: 60%, to: owner, sets: {kind: long}",
        "at: 60%, to: {head_of: department}",
        "at: 60%, to: {head_of: 客房部}",
    )
    texts = [PUBLISHED.replace(plain, f"remind: [{{{one}}}]") for one in rungs]
    texts.append(PUBLISHED.replace(plain, plain + "\n    urgent: 'kind == \"long\"'"))
    assert len({hashes(one)[0] for one in (PUBLISHED, *texts)}) == 6
    for text in texts:
        read = loads(text, "rungs.yaml")
        assert from_json(to_json(read)) == read


def test_comments_and_layout_are_in_no_hash():
    text = COMPLAINT.replace("by: [owner]", "by: owner") + "\n# the end\n"
    assert hashes(text) == hashes(COMPLAINT)


def test_a_limit_changed_in_the_model_changes_the_hash(definition):
    name, deadline = next(iter(definition.deadlines.items()))
    longer = replace(deadline, within=(Limit(Amount(99, "weeks")),))
    other = replace(definition, deadlines={**definition.deadlines, name: longer})
    assert edition_hash(other) != edition_hash(definition)


def test_what_was_published_keeps_its_fingerprint_whatever_the_model_learns():
    """Written and hashed by version 0.1.0; cases are on such editions by their hash."""
    was = "e1edc2ad88c80e55411a71bef5e80a85bc2e85531a48715129062de518a36234"
    assert edition_hash(loads(PUBLISHED, "visit.yaml")) == was


def test_what_was_published_keeps_the_fingerprint_of_its_wording_too():
    """As 0.1.0 wrote it: without the lines that limits stand in."""
    stored = json.loads(to_json(loads(PUBLISHED, "visit.yaml")))
    for deadline in stored["deadlines"]:
        for limit in deadline["within"]:
            assert limit.pop("place")
    was = "d40b0e28425eb8a88d1f89d6afe846c1de9041da76a1bab6f366c9b3acd81beb"
    assert wording_hash(from_json(json.dumps(stored))) == was


def test_the_shipped_folder_holds_what_it_names():
    assert {"complaint", "repair"} <= set(shipped.names())
    assert all(Path(shipped.path(name)).is_file() for name in shipped.names())


def test_data_of_every_kind_reads_back_and_belongs_to_what_is_hashed():
    text = FLOOD.replace("prefix: F\n", "prefix: F\nsees: [lead]\n").replace(
        "needs: [news]\n",
        "needs: [news]\n    sets: {rooms: [bath], costs: [1, 2.5], call_at: 9:30}\n",
    )
    whole = loads(text, "flood.yaml")
    again = from_json(to_json(whole))
    assert again == whole
    assert again.transitions["reopen"].branches[0].sets == {
        "rooms": ["bath"],
        "costs": ["1", "2.5"],
        "call_at": "09:30",
    }
    for told, instead in (
        ("at_most: 2", "at_most: 3"),
        ("sees: [lead, owner]", "sees: [lead]"),
        ("secret_from: [insurer], ", ""),
        ("sees: [lead]\nroles", "sees: [desk]\nroles"),
        ("of: [old, trifle]", "of: [old]"),
        ("reads_back: [guest, ", "reads_back: ["),
        ("has: [{field: phone, if: '\"bath\" in rooms'}]", "has: [phone]"),
        ("costs: {type: list, of: money", "costs: {type: list, of: number"),
    ):
        assert told in text
        assert edition_hash(loads(text.replace(told, instead), "x")) != edition_hash(whole), told
