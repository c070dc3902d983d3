"""Messages that did not go out yet."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from workflow.report.table import Block, Table
from workflow.report.words import NOTHING, due, listed, local, titled
from workflow.service.message_views import WaitingView, sending
from workflow.translation import gettext, mark, ngettext

_KINDS = {
    "reminder": mark("reminder"),
    "escalation": mark("escalation"),
    "follow_up": mark("follow-up"),
    "alarm": mark("alarm"),
    "party": mark("message to a party"),
    "message": mark("message"),
}


def waiting(
    found: Sequence[WaitingView],
    *,
    given_up: bool = False,
    ended: bool = False,
    channels: Collection[str] | None = None,
) -> list[Block]:
    """Return the messages that wait, were ``given_up`` or ``ended``, the oldest first as given.

    ``channels`` are those of the settings, if they are known.
    """
    if not found:
        if ended:
            return [gettext("No message was dropped or sent to somebody else.")]
        return [gettext("No message was given up.") if given_up else gettext("No message waits.")]
    headings = (
        gettext("Since"),
        gettext("Message"),
        gettext("To whom"),
        gettext("Channel"),
        gettext("Case"),
        gettext("Deadline"),
        gettext("Due"),
        gettext("Id"),
        gettext("Remark"),
    )
    return [Table(headings, [_row(one, channels) for one in found])]


def _row(one: WaitingView, channels: Collection[str] | None) -> Sequence[str]:
    return (
        local(one.since, one.zone),
        gettext(_KINDS.get(one.kind, one.kind)),
        _to(one),
        one.channel or NOTHING,
        one.case,
        titled(one.deadline, one.title) or NOTHING,
        due(one.due_at, one.zone),
        one.id,
        gettext(", ").join(_remarks(one, channels)),
    )


def _to(one: WaitingView) -> str:
    if one.party is not None:
        return titled(one.party, one.party_title)
    if one.recipient is not None:
        return one.recipient
    return gettext("nobody could be found") if one.kind == "alarm" else NOTHING


def unserved(channels: Iterable[str]) -> str:
    """Return that messages wait on channels that the settings do not have."""
    text = gettext(
        "Messages wait on channels that the settings used here do not have: {channels}. If those "
        "of the daemon do not have them either, nobody sends them: `complaints outbox redirect`."
    )
    return text.format(channels=listed([*channels]))


def _remarks(one: WaitingView, channels: Collection[str] | None) -> Iterator[str]:
    if one.urgent:
        yield gettext("urgent")
    yield from _state(one)
    known = channels is None or one.channel is None or one.channel in channels
    if one.ended_by is not None:
        return
    if not known:
        text = gettext("the settings used here have no channel {channel}")
        yield text.format(channel=one.channel)
    elif one.unserved and not one.given_up:
        yield gettext("no daemon sends by the channel {channel}").format(channel=one.channel)


def _state(one: WaitingView) -> Iterator[str]:
    """Yield what a message waits for, or how its waiting ended."""
    if one.ended_by is not None:
        text = gettext("{why} ({person}, {when})")
        yield text.format(
            why=one.ended_why, person=one.ended_by, when=local(one.ended_at, one.zone)
        )
    elif one.sending_until is not None:
        text = gettext("being sent by {sender} until {when}")
        yield text.format(sender=sending(one.sender), when=local(one.sending_until, one.zone))
    elif one.held_until is not None:
        yield gettext("held until {when}").format(when=local(one.held_until, one.zone))
    elif one.given_up:
        text = ngettext(
            "given up after {number} attempt ({error})",
            "given up after {number} attempts ({error})",
            one.attempts,
        )
        yield text.format(number=one.attempts, error=one.error)
    elif one.attempts and (one.again_at is None or one.unserved):
        text = ngettext(
            "not sent once ({error})", "not sent {number} times ({error})", one.attempts
        )
        yield text.format(number=one.attempts, error=one.error)
    elif one.again_at is not None:
        text = ngettext(
            "not sent once ({error}), again {when}",
            "not sent {number} times ({error}), again {when}",
            one.attempts,
        )
        yield text.format(number=one.attempts, error=one.error, when=local(one.again_at, one.zone))
    elif one.resting is not None:
        text = gettext("waits until {channel} works again ({reason})")
        yield text.format(channel=one.channel, reason=one.resting.reason)
    elif one.daemon_lives and not one.unserved:
        yield gettext("waits for its turn")
    else:
        yield gettext("waits for a daemon")
