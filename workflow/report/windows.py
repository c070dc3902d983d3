"""Windows in words: from when, until when and in which hours a step can be taken."""

from collections.abc import Iterator

from workflow.calendars.amounts import DAYS
from workflow.calendars.wording import amount
from workflow.definition.deadline import AS_USUAL, Contact, Edge, Point
from workflow.definition.model import Definition, Transition
from workflow.definition.moments import in_words
from workflow.report.glossary import Glossary
from workflow.report.words import counting, listed, titled
from workflow.translation import gettext


def windows(step: Transition, shown: Definition) -> Iterator[str]:
    """Yield a line for each edge a step's time has, and one for its hours."""
    if step.not_before is not None:
        when = _point(step.not_before, shown)
        yield gettext("  not before: {when}").format(when=when)
    if step.not_after is not None:
        yield gettext("  not after: {when}").format(when=_point(step.not_after, shown))
    if step.during is not None:
        yield gettext("  during: {hours}").format(hours=_hours(step.during, shown))


def _point(point: Point, shown: Definition) -> str:
    edges = [_edge(one, shown) for one in point.of]
    if len(edges) == 1:
        return edges[0]
    choice = (
        gettext("the later of: {edges}")
        if point.choose == "later"
        else gettext("the earlier of: {edges}")
    )
    return choice.format(edges=listed(edges))


def _edge(edge: Edge, shown: Definition) -> str:
    moment = edge.moment
    what = Glossary(shown).field(moment.name) if moment.kind == "field" else in_words(moment, shown)
    if edge.plus is None:
        return what
    length = amount(edge.plus)
    if edge.plus.unit in DAYS and edge.count != AS_USUAL:
        text = gettext("{amount} ({count})")
        length = text.format(amount=length, count=counting(edge.count))
    if edge.calendar is not None:
        length = gettext("{amount} by the calendar {calendar}").format(
            amount=length, calendar=edge.calendar
        )
    return gettext("{amount} after: {moment}").format(amount=length, moment=what)


def _hours(contact: Contact, shown: Definition) -> str:
    rules = shown.calendars.get(contact.calendar)
    name = contact.calendar if rules is None else titled(rules.name, rules.title)
    if contact.unless is None:
        return name
    return gettext("{hours}, unless {condition}").format(hours=name, condition=contact.unless)
