"""In which order the slots of each rank stand, so that few arrows cross."""

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise

from workflow.report.diagrams.ranks import Ranks

MOST_SWEEPS = 24

Neighbours = Mapping[int, Sequence[int]]


def order(ranks: Ranks) -> None:
    """Put every rank into an order: slots go where their neighbours are, as long as it helps.

    Which order is found depends on the first, so several are tried: as it came, mirrored, and with
    the arrows that lead back on either side.
    """
    above, below = neighbours(ranks)
    back = {slot for at in ranks.turned for slot in ranks.paths[at][1:-1]}
    beginnings = (
        ranks.rows,
        [row[::-1] for row in ranks.rows],
        [sorted(row, key=lambda slot: slot in back) for row in ranks.rows],
        [sorted(row, key=lambda slot: slot not in back) for row in ranks.rows],
    )
    found = [_swept([list(row) for row in rows], above, below) for rows in beginnings]
    ranks.rows = min(found, key=lambda rows: crossings(rows, below))


def _swept(rows: list[list[int]], above: Neighbours, below: Neighbours) -> list[list[int]]:
    best, fewest = [list(row) for row in rows], crossings(rows, below)
    for sweep in range(MOST_SWEEPS):
        if not fewest:
            break
        down = sweep % 2 == 0
        ordered = rows if down else rows[::-1]
        for fixed, moved in pairwise(ordered):
            if sweep % 4 >= 2:  # noqa: PLR2004 - what stands equally well, the other way round
                moved.reverse()
            _arrange(moved, fixed, above if down else below)
        _exchange(rows, above, below)
        found = crossings(rows, below)
        if found < fewest:
            best, fewest = [list(row) for row in rows], found
    return best


def neighbours(ranks: Ranks) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Return what each slot is linked to in the rank above, and in the rank below."""
    above: dict[int, list[int]] = {at: [] for at in range(len(ranks.sizes))}
    below: dict[int, list[int]] = {at: [] for at in range(len(ranks.sizes))}
    for upper, lower in ranks.links():
        below[upper].append(lower)
        above[lower].append(upper)
    return above, below


def _arrange(row: list[int], fixed: Sequence[int], linked: Neighbours) -> None:
    """Sort a rank by the middle of what its slots are linked to; what has no link stays."""
    places = {slot: place for place, slot in enumerate(fixed)}
    scale = len(fixed) / max(len(row), 1)
    middle = {
        slot: sum(places[one] for one in linked[slot]) / len(linked[slot])
        if linked[slot]
        else place * scale
        for place, slot in enumerate(row)
    }
    row.sort(key=lambda slot: middle[slot])


def _exchange(rows: Sequence[list[int]], above: Neighbours, below: Neighbours) -> None:
    """Exchange slots that stand side by side, as long as fewer links cross then.

    It finds what the middles cannot tell: which of two slots with the same middle comes first.
    """
    places = {slot: place for row in rows for place, slot in enumerate(row)}
    exchanged = True
    while exchanged:
        exchanged = False
        for row in rows:
            for place in range(len(row) - 1):
                one, other = row[place : place + 2]
                ends = [(up[one], up[other]) for up in (above, below)]
                now = sum(places[x] > places[y] for xs, ys in ends for x in xs for y in ys)
                then = sum(places[x] < places[y] for xs, ys in ends for x in xs for y in ys)
                if then < now:
                    row[place : place + 2] = other, one
                    places[one], places[other] = place + 1, place
                    exchanged = True


def crossings(rows: Sequence[Sequence[int]], below: Neighbours) -> int:
    """Return how many pairs of links cross.

    >>> crossings([[0, 1], [2, 3]], {0: [3], 1: [2], 2: [], 3: []})
    1
    """
    total = 0
    for row, lower in pairwise(rows):
        places = {slot: place for place, slot in enumerate(lower)}
        passed: list[int] = []
        for slot in row:
            ends = sorted(places[one] for one in below[slot])
            total += sum(len(passed) - bisect_right(passed, end) for end in ends)
            for end in ends:
                insort(passed, end)
    return total
