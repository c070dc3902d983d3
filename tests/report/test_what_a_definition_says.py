"""What whoever approves a definition reads of it: in words, and in its picture."""

from workflow.definition.model import Definition
from workflow.definition.parse import loads
from workflow.report import lifecycle
from workflow.report.diagrams.picture import picture
from workflow.report.table import Table
from workflow.translation import language

PARCEL = """
language: 1
workflow: parcel
edition: "1"
effective: 2026-01-01
title: {en: Parcel, zh: 包裹}
roles:
  desk: {title: {en: Front desk, zh: 前台}}
  supervisor: {title: {en: Supervisor, zh: 主管}}
fields:
  found: {type: flag}
states:
  kept: {title: {en: Kept, zh: 待领}}
  sought: {title: {en: Sought, zh: 查找中}}
  closed: {title: {en: Closed, zh: 已结案}, final: true}
transitions:
  receive: {title: {en: Receive, zh: 收件}, from: new, to: kept, by: desk}
  search:
    title: {en: Search, zh: 查找}
    from: [kept, sought]
    by: desk
    at_most: 5
    needs: found
    first_of:
      - {when: found, to: kept, owner: {role: desk}}
      - {when: not found, to: sought, at_most: 2, per: entry, owner: {role: supervisor}}
      - {otherwise: closed, sets: {found: false}}
  close:
    title: {en: Close, zh: 结案}
    from: [kept, sought]
    to: closed
    by: supervisor
    other_than: {did: receive}
  reopen: {title: {en: Reopen, zh: 重开}, from: closed, to: kept, by: supervisor, at_most: 1}
deadlines:
  handing:
    title: {en: Hand over, zh: 交付}
    starts: {entered: kept}
    met: {entered: closed}
    within: 2 calendar days
"""


def parcel() -> Definition:
    return loads(PARCEL, "parcel.yaml")


def told(step: str) -> list[str]:
    """Return the lines in which ``definition show`` tells a step."""
    lines = [one for one in lifecycle.definition(parcel()) if isinstance(one, str)]
    start = next(at for at, one in enumerate(lines) if one.startswith((f"{step} (", f"{step}（")))
    return lines[start : lines.index("", start)]


def test_each_way_of_a_step_says_its_own_limit_and_owner_and_the_step_says_its_own():
    assert told("search") == [
        "search (Search)",
        "  from: kept (Kept), sought (Sought)",
        "  to: kept (Kept) if found",
        "    owner: desk (Front desk)",
        "  to: sought (Sought) if not found",
        "    2 times at most each time the state is entered",
        "    owner: supervisor (Supervisor)",
        "  otherwise to: closed (Closed)",
        "    found becomes no",
        "  5 times at most",
        "  by: desk (Front desk)",
        "  needs: found",
    ]
    assert "  once at most" in told("reopen")


def test_the_limits_are_told_in_chinese_too():
    with language("zh"):
        lines = told("search")
        assert "    每次进入该状态最多 2 次" in lines
        assert "    承办人：supervisor（主管）" in lines
        assert "  否则新状态：closed（已结案）" in lines
        assert "  最多 1 次" in told("reopen")


def test_the_picture_says_who_must_not_do_a_step_and_which_limit_counts_anew():
    arrows = {(one.trigger, one.source, one.target): one for one in picture(parcel()).arrows}
    barred = "somebody who did not do: Receive"
    assert barred in arrows["close", "kept", "closed"].details
    anew = "2 times at most each time the state is entered"
    assert arrows["search", "kept", "sought"].details == ("5 times at most", anew)
    with language("zh"):
        there = ("close", "kept")
        (closing,) = (one for one in picture(parcel()).arrows if (one.trigger, one.source) == there)
        assert closing.details == ("须由未做过以下操作的人办理：收件",)


def test_a_calendar_is_named_only_where_it_counts():
    text = PARCEL.replace('edition: "1"\n', 'edition: "1"\ncalendar: office-cn\n')
    for within, counts in (("2 calendar days", False), ("2 working days", True)):
        shown = loads(text.replace("2 calendar days", within), "parcel.yaml")
        lines = [one for one in lifecycle.definition(shown) if isinstance(one, str)]
        assert ("  by the calendar office-cn" in lines) == counts


def test_a_final_state_names_no_owner():
    states = next(one for one in lifecycle.definition(parcel()) if isinstance(one, Table))
    assert [row[2] for row in states.rows] == ["stays", "stays", "-"]
