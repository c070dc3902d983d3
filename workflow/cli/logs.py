"""The log of what keeps running: one line per record on the error stream, times in UTC."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from workflow.cli.output import visible


class Line(logging.Formatter):
    """Time, level, logger and message. A message cannot pretend to be another line."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Return the line without what would steer the terminal or begin another."""
        return " ".join(visible(super().formatMessage(record)).splitlines())


@contextmanager
def logging_to_stderr(*, debug: bool) -> Iterator[None]:
    """Write the log inside the block: what the program says, and what others warn of."""
    handler = logging.StreamHandler()
    handler.setFormatter(Line("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root, ours = logging.getLogger(), logging.getLogger("workflow")
    before = ours.level
    root.addHandler(handler)
    ours.setLevel(logging.DEBUG if debug else logging.INFO)
    try:
        yield
    finally:
        ours.setLevel(before)
        root.removeHandler(handler)
