"""Nothing in a drawing lies upon anything else, whatever graph is drawn."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.report.diagrams.layout import Box, layout
from workflow.report.diagrams.ordering import crossings
from workflow.report.diagrams.ranks import Link, Size

SIZES = st.builds(Size, st.integers(10, 400), st.integers(10, 200))


@st.composite
def graphs(draw):
    """Boxes, and arrows between two different ones, also several between the same two."""
    boxes = {f"状态{at}": draw(SIZES) for at in range(draw(st.integers(1, 12)))}
    names = st.sampled_from(list(boxes))
    pairs = draw(st.lists(st.tuples(names, names), max_size=24))
    return boxes, [Link(*pair, draw(SIZES)) for pair in pairs if pair[0] != pair[1]]


def apart(one, other):
    return (
        one.x + one.width <= other.x + 0.01
        or other.x + other.width <= one.x + 0.01
        or one.y + one.height <= other.y + 0.01
        or other.y + other.height <= one.y + 0.01
    )


def points(route):
    """Points of an arrow, close together: straight pieces, and the curves between them."""
    for bend in route.bends:
        for part in range(9):
            yield bend.x, bend.top + (bend.bottom - bend.top) * part / 8
    for one, other in pairwise(route.bends):
        half = (one.bottom + other.top) / 2
        for part in range(1, 16):
            t = part / 16
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            yield (
                sum(w * x for w, x in zip(weights, (one.x, one.x, other.x, other.x), strict=True)),
                sum(
                    w * y for w, y in zip(weights, (one.bottom, half, half, other.top), strict=True)
                ),
            )


def holds(box, point):
    x, y = point
    return box.x < x < box.x + box.width and box.y < y < box.y + box.height


@given(graphs())
def test_boxes_and_labels_lie_apart_and_in_the_frame(graph):
    laid = layout(*graph)
    drawn = [*laid.boxes.values(), *(route.label for route in laid.routes)]
    assert all(apart(one, other) for one, other in combinations(drawn, 2))
    frame = Box(-0.01, -0.01, laid.size.width + 0.02, laid.size.height + 0.02)
    for one in drawn:
        assert frame.x <= one.x
        assert one.x + one.width <= frame.x + frame.width
        assert frame.y <= one.y
        assert one.bottom <= frame.y + frame.height


@given(graphs())
def test_no_arrow_runs_through_a_box_or_another_label(graph):
    laid = layout(*graph)
    for route in laid.routes:
        others = [*laid.boxes.values(), *(one.label for one in laid.routes if one is not route)]
        assert not [point for point in points(route) for box in others if holds(box, point)]


@given(graphs())
def test_every_arrow_leads_from_its_source_to_its_target_and_through_its_label(graph):
    boxes, links = graph
    laid = layout(boxes, links)
    assert [(one.label.width, one.label.height) for one in laid.routes] == [
        pytest.approx(link.label) for link in links
    ]
    for link, route in zip(links, laid.routes, strict=True):
        ends = laid.boxes[link.source], laid.boxes[link.target]
        upper, lower = reversed(ends) if route.upwards else ends
        first, last = route.bends[0], route.bends[-1]
        assert first.top == pytest.approx(upper.bottom)
        assert last.bottom == pytest.approx(lower.y)
        assert upper.x <= first.x <= upper.x + upper.width
        assert lower.x <= last.x <= lower.x + lower.width
        assert any(holds(route.label, point) for point in points(route))


@given(graphs())
def test_the_same_graph_is_always_drawn_the_same(graph):
    assert layout(*graph) == layout(*graph)


def test_a_row_of_boxes_stands_in_one_straight_line():
    names = ["受理", "判断", "调查", "结案"]
    boxes = {name: Size(100 + 40 * at, 50) for at, name in enumerate(names)}
    laid = layout(boxes, [Link(*pair, Size(60, 20)) for pair in pairwise(names)])
    assert len({round(box.middle, 1) for box in laid.boxes.values()}) == 1
    assert [laid.boxes[name].y for name in names] == sorted(box.y for box in laid.boxes.values())


def test_an_arrow_that_leads_back_runs_upwards():
    boxes = {"received": Size(80, 40), "judged": Size(80, 40)}
    there, back = layout(
        boxes, [Link("received", "judged", Size(50, 20)), Link("judged", "received", Size(50, 20))]
    ).routes
    assert (there.upwards, back.upwards) == (False, True)


def test_what_can_be_drawn_without_a_crossing_is():
    ends = [("a", "c"), ("b", "d"), ("a", "d"), ("new", "b"), ("new", "a")]
    links = [Link(*pair, Size(40, 20)) for pair in ends]
    boxes = {name: Size(60, 30) for name in ("new", "a", "b", "c", "d")}
    laid = layout(boxes, links)
    across = [(laid.boxes[one].middle, laid.boxes[other].middle) for one, other in ends[:3]]
    assert not [
        pair
        for pair in combinations(across, 2)
        if (pair[0][0] - pair[1][0]) * (pair[0][1] - pair[1][1]) < 0
    ]


def test_crossings_are_counted():
    below = {0: [4, 5], 1: [3], 2: [3, 4], 3: [], 4: [], 5: []}
    assert crossings([[0, 1, 2], [3, 4, 5]], below) == 5


def test_nothing_to_draw_is_drawn():
    assert layout({}, []).size == (0, 0)
