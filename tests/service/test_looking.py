"""Lists, what is due, and who may see what."""

from datetime import timedelta

import pytest
from stories import JUDGED, RECEIVED, opened

from workflow import Workflow
from workflow.errors import InputInvalid, NotAuthorised, PersonUnknown, SiteUnknown

pytestmark = pytest.mark.both


def numbers(page) -> list[int]:
    return [one.serial for one in page.rows]


@pytest.fixture
def two_houses(flow: Workflow, clock) -> Workflow:
    """Three cases at the first site, one at another."""
    flow.add_site("east", zone="Europe/Berlin")
    flow.add_staff("olga", site="east", roles=["receptionist", "specialist"])
    for kind in ("service", "safety", "product"):
        opened(flow, kind=kind)
        clock.advance(minutes=1)
    flow.open("complaint", {**RECEIVED, "complainant": "Jürgen Groß"}, actor="olga")
    return flow


def test_a_mistyped_site_or_page_is_refused_instead_of_looking_empty(two_houses: Workflow):
    for ask in (two_houses.list, two_houses.due):
        with pytest.raises(PersonUnknown, match="nobody"):
            ask(owner="nobody")
        with pytest.raises(SiteUnknown, match="nowhere"):
            ask(site="nowhere")
        with pytest.raises(InputInvalid, match="not negative"):
            ask(offset=-1)


def test_who_has_left_acts_no_more_and_messages_go_to_who_is_above(two_houses: Workflow, clock):
    flow = two_houses
    case = flow.show(3)
    assert case.owner is not None
    flow.end_roles(case.owner)
    with pytest.raises(NotAuthorised):
        flow.trigger(3, "judge", JUDGED, actor=case.owner)
    clock.now += timedelta(days=30)
    told = {
        name for one in flow.fire_due().fired if one.case == case.case for name in one.recipients
    }
    assert told
    assert case.owner not in told


def test_a_list_is_filtered_ordered_and_paged(two_houses: Workflow, clock):
    flow = two_houses
    flow.trigger(3, "judge", JUDGED, actor="ann")
    assert numbers(flow.list()) == [2, 1, 4, 3]
    assert numbers(flow.list(site="east")) == [4]
    assert numbers(flow.list(state="judged")) == [3]
    assert numbers(flow.list(definition="complaint", owner="olga")) == [4]
    assert numbers(flow.list(definition="repair")) == []
    assert numbers(flow.list(text="jürgen")) == [4]
    assert numbers(flow.list(text="groß")) == [4]
    assert numbers(flow.list(text="李")) == [2, 1, 3]
    page = flow.list(limit=2, offset=1)
    assert (numbers(page), page.total, page.limit, page.offset) == ([1, 4], 4, 2, 1)
    clock.advance(hours=5)
    flow.fire_due()
    assert numbers(flow.list(overdue=True)) == [2]
    assert numbers(flow.list(aside=True)) == []


def test_an_actor_sees_the_cases_of_their_sites_only(two_houses: Workflow):
    flow = two_houses
    assert numbers(flow.list(actor="rita")) == [2, 1, 3]
    assert numbers(flow.list(actor="olga")) == [4]
    assert numbers(flow.list(actor="olga", site="main")) == []
    assert [one.case[-1] for one in flow.due(actor="olga")] == ["4"]
    assert flow.list(actor="olga", text="李").total == 0
    for look in (flow.show, flow.history):
        assert look(4, actor="olga")
        with pytest.raises(NotAuthorised) as refused:
            look(1, actor="olga")
        assert "main" in str(refused.value)
        with pytest.raises(PersonUnknown):
            look(1, actor="nobody")
    with pytest.raises(PersonUnknown):
        flow.list(actor="nobody")


def test_nobody_acts_on_a_case_of_another_site(two_houses: Workflow):
    flow = two_houses
    for act in (
        lambda: flow.trigger(1, "judge", JUDGED, actor="olga"),
        lambda: flow.trigger(1, "withdraw", {"reason": "x"}, actor="olga"),
        lambda: flow.trigger(1, "judge", JUDGED, actor="olga", performed_by="ann"),
        lambda: flow.note(1, "x", actor="olga"),
        lambda: flow.set(1, {"phone": "555 0100"}, actor="olga"),
        lambda: flow.assign(1, "ben", actor="olga"),
        lambda: flow.erase(1, actor="olga", reason="x"),
    ):
        with pytest.raises(NotAuthorised):
            act()
    assert len(flow.history(1)) == 1


def test_what_is_due_comes_earliest_first(two_houses: Workflow):
    flow = two_houses
    rows = flow.due()
    assert [one.case[-1] for one in rows] == ["2", "1", "3", "4"]
    assert [one.due_at for one in rows] == sorted(one.due_at for one in rows)
    assert flow.due(limit=1, offset=1) == rows[1:2]
    assert [one.case[-1] for one in flow.due(owner="olga")] == ["4"]
    assert [one.case[-1] for one in flow.due(site="east")] == ["4"]
    assert rows[3].zone == "Europe/Berlin"
    assert flow.next_due() == min(one.next_at for one in rows)


def test_a_case_shows_what_can_be_done_next_by_whom_with_what(flow: Workflow):
    case = opened(flow)
    shown = flow.show(case)
    steps = {one.trigger: one for one in shown.next}
    assert set(steps) == {"judge", "withdraw"}
    assert steps["judge"].needs == ("grounds", "demand")
    assert [name for name, _ in steps["judge"].needs_if] == ["department"]
    assert set(steps["judge"].people) == {"ann", "ben", "sue"}
    flow.trigger(case, "withdraw", {"reason": "不等了"}, actor="rita")
    assert flow.show(case).next == ()
    assert flow.show(case).final


def test_text_is_looked_for_as_it_is_written(flow: Workflow):
    opened(flow, content="100% 羊毛_毯")
    opened(flow, content="1000 羊毛毯")
    assert numbers(flow.list(text="100%")) == [1]
    assert numbers(flow.list(text="毛_毯")) == [1]
    assert numbers(flow.list(text="SERVICE")) == [1, 2]
    for not_said in ('"', "value", "kind", "fields", "\\n"):
        assert numbers(flow.list(text=not_said)) == [], not_said


def test_what_is_past_due_is_overdue_though_nobody_has_swept(two_houses: Workflow, clock):
    flow = two_houses
    assert numbers(flow.list(overdue=True)) == []
    first = flow.due()[0]
    clock.now = first.due_at - timedelta(microseconds=1)
    assert numbers(flow.list(overdue=True)) == []
    clock.now = first.due_at
    late = numbers(flow.list(overdue=True))
    assert late == [int(first.case[-6:])]
    assert [one.serial for one in flow.list().rows if one.overdue] == late
    flow.fire_due()
    assert numbers(flow.list(overdue=True)) == late
