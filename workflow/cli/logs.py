"""The log of what keeps running: one line per record on the error stream, times in UTC."""

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Literal

from workflow.cli.output import visible

Format = Literal["text", "json"]
FORMATS: tuple[Format, ...] = ("text", "json")
ABOUT = (
    "event", "case", "deadline", "cycle", "rung", "due", "schedule", "site", "outcome",
    "delivery", "channel", "person", "host", "daemon", "error", "again",
)  # fmt: skip
"""What a record may say it is about, for machines."""


class Line(logging.Formatter):
    """Time, level, logger and message. A message cannot pretend to be another line."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Return the line without what would steer the terminal or begin another."""
        lines = visible(super().formatMessage(record)).splitlines()
        return " ".join(one.strip() for one in lines)


class Json(logging.Formatter):
    """An object on one line: ``time``, ``level``, ``logger``, ``message``, and what it is about."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": _instant(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname,
            "logger": record.name,
            "message": visible(record.getMessage()),
        }
        for name in ABOUT:
            value = getattr(record, name, None)
            if value is not None:
                line[name] = _plain(value)
        if record.exc_info:
            line["traceback"] = visible(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return _instant(value)
    return visible(value) if isinstance(value, str) else value


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@contextmanager
def logging_to_stderr(form: Format, *, debug: bool) -> Iterator[None]:
    """Write the log inside the block: what the program says, and what others warn of."""
    handler = logging.StreamHandler()
    handler.setFormatter(Json() if form == "json" else Line())
    root, ours = logging.getLogger(), logging.getLogger("workflow")
    before = ours.level
    root.addHandler(handler)
    ours.setLevel(logging.DEBUG if debug else logging.INFO)
    try:
        yield
    finally:
        ours.setLevel(before)
        root.removeHandler(handler)
