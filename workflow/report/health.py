"""Whether a daemon lives, and what somebody should look at."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from workflow.report.reasons import length
from workflow.report.table import Block, Table
from workflow.report.words import NOTHING, listed, local, to_the_second
from workflow.service.views.health import DaemonView, HealthView, RestView
from workflow.translation import gettext, ngettext


def health(found: HealthView, zone: str) -> list[Block]:
    """Return it in words, what is wrong first."""
    return [*_judged(found, zone), "", *_daemons(found, zone), "", *_facts(found, zone)]


def _judged(found: HealthView, zone: str) -> Iterator[Block]:
    if not found.lives:
        yield _nobody(found)
    wrong = list(_wrong(found, zone))
    yield from wrong
    if found.lives and not wrong:
        yield gettext("All is well.")
    for one in found.vanished:
        text = gettext(
            "The daemon with process {process} on {host} was last seen {when} and did not say that "
            "it stopped; none on that host took its place."
        )
        yield text.format(process=one.process, host=one.host, when=local(one.seen_at, zone))


def _nobody(found: HealthView) -> str:
    if found.daemons and found.daemons[0].once:
        return gettext(
            "No daemon lives, and the last round of `complaints daemon --once` was too long ago: "
            "nothing fires until the next. See whether the scheduler still starts it."
        )
    return gettext(
        "No daemon lives: nothing fires, and no message is sent. Start `complaints daemon`, or let "
        "a scheduler start `complaints daemon --once` every minute."
    )


def _wrong(found: HealthView, zone: str) -> Iterator[str]:
    if "stuck" in found.attention:
        yield gettext("A daemon lives, but does not look for what is due.")
    if "late" in found.attention:
        text = gettext("Late: something is due since {length}, and did not fire.")
        yield text.format(length=length(timedelta(seconds=found.late_seconds)))
    for one in found.daemons:
        if one.lives and one.trouble:
            yield _trouble(one, zone)
    if found.aside:
        yield ngettext(
            "{number} case is set aside and its deadlines do not fire: `complaints list --aside`.",
            "{number} cases are set aside and their deadlines do not fire: "
            "`complaints list --aside`.",
            found.aside,
        ).format(number=found.aside)
    if found.recurring:
        yield ngettext(
            "{number} time that something recurs failed and is tried again: "
            "`complaints schedules`.",
            "{number} times that something recurs failed and are tried again: "
            "`complaints schedules`.",
            found.recurring,
        ).format(number=found.recurring)
    yield from _not_sent(found, zone)


def _trouble(one: DaemonView, zone: str) -> str:
    if one.once:
        text = gettext(
            "Trouble of the last round of `complaints daemon --once` on {host}, {when}: {error}"
        )
        return text.format(host=one.host, when=local(one.seen_at, zone), error=one.trouble)
    text = gettext("Trouble of process {process} on {host}: {error}")
    return text.format(process=one.process, host=one.host, error=one.trouble)


def _not_sent(found: HealthView, zone: str) -> Iterator[str]:
    for one in found.outbox.resting:
        yield resting(one, "" if one.until is None else to_the_second(one.until, zone))
    if number := found.outbox.failed:
        yield ngettext(
            "{number} message could not be sent and is tried again: `complaints outbox list`.",
            "{number} messages could not be sent and are tried again: `complaints outbox list`.",
            number,
        ).format(number=number)
    if found.lives and (number := found.outbox.untried):
        yield ngettext(
            "Nobody sends what waits on {channels} ({number} message): do the settings of the "
            "daemon have it? `complaints outbox redirect` sends it by the channels there are.",
            "Nobody sends what waits on {channels} ({number} messages): do the settings of the "
            "daemon have it? `complaints outbox redirect` sends it by the channels there are.",
            number,
        ).format(number=number, channels=listed(found.outbox.unserved))
    if number := found.outbox.given_up:
        yield ngettext(
            "{number} message was given up: `complaints outbox list --dead`.",
            "{number} messages were given up: `complaints outbox list --dead`.",
            number,
        ).format(number=number)


def resting(one: RestView, until: str) -> str:
    """Return that a channel does not work; ``until`` is when it is tried again, if it rests."""
    text = (
        gettext("{channel} does not work and rests until {until}: {reason}")
        if until
        else gettext("{channel} does not work and is tried again: {reason}")
    )
    return text.format(channel=one.channel, until=until, reason=one.reason)


def _daemons(found: HealthView, zone: str) -> Iterator[Block]:
    # Of those that are gone the last is worth knowing, if none took its place.
    shown = [one for one in found.daemons if one.lives] or found.daemons[:1]
    if not shown:
        yield gettext("No daemon has run on this database lately.")
        return
    for one in shown:
        if one.once:
            text = gettext("Last round of `complaints daemon --once` on {host}: {when}")
            yield text.format(host=one.host, when=local(one.seen_at, zone))
    running = [one for one in shown if not one.once]
    if not running:
        return
    headings = (
        gettext("Host"),
        gettext("Process"),
        gettext("Version"),
        gettext("Started"),
        gettext("Last seen"),
        gettext("Last sweep"),
        gettext("How late the last one fired"),
        gettext("Stopped"),
    )
    yield Table(headings, [_row(one, zone) for one in running])


def _row(one: DaemonView, zone: str) -> Sequence[str]:
    late = one.late_seconds
    return (
        one.host,
        str(one.process),
        one.version,
        local(one.started_at, zone),
        local(one.seen_at, zone),
        local(one.swept_at, zone),
        NOTHING if late is None else length(timedelta(seconds=late)),
        local(one.stopped_at, zone),
    )


def _facts(found: HealthView, zone: str) -> Iterator[str]:
    yield gettext("Next due: {when}").format(when=local(found.next_due, zone))
    yield gettext("Messages that wait: {number}").format(number=found.outbox.waiting)
    if (gap := found.gap) is not None:
        text = gettext("Nothing ran from {since} until {until}; fired late by it: {late}")
        since, until = local(gap.since, zone), local(gap.until, zone)
        yield text.format(since=since, until=until, late=gap.late)
