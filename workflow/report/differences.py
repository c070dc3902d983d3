"""The difference between two definitions in words, by part and by thing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from workflow.calendars.amounts import MINUTES, WORKING_UNITS, Amount
from workflow.calendars.wording import amount
from workflow.definition.deadline import Deadline, Limit
from workflow.definition.difference import Change, Part, with_names_of
from workflow.definition.model import Definition
from workflow.report import members
from workflow.report.table import Block
from workflow.report.words import conditional, listed, titled
from workflow.translation import gettext, mark

_HEADINGS: Mapping[Part, str] = {
    "definition": mark("The definition"),
    "states": mark("States"),
    "transitions": mark("Steps"),
    "deadlines": mark("Deadlines"),
    "fields": mark("Fields"),
    "roles": mark("Roles"),
    "parties": mark("Parties"),
    "calendars": mark("Calendars"),
    "documents": mark("Documents"),
    "duties": mark("Duties"),
    "counters": mark("Counters"),
    "schedules": mark("Schedules"),
    "permissions": mark("Permissions"),
}
_ISSUE = {
    "issue": mark("who stands behind it"),
    "title": mark("the title of the definition"),
    "promises": mark("promises"),
    "script": mark("what to say everywhere"),
    "avoid": mark("what to say instead"),
    "origins": mark("the files it was put together from"),
}
# The headline says it.
_EDITION = ("definition", "edition")


def differences(old: Definition, new: Definition, changes: Sequence[Change]) -> list[Block]:
    """Return what is different between two definitions."""
    known = with_names_of(old, new)
    blocks: list[Block] = [_headline(old, new)]
    told = [one for one in changes if one.kind != "wording" and one[1:4:2] != _EDITION]
    for part, of_part in groupby(told, key=lambda one: one.part):
        blocks += ["", gettext(_HEADINGS[part])]
        things: dict[str, list[Change]] = {}
        for one in of_part:
            things.setdefault(one.name, []).append(one)
        blocks += [line for name, found in things.items() for line in _thing(name, found, known)]
    wording = [one for one in changes if one.kind == "wording"]
    if wording:
        blocks += ["", _reworded(wording)]
    if not told:
        blocks += ["", gettext("What they do is the same.")]
    return blocks


def _headline(old: Definition, new: Definition) -> str:
    return gettext("{definition}: from edition {old} to edition {new}").format(
        definition=titled(new.workflow, new.title), old=old.edition, new=new.edition
    )


def _thing(name: str, changes: Sequence[Change], known: Definition) -> Iterator[str]:
    """Yield what became of a thing: in one line if it is one word, otherwise one by one."""
    said = [_change(one, known) for one in changes]
    if not name:
        yield from (f"  {one}" for one in said)
        return
    thing = titled(name, getattr(known, changes[0].part)[name].title)
    if len(said) == 1 and changes[0].kind != "changed":
        yield "  " + gettext("{label}: {what}").format(label=thing, what=said[0])
        return
    yield f"  {thing}"
    yield from (f"    {one}" for one in said)


def _change(change: Change, known: Definition) -> str:
    match change.kind:
        case "gone":
            return gettext("gone")
        case "new":
            return gettext("new")
        case "renamed":
            return gettext("was called {name}").format(name=change.old)
        case "reordered":
            return gettext("in another order: {names}").format(names=listed(list(change.new)))
    label = members.label(change.part, change.member, change.new)
    what = gettext("; ").join(_member(change, known))
    return gettext("{label}: {what}").format(label=label, what=what)


def _member(change: Change, known: Definition) -> Iterable[str]:
    if (change.part, change.member) == ("deadlines", "within"):
        return _limits(change.old, change.new)
    before, after = (
        members.lines(change.part, change.member, one, known) for one in (change.old, change.new)
    )
    return _lines(before, after)


def _lines(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return what of some lines is gone and what is new."""
    gone = [one for one in before if one not in after]
    fresh = [one for one in after if one not in before]
    if not gone and not fresh:
        return [gettext("in another order: {names}").format(names=listed(list(after)))]
    if len(gone) == len(fresh) == 1:
        return [gettext("{old} → {new}").format(old=gone[0], new=fresh[0])]
    found = [gettext("no longer {what}").format(what=one) for one in gone]
    text = gettext("now also {what}") if before else gettext("now {what}")
    return [*found, *(text.format(what=one) for one in fresh)]


def _limits(old: Deadline, new: Deadline) -> list[str]:
    """Return what became of the limits: those with the same condition are the same limit."""
    before, after = ({one.when: one for one in each.within} for each in (old, new))
    found = [
        conditional(_limit(before[when], limit), when)
        for when, limit in after.items()
        if when in before and before[when].amount != limit.amount
    ]
    apart = [
        [conditional(amount(one.amount), when) for when, one in each.items() if when not in other]
        for each, other in ((before, after), (after, before))
    ]
    if any(apart) or not found:
        found += _lines(*apart)
    return found


def _limit(before: Limit, after: Limit) -> str:
    old, new = before.amount, after.amount
    longer = _longer(old, new)
    was = str(old.number) if old.unit == new.unit else amount(old)
    if longer is None:
        text = gettext("{old} → {new}")
    elif longer:
        text = gettext("lengthened from {old} to {new}")
    else:
        text = gettext("shortened from {old} to {new}")
    return text.format(old=was, new=amount(new))


def _longer(old: Amount, new: Amount) -> bool | None:
    """Whether an amount is longer than another; ``None`` where only a calendar could say."""
    if old.unit == new.unit:
        return new.number > old.number
    same_kind = (old.unit in WORKING_UNITS) == (new.unit in WORKING_UNITS)
    if same_kind and old.unit in MINUTES and new.unit in MINUTES:
        before, after = (one.number * MINUTES[one.unit] for one in (old, new))
        return None if before == after else after > before
    return None


def _reworded(changes: Sequence[Change]) -> str:
    names = [
        gettext(_ISSUE[one.name]) if one.part == "definition" else titled(one.name, one.new.title)
        for one in changes
    ]
    return gettext("Wording only: {names}").format(names=listed(names))
