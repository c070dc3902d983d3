"""How long a channel may take.

Deliveries are leased together, for 60 seconds; a quarter of that may be over when one begins.
"""

from datetime import timedelta

from workflow.notify.entries import Entries

TIME_OUT = timedelta(seconds=15)
LONGEST = timedelta(seconds=25)


def seconds(entries: Entries) -> float:
    """Return the time-out of a channel, never 0."""
    found = entries.duration("timeout", TIME_OUT, most=LONGEST)
    return (found or TIME_OUT).total_seconds()
