"""Why a deadline is due when it is, in words."""

from collections.abc import Iterable

from workflow.calendars.amounts import Amount
from workflow.calendars.wording import amount
from workflow.engine.explaining import Calendar, Coming, Cycle, Margin, Rule
from workflow.engine.traces import Firing
from workflow.report.changes import because, changes
from workflow.report.events import REASONS, SKIPPED, void
from workflow.report.glossary import Glossary
from workflow.report.reasons import intervals, length, moment, paused_by
from workflow.report.table import Block, Table
from workflow.report.words import addressed, listed, rung, status, titled
from workflow.service.explaining import Explanation
from workflow.translation import gettext


def explanation(found: Explanation, words: Glossary) -> list[Block]:
    """Return an explanation: each cycle with what started it, its intervals, what comes next."""
    blocks: list[Block] = [
        gettext("{case}: {definition}, edition {edition}").format(
            case=found.case, definition=titled(found.definition, found.title), edition=found.edition
        ),
        gettext("Times of {zone}, as of {now}.").format(
            zone=found.zone, now=moment(found.now, found.zone)
        ),
    ]
    if found.waiting is not None:
        blocks += ["", _not_started(found.waiting, words)]
    elif not found.cycles and not found.findings:
        blocks += ["", gettext("No deadline of this case has started yet.")]
    for cycle in found.cycles:
        blocks += ["", *_cycle(cycle, found, words)]
    return blocks


def _not_started(deadline: str, words: Glossary) -> str:
    return gettext("{deadline} has not started yet.").format(deadline=words.deadline(deadline))


def _cycle(cycle: Cycle, found: Explanation, words: Glossary) -> list[Block]:
    state, zone = cycle.state, found.zone
    over, standing = state.done_at is not None, state.standing(found.now)
    # While it is paused it is not due at all.
    said = gettext("{deadline}, cycle {cycle}: {status}, due {due}")
    if state.status == "paused":
        said = gettext("{deadline}, cycle {cycle}: {status}; without the pause due {due}")
    blocks: list[Block] = [
        said.format(
            deadline=words.deadline(state.name),
            cycle=state.cycle,
            status=status(
                standing.status,
                over=over,
                overdue=standing.overdue,
                released=state.released,
                owed=state.owed,
            ),
            due=moment(state.due_at, zone, end=True),
        ),
        *_facts(cycle, zone, words),
        "",
        *intervals(cycle, zone, words),
    ]
    if len(cycle.changes) > 1:
        blocks += ["", gettext("What happened to it"), changes(cycle, zone, words)]
    if cycle.fired:
        blocks += ["", gettext("What fired"), _fired(cycle, zone, words)]
    if cycle.coming:
        blocks += ["", gettext("What comes next"), _coming(cycle, zone, words)]
        if any(one.to or one.alarm for one in cycle.coming):
            blocks.append(gettext("To whom is as of now; it is settled when it fires."))
    return blocks


def _facts(cycle: Cycle, zone: str, words: Glossary) -> Iterable[str]:
    state = cycle.state
    started, cause = moment(state.started_at, zone), because(cycle.start.cause, words)
    if cycle.continues is None:
        yield gettext("  Started: {when}, {cause}").format(when=started, cause=cause)
    else:
        text = gettext("  Started: {when}, as cycle {cycle}, in whose place it goes on: {cause}")
        yield text.format(when=started, cycle=cycle.continues, cause=cause)
    if cycle.edition is not None:
        text = gettext("  By edition {edition}, under which it was promised")
        yield text.format(edition=cycle.edition)
    yield from _rule(cycle.rule, words)
    yield from _calendar(cycle.calendar)
    yield from _standing(cycle, zone, words)
    if cycle.margin is not None and state.status != "paused":
        yield _margin(cycle.margin, done=state.done_at is not None, owed=state.owed)
    if state.done_at is not None and cycle.ended is not None:
        yield gettext("  Over: {when}, {cause}").format(
            when=moment(state.done_at, zone), cause=because(cycle.ended.cause, words)
        )
    if cycle.reason:
        yield _void(cycle)


def _void(cycle: Cycle) -> str:
    if cycle.ended is not None and cycle.ended.cause.type == "firing_voided":
        return gettext("  What fired on it is void: {reason}").format(reason=cycle.reason)
    if cycle.ended is not None and cycle.ended.cause.type == "clock_corrected":
        return gettext("  It was counted by a clock that was ahead: {reason}").format(
            reason=cycle.reason
        )
    reason = gettext(REASONS[cycle.reason]) if cycle.reason in REASONS else cycle.reason
    text = gettext("  The miss turned out to be none: {reason}")
    if not cycle.state.owed:
        text = gettext("  It turned out not to have run out: {reason}")
    return text.format(reason=reason)


def _rule(rule: Rule, words: Glossary) -> Iterable[str]:
    if rule.amount is None:
        yield gettext("  Due at the time in {field}").format(field=words.field(rule.field or ""))
        return
    line = gettext("  Limit: {amount}, {place}") if rule.place else gettext("  Limit: {amount}")
    if rule.when is not None:
        line = gettext("{limit}, because {condition}").format(
            limit=line, condition=rule.when.replace("{", "{{").replace("}", "}}")
        )
    yield line.format(amount=amount(rule.amount), place=rule.place)
    for one in rule.passed:
        text = gettext("    not {amount}: this did not hold: {condition}")
        if one.place:
            text = gettext("    not {amount}, {place}: this did not hold: {condition}")
        yield text.format(amount=amount(one.amount), place=one.place, condition=one.when)
    if rule.factor != 100 and rule.counted is not None:  # noqa: PLR2004 - percent of a whole
        text = gettext("    {percent} percent of it: {amount}")
        yield text.format(percent=rule.factor, amount=amount(rule.counted))


def _calendar(calendar: Calendar | None) -> Iterable[str]:
    if calendar is None:
        return
    text = gettext("  Calendar: {calendar}")
    if calendar.country is not None:
        text = gettext("  Calendar: {calendar}, public holidays of {place}, revision {revision}")
    place = [one for one in (calendar.country, calendar.region) if one]
    yield text.format(calendar=calendar.name, place="-".join(place), revision=calendar.revision)
    if calendar.estimated:
        text = gettext(
            "  Estimated: {years}. The official arrangement of the public holidays was not known "
            "when the revision was adopted."
        )
        yield text.format(years=listed([*map(str, calendar.estimated)]))


def _standing(cycle: Cycle, zone: str, words: Glossary) -> Iterable[str]:
    state, standing = cycle.state, cycle.standing
    if state.status == "cancelled" and state.done_at is None:
        text = gettext("  It does not apply now. It would if this held: {condition}")
        yield text.format(condition=cycle.applies)
    if state.status != "paused" or standing is None:
        return
    yield gettext("  Paused since {when}: {why}, {cause}").format(
        when=moment(standing.first, zone),
        why=paused_by(standing, words),
        cause=because(standing.cause, words),
    )
    if cycle.left is not None:
        unit: Amount | None = cycle.rule.counted
        yield gettext("  Left of the limit: {length}").format(length=length(cycle.left, unit))


def _margin(margin: Margin, *, done: bool, owed: bool) -> str:
    late = margin.time.total_seconds() < 0
    texts = {
        (False, False, False): gettext("  Left: {length}"),
        (False, False, True): gettext("  Left: {length} of working time"),
        (False, True, False): gettext("  Overdue by {length}"),
        (False, True, True): gettext("  Overdue by {length} of working time"),
        (True, False, False): gettext("  Done {length} before it was due"),
        (True, False, True): gettext("  Done {length} of working time before it was due"),
        (True, True, False): gettext("  Done {length} too late"),
        (True, True, True): gettext("  Done {length} of working time too late"),
    }
    if not owed:
        texts |= {
            (False, True, False): gettext("  Ran out {length} ago"),
            (False, True, True): gettext("  Ran out {length} of working time ago"),
            (True, True, False): gettext("  Done {length} after it ran out"),
            (True, True, True): gettext("  Done {length} of working time after it ran out"),
        }
    said = texts[done, late, margin.working].format(length=length(abs(margin.time)))
    if margin.estimated:
        return gettext("{margin} (estimated)").format(margin=said)
    return said


def _fired(cycle: Cycle, zone: str, words: Glossary) -> Table:
    rows = [
        (
            str(one.seq),
            moment(one.at, zone, end=True),
            _what(one, cycle, words),
            addressed(_names(one.to, words), alarm=one.alarm),
            "\n".join(_remarks(one)),
        )
        for one in cycle.fired
    ]
    headings = ("#", gettext("When"), gettext("What"), gettext("To whom"), gettext("Remark"))
    if not any(row[-1] for row in rows):
        headings, rows = headings[:-1], [row[:-1] for row in rows]  # type: ignore[assignment,misc]
    return Table(headings, rows)


def _remarks(one: Firing) -> Iterable[str]:
    if one.skipped:
        yield gettext(SKIPPED[one.skipped]) if one.skipped in SKIPPED else one.skipped
    if one.voided_by is not None:
        yield void(one.voided_by)


def _coming(cycle: Cycle, zone: str, words: Glossary) -> Table:
    return Table(
        (gettext("When"), gettext("What"), gettext("To whom")),
        [
            (
                moment(one.instant, zone, end=True),
                _what(one, cycle, words),
                _told(one, words),
            )
            for one in cycle.coming
        ],
    )


def _told(one: Coming, words: Glossary) -> str:
    told = addressed(_names(one.to, words), alarm=one.alarm)
    if one.when is None:
        return told
    return gettext("{need} if {condition}").format(need=told, condition=one.when)


def _what(one: Firing | Coming, cycle: Cycle, words: Glossary) -> str:
    text = rung(one.rung, one.occurrence, owed=cycle.state.owed)
    if not one.does:
        return text
    return gettext("{what}: {step}").format(what=text, step=words.trigger(one.does))


def _names(to: Iterable[str], words: Glossary) -> list[str]:
    return [words.addressee(one) for one in to]
