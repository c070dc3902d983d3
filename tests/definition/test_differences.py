"""What is different between two definitions, as a list: the words are another test."""

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from appeals import APPEAL
from house import DEFINITIONS

from workflow.definition import shipped
from workflow.definition.difference import DECLARED, Change, differences
from workflow.definition.model import Definition, Duty, Permissions
from workflow.definition.parse import load, loads
from workflow.definition.resolved import edition_hash, from_json, members, to_json
from workflow.definition.schedule import Schedule
from workflow.report.members import LABELS

COMPLAINT = (DEFINITIONS / "complaint.yaml").read_text(encoding="utf-8")
SHIPPED = shipped.path("complaint").read_text(encoding="utf-8")


def changed(*replaced: tuple[str, str], text: str = COMPLAINT) -> list[Change]:
    """The differences to the definition with some words of its text replaced."""
    new = text
    for old, other in replaced:
        assert old in new, old
        new = new.replace(old, other)
    return list(differences(loads(text, "投诉.yaml"), loads(new, "投诉.yaml")))


def brief(changes: list[Change]) -> list[tuple[str, ...]]:
    return [tuple(filter(None, (one.kind, one.part, one.name, one.member))) for one in changes]


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every single value of some JSON."""
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(value, (*path, key))
    else:
        yield path


def other(value: Any) -> Any:
    """A value of the same kind that is another one."""
    if value is None or isinstance(value, str):
        return f"{value}二"
    return not value if isinstance(value, bool) else value + 1


def with_other(data: Any, path: tuple[Any, ...]) -> Definition | None:
    """The definition with another value at one place, ``None`` if it then is none."""
    data = copy.deepcopy(data)
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = other(place[path[-1]])
    try:
        return from_json(json.dumps(data))
    except ValueError:  # a text where a part should be
        return None


@pytest.mark.long
@pytest.mark.parametrize("name", ["appeal", "complaint"])
def test_whatever_changes_the_fingerprint_is_in_the_list_and_wording_alone_is_not(name: str):
    """One by one, every value there is in a definition is made another."""
    old = _short() if name == "complaint" else loads(APPEAL, "申诉.yaml")
    data = json.loads(to_json(old))
    looked_at = 0
    for path in leaves(data):
        new = with_other(data, path)
        if new is None or path[-1] == "place":
            continue
        found = differences(old, new)
        assert found, path
        does = any(one.kind != "wording" for one in found)
        assert does == (edition_hash(new) != edition_hash(old)), path
        looked_at += 1
    assert looked_at > 100


def _short() -> Definition:
    """The shipped complaint with its calendar, and little else."""
    whole = load(shipped.path("complaint"))
    data = json.loads(to_json(whole))
    for part in ("transitions", "deadlines", "fields"):
        data[part] = data[part][:3]
    return from_json(json.dumps(data))


def test_a_definition_does_not_differ_from_itself_nor_by_the_lines_things_stand_in():
    assert changed() == []
    assert changed(("roles:", "# 说明\n\nroles:")) == []


def test_every_member_of_every_thing_has_a_name_for_people():
    """A key that the language learns has to be given one."""
    kinds = {part: type(next(iter(getattr(_whole(), part).values()))) for part in DECLARED}
    wanted = {
        (part, one.name)
        for part, kind in {**kinds, "permissions": Permissions, "definition": Definition}.items()
        for one in members(kind)
        if not one.wording and (part == "definition" or one.name != "name")
    } - {("definition", name) for name in (*DECLARED, "permissions")}
    assert set(LABELS) == wanted


def _whole() -> Definition:
    """A definition that has something of everything."""
    counter = "\ncounters:\n  breaches: {of: responsible, adds: {act: investigate}}\n"
    found = loads(SHIPPED + counter, str(shipped.path("complaint")))
    duties, schedules = {"call": Duty("call", {}, ())}, {"daily": Schedule("daily", {})}
    return replace(found, duties=duties, schedules=schedules)


def test_what_is_gone_and_what_is_new():
    more = ("\nparties:\n", "\nparties:\n  relative: {title: {zh: 家属}}\n")
    found = changed(more)
    assert brief(found) == [("new", "parties", "relative")]
    assert found[0].new.title == {"zh": "家属"}
    assert brief(changed(tuple(reversed(more)), text=COMPLAINT.replace(*more))) == [
        ("gone", "parties", "relative")
    ]


def renamed(was: str, now: str, text: str = COMPLAINT) -> list[Change]:
    new = re.sub(rf"\b{was}\b", now, text)
    return list(differences(loads(text, "投诉.yaml"), loads(new, "投诉.yaml")))


@pytest.mark.parametrize(
    ("was", "now", "part"),
    [
        ("received", "taken_in", "states"),
        ("resolved", "solved", "states"),
        ("judge", "assess", "transitions"),
        ("record_callback", "ask", "transitions"),
        ("callback", "call_back", "deadlines"),
    ],
)
def test_a_name_alone_is_recognised_and_what_speaks_of_it_is_the_same(was, now, part):
    found = renamed(was, now)
    assert brief(found) == [("renamed", part, now)]
    assert (found[0].old, found[0].new) == (was, now)


def test_a_condition_that_asks_for_what_happened_asks_by_the_new_name():
    asking = COMPLAINT.replace(
        "    by: [owner, supervisor]\n    needs: [summary]",
        "    by: [owner, supervisor]\n    needs: [summary]\n"
        '    when: \'done("judge") and kind != "safety"\'',
    )
    assert asking != COMPLAINT
    assert brief(renamed("judge", "assess", asking)) == [("renamed", "transitions", "assess")]


@pytest.mark.parametrize(
    ("was", "now", "part"),
    [("judge", "assess", "transitions"), ("received", "taken_in", "states")],
)
def test_who_must_be_another_and_what_is_counted_are_known_by_the_new_names(was, now, part):
    others = "{did: [judge], owned: [received], is: [responsible]}"
    text = COMPLAINT.replace(
        "owner: {role: manager, choose: equal_load}",
        f"owner: {{role: manager, choose: equal_load, other_than: {others}}}",
    )
    text = text.replace("other_than: {did: [propose]}", f"other_than: {others}")
    text += "\ncounters:\n  seen: {of: site, adds: {act: judge}, takes_back: judge}\n"
    assert text.count(others) == 2
    assert brief(renamed(was, now, text)) == [("renamed", part, now)]


def test_the_value_of_a_field_is_no_name():
    valued = COMPLAINT.replace("safety", "judge")
    new = valued.replace("  judge:\n", "  assess:\n").replace("act: judge", "act: assess")
    found = brief(list(differences(loads(valued, "旧.yaml"), loads(new, "新.yaml"))))
    assert found == [("renamed", "transitions", "assess")]


def test_where_two_names_could_be_meant_none_is():
    extra = (
        "  withdraw:\n",
        "  {0}: {{title: {{zh: 搁置}}, from: judged, to: closed, by: [manager]}}\n  withdraw:\n",
    )
    one = COMPLAINT.replace(extra[0], extra[1].format("shelve"))
    two = COMPLAINT.replace(extra[0], extra[1].format("rest")).replace(
        extra[0], extra[1].format("sleep")
    )
    found = brief(list(differences(loads(one, "旧.yaml"), loads(two, "新.yaml"))))
    assert ("gone", "transitions", "shelve") in found
    assert {("new", "transitions", "rest"), ("new", "transitions", "sleep")} <= set(found)


def test_the_order_of_what_is_declared_is_a_difference_too():
    roles = re.search(r"^roles:\n((?:  .*\n)+)", COMPLAINT, re.MULTILINE)[1]
    lines = roles.splitlines(keepends=True)
    found = changed((roles, "".join([*lines[1:], lines[0]])))
    assert [(one.kind, one.part) for one in found] == [("reordered", "roles")]
    assert found[0].new[-1] == found[0].old[0]


def test_wording_is_told_apart_and_comes_last():
    found = changed(
        ("zh: 已受理", "zh: 已接收"),
        ('edition: "1"', "edition: 二\napproved: {by: 赵敏, date: 2025-12-01}"),
    )
    assert brief(found) == [
        ("changed", "definition", "edition"),
        ("wording", "definition", "issue"),
        ("wording", "states", "received"),
    ]


def test_a_promise_is_known_by_the_new_names_too() -> None:
    kept = SHIPPED.replace("record_callback", "call_back").replace("closed:", "over:")
    kept = re.sub(r"\bclosed\b", "over", kept)
    found = differences(loads(SHIPPED, "投诉.yaml"), loads(kept, "投诉.yaml"))
    assert not [one for one in found if one.member == "promises"]
    broken = SHIPPED.replace("unless: [withdraw, settle]", "unless: [withdraw]")
    found = differences(loads(SHIPPED, "投诉.yaml"), loads(broken, "投诉.yaml"))
    assert [(one.kind, one.part, one.member) for one in found] == [
        ("changed", "definition", "promises")
    ]
