"""What a vendor's own code says, which comes with HTTP 200 too."""

import json
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from workflow.errors import NotDelivered
from workflow.notify.web import Answer, check_status
from workflow.translation import gettext, mark


class Trouble(Enum):
    """What a code means: in words, whether to try again, whether the channel rests."""

    BUSY = (mark("it is asked too often, or busy"), True, True)
    NOT_ALLOWED = (
        mark("it does not let us in: look at the keys and what they may do"),
        False,
        True,
    )
    NOBODY = (mark("nobody can be reached at that address"), False, False)
    MESSAGE = (mark("it refuses the message"), False, False)
    UNKNOWN = (mark("see what the code means"), True, False)


Codes = Mapping[int, Trouble]


def data(answer: Answer) -> dict[str, Any]:
    """Return the JSON of an answer; nothing if it is none."""
    try:
        found = json.loads(answer.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def check(
    channel: str, host: str, answer: Answer, *, keys: Sequence[str], codes: Codes
) -> dict[str, Any]:
    """Return what was answered. Raises ``NotDelivered`` unless status and code say: done.

    The code is under the first of the ``keys`` there is. The vendor's own words are not repeated:
    they may hold what was sent.
    """
    told = data(answer)
    code = next((told[key] for key in keys if key in told), None)
    if isinstance(code, int) and code != 0:
        raise refused(channel, host, code, codes.get(code, Trouble.UNKNOWN))
    check_status(channel, host, answer.status)
    if code != 0 or isinstance(code, bool):
        text = gettext("what {host} answered makes no sense").format(host=host)
        raise NotDelivered(channel, text, resting=True)
    return told


def refused(channel: str, host: str, code: int, trouble: Trouble) -> NotDelivered:
    """Return the error for a code."""
    words, retryable, resting = trouble.value
    text = gettext("{host} answered with code {code}: {reason}")
    reason = text.format(host=host, code=code, reason=gettext(words))
    return NotDelivered(channel, reason, retryable=retryable, resting=resting)
