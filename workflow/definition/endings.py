"""States that a case can leave only by being given up, as it can be in every open state."""

from collections.abc import Iterator

from workflow.definition.deadline import Moment
from workflow.definition.model import NEW, Definition, Transition
from workflow.definition.nodes import Book
from workflow.definition.shape import leading_to, reached_from, ways
from workflow.errors import Problem
from workflow.translation import gettext


def doubt_dead_ends(definition: Definition, book: Book) -> Iterator[Problem]:
    """From every open state a case comes to an end without being withdrawn or merged.

    Of a definition in which every case ends so nothing is said.
    """
    given_up = [one.name for one in definition.transitions.values() if _gives_up(one, definition)]
    moments = {Moment("act", name) for name in given_up}
    known = ways(definition)
    onward = {
        state: [one for one in steps if one.moments.isdisjoint(moments)]
        for state, steps in known.items()
    }
    is_open = [name for name, one in definition.states.items() if not one.final]
    ends = {one.target for name in is_open for one in onward[name] if one.ends}
    left = leading_to(onward, ends)
    reached = reached_from(known, NEW)
    for name in is_open:
        if ends and name in reached and name not in left:
            wanted = gettext(
                "From the state “{name}” a case comes to an end only by {acts}, as from every open "
                "state. A step that leads on may be missing."
            )
            text = wanted.format(name=name, acts=", ".join(given_up))
            place = book.at(("states", name))
            yield place.problem("S024", text, key=True, severity="warning")


def _gives_up(act: Transition, definition: Definition) -> bool:
    """Whether it ends a case in any open state, by merging, by a party, or by cancelling a clock.

    What staff do everywhere may well be the usual end.
    """
    is_open = {name for name, one in definition.states.items() if not one.final}
    targets = {branch.to for branch in act.branches} - {None}
    if not targets or not is_open.isdisjoint(targets) or not is_open <= set(act.sources):
        return False
    moment = Moment("act", act.name)
    cancels = any(moment in one.cancelled for one in definition.deadlines.values())
    return act.merges or cancels or set(act.by) <= definition.parties.keys()


DOUBTS = (doubt_dead_ends,)
