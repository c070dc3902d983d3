"""Every member of a definition's things in words: what it is called, and what it says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from workflow.calendars.rules import Rules
from workflow.calendars.wording import amount
from workflow.definition.deadline import Deadline, Moment
from workflow.definition.difference import Part
from workflow.definition.model import Definition, Duty, Field, Transition
from workflow.definition.owner import OwnerRule
from workflow.report import (
    calendars,
    duties,
    ladders,
    lifecycle,
    owners,
    papers,
    permissions,
    recurring,
    steps,
)
from workflow.report.glossary import Glossary
from workflow.report.kin import opens, split_off
from workflow.report.more_time import extensions, revocations
from workflow.report.promises import promise
from workflow.report.windows import windows
from workflow.report.words import conditional, counting, listed, titled
from workflow.translation import gettext, mark

Lines = list[str]
Say = Callable[[Any, Glossary, Definition], Lines]
"""Says a member of a thing in lines; the definition knows every name in them."""

LABELS: Mapping[tuple[Part, str], str] = {
    ("definition", "language"): mark("language version"),
    ("definition", "workflow"): mark("name"),
    ("definition", "edition"): mark("edition"),
    ("definition", "effective"): mark("in effect from"),
    ("definition", "prefix"): mark("prefix of the numbers"),
    ("definition", "guards"): mark("guards of the application"),
    ("definition", "reactions"): mark("reactions of the application"),
    ("definition", "promises"): mark("promises"),
    ("definition", "same"): mark("maybe the same matter if the same"),
    ("definition", "sees"): mark("who reads its cases"),
    ("definition", "avoid"): mark("phrases to avoid"),
    ("definition", "checks"): mark("where phrases are looked for"),
    **{("permissions", name): label for name, label in permissions.LABELS.items()},
    ("roles", "calendar"): mark("calendar"),
    ("fields", "type"): mark("type"),
    ("fields", "personal"): mark("personal"),
    ("fields", "refusable"): mark("may be refused"),
    ("fields", "of"): mark("values"),
    ("fields", "item"): mark("type of the entries"),
    ("fields", "at_most"): mark("entries at most"),
    ("fields", "sees"): mark("who sees it"),
    ("fields", "secret_from"): mark("not printed for"),
    ("states", "final"): mark("ends the case"),
    ("states", "owner"): mark("owner"),
    ("states", "editable"): mark("can be changed there"),
    ("states", "avoid"): mark("phrases to avoid"),
    ("transitions", "sources"): mark("from"),
    ("transitions", "branches"): mark("leads to"),
    ("transitions", "by"): mark("who may do it"),
    ("transitions", "needs"): mark("needs"),
    ("transitions", "takes"): mark("may be given"),
    ("transitions", "adds"): mark("added to what is on file"),
    ("transitions", "has"): mark("must be on file"),
    ("transitions", "has_if"): mark("must be on file under a condition"),
    ("transitions", "reads_back"): mark("is read back"),
    ("transitions", "when"): mark("possible if"),
    ("transitions", "other_than"): mark("by somebody who did not do"),
    ("transitions", "other_owners"): mark("by somebody who did not own it in"),
    ("transitions", "other_named"): mark("by somebody who is not named in"),
    ("transitions", "consents"): mark("consent of"),
    ("transitions", "at_most"): mark("how often at most"),
    ("transitions", "per"): mark("so often per"),
    ("transitions", "reactions"): mark("reactions of the application"),
    ("transitions", "extends"): mark("more time"),
    ("transitions", "revokes"): mark("more time taken back"),
    ("transitions", "not_before"): mark("when"),
    ("transitions", "not_after"): mark("until when"),
    ("transitions", "during"): mark("in which hours"),
    ("transitions", "splits"): mark("a second case"),
    ("transitions", "merges"): mark("merges the case into another"),
    ("transitions", "prints"): mark("prints"),
    ("transitions", "sends"): mark("sends"),
    ("transitions", "avoid"): mark("phrases to avoid"),
    ("transitions", "checks"): mark("where phrases are looked for"),
    ("transitions", "happened"): mark("happened at the time in"),
    ("deadlines", "starts"): mark("starts"),
    ("deadlines", "met"): mark("met"),
    ("deadlines", "cancelled"): mark("cancelled"),
    ("deadlines", "within"): mark("limit"),
    ("deadlines", "count"): mark("how days are counted"),
    ("deadlines", "agreed"): mark("a time that is agreed on instead"),
    ("deadlines", "again"): mark("if it starts again"),
    ("deadlines", "remind"): mark("reminders"),
    ("deadlines", "missed"): mark("when missed"),
    ("deadlines", "urgent"): mark("urgent"),
    ("deadlines", "calendar"): mark("calendar"),
    ("deadlines", "due"): mark("due at the time in"),
    ("deadlines", "factors"): mark("percent of the limit"),
    ("deadlines", "applies"): mark("applies if"),
    ("deadlines", "pauses"): mark("pauses"),
    ("deadlines", "on_resume"): mark("after a pause"),
    ("deadlines", "on_change"): mark("when data changes"),
    ("deadlines", "on_transfer"): mark("with another owner"),
    ("deadlines", "on_revision"): mark("when official days are revised"),
    ("deadlines", "late"): mark("after a downtime"),
    ("deadlines", "urgent_when"): mark("urgent if"),
    ("deadlines", "owed"): mark("what it is"),
    ("duties", "opens"): mark("opens"),
    ("duties", "who"): mark("owed by"),
    ("duties", "when"): mark("opens if"),
    ("counters", "of"): mark("of"),
    ("counters", "adds"): mark("adds"),
    ("counters", "takes_back"): mark("taken back by"),
    ("counters", "per"): mark("per"),
    ("counters", "person"): mark("counts people"),
    **recurring.LABELS,
    ("calendars", "zone"): mark("time zone"),
    ("calendars", "week"): mark("week"),
    ("calendars", "seasons"): mark("seasons"),
    ("calendars", "country"): mark("public holidays of"),
    ("calendars", "region"): mark("region"),
    ("calendars", "bridged"): mark("weekends beside a public holiday are off"),
    ("calendars", "make_up"): mark("make-up working days are like"),
    ("calendars", "own"): mark("days of its own"),
}


def label(part: Part, member: str, thing: object) -> str:
    """Return what a member of a thing is called."""
    if member == "missed" and isinstance(thing, Deadline) and not thing.owed:
        return gettext("when it runs out")
    return gettext(LABELS.get((part, member), member))


def lines(part: Part, member: str, thing: object, known: Definition) -> Lines:
    """Return what a member of a thing says, a line for each single thing in it."""
    say = _SAID.get((part, member))
    if say is not None:
        return say(thing, Glossary(known), known)
    return plain(getattr(thing, member))


def plain(value: object) -> Lines:
    """Return a value that needs no words of its own: one line, or one for each in a list."""
    if value is None:
        return []
    if isinstance(value, bool):
        return [gettext("yes") if value else gettext("no")]
    return [str(one) for one in value] if isinstance(value, tuple) else [str(value)]


def _people(member: str) -> Say:
    return lambda thing, words, _: [words.who(one) for one in getattr(thing, member)]


def _fields(member: str) -> Say:
    return lambda thing, words, _: [words.field(one) for one in _several(getattr(thing, member))]


def _several(value: str | Sequence[str] | None) -> Sequence[str]:
    return () if value is None else (value,) if isinstance(value, str) else value


def _moments(member: str) -> Say:
    def say(thing: Deadline | Duty, words: Glossary, _: Definition) -> Lines:
        moments: tuple[Moment, ...] = getattr(thing, member)
        return [lifecycle.moment(one, words) for one in moments]

    return say


def _window(member: str) -> Say:
    others = {"not_before": None, "not_after": None, "during": None}

    def say(step: Transition, _: Glossary, known: Definition) -> Lines:
        alone = replace(step, **{**others, member: getattr(step, member)})
        return [one.strip() for one in windows(alone, known)]

    return say


def _owner(rule: OwnerRule | None, words: Glossary) -> Lines:
    return [owners.owner(rule, words)] if rule else [gettext("stays")]


def _branches(step: Transition, words: Glossary, _: Definition) -> Lines:
    found = []
    for branch in step.branches:
        rest = [] if branch.owner is None else _owner(branch.owner, words)
        rest += steps.how_often(branch)
        rest += [f"{name}={value}" for name, value in (branch.sets or {}).items()]
        rest += papers.taken_over(branch.copies, words)
        rest += duties.settled(branch, words)
        rest += opens(branch.creates, words)
        rest += papers.avoided(branch.avoid)
        found.append(listed([steps.branch(branch, words), *rest]))
    return found


def _needs(step: Transition, words: Glossary, _: Definition) -> Lines:
    return list(steps.fields_needed(step, words))


def _choices(field: Field, _words: Glossary, _: Definition) -> Lines:
    return [titled(one.value, one.title) for one in field.of]


def _count(deadline: Deadline, _words: Glossary, _: Definition) -> Lines:
    return [counting(deadline.count)]


def _limits(deadline: Deadline, _words: Glossary, _: Definition) -> Lines:
    return [conditional(amount(one.amount), one.when) for one in deadline.within]


def _factors(deadline: Deadline, _words: Glossary, _: Definition) -> Lines:
    return [conditional(str(one.percent), one.when) for one in deadline.factors]


def _pauses(deadline: Deadline, words: Glossary, _: Definition) -> Lines:
    return list(lifecycle.pauses(deadline, words))


def _late(deadline: Deadline, _words: Glossary, _: Definition) -> Lines:
    older = deadline.late.older_than
    return [deadline.late.send if older is None else f"{deadline.late.send}, {amount(older)}"]


def _make_up(rules: Rules, _words: Glossary, _: Definition) -> Lines:
    return [calendars.day_name(rules.make_up)]


_SAID: Mapping[tuple[Part, str], Say] = {
    **{("permissions", name): _people(name) for name in permissions.LABELS},
    **{("definition", name): _fields(name) for name in ("same", "checks")},
    ("definition", "promises"): lambda one, words, _: [
        promise(each, words) for each in one.promises
    ],
    ("fields", "of"): _choices,
    **{("fields", name): _people(name) for name in ("sees", "secret_from")},
    ("definition", "sees"): _people("sees"),
    ("states", "owner"): lambda state, words, _: _owner(state.owner, words),
    ("states", "editable"): _fields("editable"),
    ("transitions", "sources"): lambda step, words, _: [words.state(one) for one in step.sources],
    ("transitions", "branches"): _branches,
    ("transitions", "by"): _people("by"),
    ("transitions", "needs"): _needs,
    **{
        ("transitions", name): _fields(name)
        for name in ("takes", "adds", "has", "reads_back", "other_named", "checks", "happened")
    },
    ("transitions", "has_if"): lambda step, words, _: [
        conditional(words.field(one.field), one.condition) for one in step.has_if
    ],
    ("transitions", "other_than"): lambda step, words, _: [
        words.trigger(one) for one in step.other_than
    ],
    ("transitions", "other_owners"): lambda step, words, _: [
        words.state(one) for one in step.other_owners
    ],
    ("transitions", "consents"): _people("consents"),
    ("transitions", "extends"): lambda step, words, _: list(extensions(step, words)),
    ("transitions", "revokes"): lambda step, words, _: list(revocations(step, words)),
    **{("transitions", name): _window(name) for name in ("not_before", "not_after", "during")},
    ("transitions", "splits"): lambda step, words, _: list(split_off(step.splits, words)),
    ("transitions", "prints"): lambda step, words, _: [words.document(one) for one in step.prints],
    ("transitions", "sends"): lambda step, words, _: papers.sends(step.sends, words),
    **{
        (part, "avoid"): lambda thing, *_: papers.avoided(thing.avoid)
        for part in ("definition", "states", "transitions")
    },
    **{("deadlines", name): _moments(name) for name in ("starts", "met", "cancelled")},
    ("deadlines", "within"): _limits,
    ("deadlines", "count"): _count,
    **{("deadlines", name): _fields(name) for name in ("agreed", "due")},
    ("deadlines", "remind"): lambda one, words, _: list(ladders.reminders(one, words)),
    ("deadlines", "missed"): lambda one, words, _: list(ladders.after_the_miss(one, words)),
    ("deadlines", "factors"): _factors,
    ("deadlines", "pauses"): _pauses,
    ("deadlines", "late"): _late,
    ("deadlines", "owed"): lambda one, *_: list(lifecycle.kind(one)),
    ("duties", "opens"): _moments("opens"),
    ("duties", "who"): lambda one, words, _: [duties.who(one, words)],
    ("counters", "of"): lambda one, words, _: [owners.of(one, words)],
    ("counters", "adds"): lambda one, words, _: list(owners.additions(one, words)),
    ("counters", "takes_back"): lambda one, words, _: [*map(words.trigger, one.takes_back)],
    ("counters", "per"): lambda one, *_: [owners.period(one)],
    **recurring.MEMBERS,
    ("calendars", "week"): lambda rules, *_: calendars.week_lines(rules.week),
    ("calendars", "seasons"): lambda rules, *_: calendars.season_lines(rules),
    ("calendars", "make_up"): _make_up,
    ("calendars", "own"): lambda rules, *_: calendars.own_lines(rules),
}
