"""What the log says of a delivery that was not sent: its id, its way, its cases, and why."""

import logging
from collections.abc import Mapping
from datetime import datetime

from workflow.service.delivery import Delivery
from workflow.translation import gettext

log = logging.getLogger("workflow.outbox")

About = Mapping[str, str]


def about(delivery: Delivery) -> dict[str, str]:
    """Return what a delivery is about, without an address and what it says.

    >>> about(Delivery("1b0f", "mail", "lin", "lin@example.com", 1, ()))
    {'delivery': '1b0f', 'channel': 'mail', 'person': 'lin'}
    """
    found = {"delivery": delivery.id, "channel": delivery.channel}
    if delivery.recipient is not None:
        found["person"] = delivery.recipient
    if cases := dict.fromkeys(one.case for one in delivery.letters):
        found["case"] = ", ".join(cases)
    return found


def not_sent(what: About, why: str, again_at: datetime) -> None:
    """Log that it failed and is tried again."""
    if "person" in what and "case" in what:
        text = gettext(
            "message %(delivery)s was not sent by %(channel)s to %(person)s about %(case)s "
            "(%(error)s), next attempt %(again)s"
        )
    elif "case" in what:
        text = gettext(
            "message %(delivery)s was not sent by %(channel)s about %(case)s (%(error)s), "
            "next attempt %(again)s"
        )
    else:  # it cannot be read
        text = gettext("message %(delivery)s was not sent (%(error)s), next attempt %(again)s")
    values = {**what, "error": why, "again": again_at.isoformat()}
    extra = {"event": "not_sent", **what, "error": why, "again": again_at}
    log.warning(text, values, extra=extra)


def given_up(what: About, why: str) -> None:
    """Log that it is not tried any more."""
    if "person" in what and "case" in what:
        text = gettext(
            "message %(delivery)s is given up, by %(channel)s to %(person)s about %(case)s "
            "(%(error)s): `complaints outbox retry %(delivery)s` sends it again"
        )
    elif "case" in what:
        text = gettext(
            "message %(delivery)s is given up, by %(channel)s about %(case)s (%(error)s): "
            "`complaints outbox retry %(delivery)s` sends it again"
        )
    else:  # it cannot be read
        text = gettext("message %(delivery)s is given up (%(error)s)")
    extra = {"event": "given_up", **what, "error": why}
    log.error(text, {**what, "error": why}, extra=extra)


def again(what: About) -> None:
    """Log that it was in hand before, and nobody wrote down how that went."""
    log.warning(
        gettext("message %s may have gone out: that was not written down, and it goes again"),
        what["delivery"],
        extra={"event": "again", **what},
    )  # fmt: skip


def overtaken(what: About, why: str) -> None:
    """Log that another has taken it over meanwhile."""
    log.warning(
        gettext("message %s could not be sent here (%s); another has sent it, or has it in hand"),
        what["delivery"], why,
        extra={"event": "overtaken", **what, "error": why},
    )  # fmt: skip
