"""Pictures of definitions and of cases, as Mermaid, DOT and SVG."""

import html
import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from example_counts import many
from graphs import AWKWARD, WAY, complaint, large, titled
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.definition import shipped
from workflow.definition.model import ANY_OPEN, NEW
from workflow.definition.parse import load
from workflow.report.diagrams import FORMATS, diagram
from workflow.report.diagrams.blocks import broken
from workflow.report.diagrams.picture import picture, plain
from workflow.report.diagrams.steps import Step, Way
from workflow.translation import language

SVG = "{http://www.w3.org/2000/svg}"
TITLES = st.one_of(st.sampled_from(AWKWARD), st.text(min_size=1, max_size=60))


def arrows(shown):
    return {(one.source, one.target, one.trigger): one for one in shown.arrows}


def places(shown):
    return {one.name: one for one in shown.places}


# --- what a picture shows ----------------------------------------------------------------------


def test_states_say_who_owns_a_case_there_and_what_runs():
    with language("zh"):
        received = places(picture(complaint()))["received"]
    assert received.title == "已受理"
    assert received.owners == "承办人：客服专员"
    assert received.limits == ("判断期限：4 小时 / 1 个日历日",)


def test_the_owner_is_followed_from_state_to_state():
    shown = places(picture(complaint()))
    assert shown["judged"].owners == "Owner: Specialist, Manager"
    assert shown["disputed"].owners == "Owner: Manager"
    assert shown["closed"].owners == ""
    assert places(picture(large()))["s3"].owners == "Owner: whoever opened it"


def test_a_time_that_is_agreed_on_is_told_beside_the_limit():
    assert places(picture(complaint()))["resolved"].limits == (
        "Call back: 3 calendar days, or as agreed",
    )


def test_arrows_say_who_may_and_how_often():
    shown = arrows(picture(complaint()))
    again = shown["resolved", "judged", "record_callback"]
    assert (again.title, again.who) == ("Record a call back", "the owner, Supervisor, Manager")
    assert again.details == ("2 times at most",)
    assert shown["resolved", "resolved", "record_callback"].stays


def test_an_arrow_says_which_clock_does_it():
    shown = arrows(picture(load(shipped.path("repair"))))
    assert shown["called_back", "closed", "close"].details == ("by itself, once it ran out: Close",)


def test_what_is_possible_in_every_open_state_stands_once():
    shown = picture(complaint())
    assert [one.source for one in shown.arrows if one.trigger == "withdraw"] == [ANY_OPEN]
    assert places(shown)[ANY_OPEN].kind == "anywhere"


def test_what_runs_in_every_open_state_stands_once():
    with language("zh"):
        shown = places(picture(large()))
    assert shown[ANY_OPEN].limits == ("总期限：60 个日历日",)
    assert shown["s3"].limits == ()


@pytest.mark.parametrize("name", shipped.names())
@pytest.mark.parametrize("tag", ["en", "zh"])
def test_everything_shipped_can_be_drawn_in_every_format_and_language(name, tag):
    shown = load(shipped.path(name))
    for form in FORMATS:
        with language(tag):
            text = html.unescape(diagram(shown, form))
        for one in (*shown.states.values(), *shown.transitions.values()):
            assert one.title[tag] in text


# --- the way of a case -------------------------------------------------------------------------


def test_the_steps_of_a_case_are_numbered_and_it_is_where_the_last_one_led():
    shown = picture(complaint(), WAY)
    taken = {key: one.steps for key, one in arrows(shown).items() if one.steps}
    assert taken == {
        (NEW, "received", "receive"): (1,),
        ("received", "judged", "judge"): (2,),
        ("judged", "investigated", "investigate"): (3,),
        ("investigated", "investigated", "propose"): (4, 5),
        ("investigated", "closed", "withdraw"): (6,),
    }
    assert {one.name: one.seen for one in shown.places if one.seen} == {
        NEW: "passed",
        "received": "passed",
        "judged": "passed",
        "investigated": "passed",
        "closed": "here",
    }


def test_without_a_case_nothing_is_numbered_or_marked():
    shown = picture(complaint())
    assert not [one for one in shown.arrows if one.steps]
    assert not [one for one in shown.places if one.seen]


def test_steps_of_states_and_acts_the_definition_does_not_have_are_left_out():
    way = Way("C-2026-000002", (Step("sing", "new", "stage"), Step("receive", "new", "received")))
    shown = picture(complaint(), way)
    assert [one.steps for one in shown.arrows if one.steps] == [(2,)]
    assert places(shown)["received"].seen == "here"


def test_entering_the_same_state_anew_is_not_staying_in_it():
    shown = picture(complaint(), Way("C-2026-000003", (Step("propose", "judged", "judged", True),)))
    assert [(one.stays, one.steps) for one in shown.arrows if one.steps] == [(True, (1,))]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_the_way(form):
    with language("zh"):
        text = diagram(complaint(), form, WAY)
    assert "C-2026-000001" in text
    assert "4, 5" in text
    assert text != diagram(complaint(), form)


# --- titles that hold anything -----------------------------------------------------------------


def unquoted_mermaid(text):
    return re.sub(r"#(\d+);", lambda found: chr(int(found[1])), text)


def unquoted_dot(text):
    text = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text)
    return html.unescape(text)


MERMAID_TEXT = r"(?:#\d+;|<br/>|[^\"<>&%{}\[\]:;#])*"
MERMAID_LINE = re.compile(
    rf'---|title: ".*"|stateDiagram-v2|    (?:%% {MERMAID_TEXT}|direction TB|classDef [^"]*'
    rf'|state "{MERMAID_TEXT}" as at_\w+|at_\w+ : {MERMAID_TEXT}|class at_\w+ \w+'
    rf"|(?:\[\*\]|at_\w+) --> (?:\[\*\]|at_\w+)(?: : {MERMAID_TEXT})?)"
)
QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')
DOT_LINE = re.compile(r"digraph § \{|\}|    (?:§( -> §)? \[[\w=§, .]+\]|[\w=§; \[\],.]+);")


@pytest.mark.parametrize("title", AWKWARD)
def test_no_title_ends_a_line_or_a_quotation_of_mermaid(title):
    text = diagram(titled(title), "mermaid", WAY)
    assert [line for line in text.splitlines() if not MERMAID_LINE.fullmatch(line)] == []
    shown = {unquoted_mermaid(one) for one in re.findall(r'state "(.*)" as', text)}
    assert shown == {plain(title), "any open state"}


@pytest.mark.parametrize("title", AWKWARD)
def test_no_title_ends_a_line_or_a_quotation_of_dot(title):
    text = diagram(titled(title), "dot", WAY)
    assert [
        line for line in text.splitlines() if not DOT_LINE.fullmatch(QUOTED.sub("§", line))
    ] == []
    label = re.search(r'"received" \[label="((?:\\.|[^"\\])*)"', text)
    assert label
    assert unquoted_dot(label[1]).splitlines()[0] == plain(title)


@pytest.mark.parametrize("title", AWKWARD)
def test_a_title_stays_text_in_svg_and_all_of_it_is_in_the_tooltip(title):
    root = ElementTree.fromstring(diagram(titled(title), "svg", WAY))
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        "svg", "title", "desc", "style", "rect", "g", "path", "circle", "text",
    }  # fmt: skip
    tips = [one.text or "" for one in root.iter(f"{SVG}title")]
    assert len([tip for tip in tips if plain(title) in tip]) > len(complaint().states)


@given(TITLES)
@settings(max_examples=many(20))
def test_titles_change_no_line_but_their_own(title):
    for form in ("mermaid", "dot"):
        lines = diagram(titled(title), form).splitlines()
        expected = diagram(titled("Title"), form).splitlines()
        assert len(lines) == len(expected)
    ElementTree.fromstring(diagram(titled(title), "svg"))


def test_what_steers_a_terminal_or_turns_writing_round_is_left_out():
    assert plain("\x1b[31mred\u202e \u2066x") == "[31mred x"
    assert plain("👨‍👩‍👧") == "👨‍👩‍👧"


# --- the drawing -------------------------------------------------------------------------------


def test_the_svg_needs_nothing_else():
    for shown in (complaint(), titled("<image href='http://example.org/x'>")):
        root = ElementTree.fromstring(diagram(shown, "svg"))
        names = {name for one in root.iter() for name in one.attrib}
        assert not [name for name in names if name.startswith("on") or "href" in name]
        style = root.find(f"{SVG}style")
        assert style is not None
        assert not re.search(r"url|import|@", style.text or "")


def boxes(root):
    for one in root.iter(f"{SVG}rect"):
        if (one.get("class") or "").split(" ")[0] in ("box", "label"):
            yield tuple(float(one.get(key)) for key in ("x", "y", "width", "height"))


@pytest.mark.parametrize("tag", ["en", "zh"])
def test_thirty_states_are_drawn_apart(tag):
    with language(tag):
        root = ElementTree.fromstring(diagram(large(), "svg"))
    drawn = list(boxes(root))
    assert len(drawn) > 60
    for (x, y, width, height), (left, top, wide, high) in combinations(drawn, 2):
        assert (
            x + width <= left + 0.2 or left + wide <= x + 0.2
            or y + height <= top + 0.2 or top + high <= y + 0.2
        )  # fmt: skip


def test_a_long_title_is_broken_and_cut_short_by_columns_of_which_wide_signs_take_two():
    lines = [one.text for one in broken("长" * 200, "title", 20)]
    assert lines == ["长" * 10] * 3 + ["长" * 10 + "…"]
    assert [one.text for one in broken("x" * 45, "title", 20)] == ["x" * 20, "x" * 20, "x" * 5]
    assert broken("", "text") == []


def test_wide_signs_make_a_wider_box():
    narrow = titled("aa")
    wide = titled("案件")

    def widest(shown):
        return max(width for _x, _y, width, _height in boxes(
            ElementTree.fromstring(diagram(shown, "svg"))
        ))  # fmt: skip

    assert widest(wide) > widest(narrow)
