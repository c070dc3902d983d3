"""Prometheus' text format, written by hand: it needs no library."""

from collections.abc import Iterable, Iterator, Mapping

from workflow.daemon.record import Recorded
from workflow.service.views.health import PendingView
from workflow.version import __version__

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Samples = Iterable[tuple[str, float]]


def exposition(done: Recorded, waiting: PendingView | None) -> str:
    """Return what a daemon did and what waits, if that is known."""
    return "".join(f"{line}\n" for line in (*_of_daemon(done), *_of_database(waiting)))


def _of_daemon(done: Recorded) -> Iterator[str]:
    build = [(_labels(version=__version__), 1.0)]
    yield from _metric("build_info", "gauge", "The version of the program.", build)
    yield from _metric(
        "fired_total",
        "counter",
        "Reminders, misses and escalations fired by this daemon.",
        [("", done.fired)],
    )
    yield from _metric(
        "lateness_seconds",
        "summary",
        "How long after its due time each of them fired; the quantile 1 is the most.",
        [],
    )
    yield _sample("lateness_seconds", _labels(quantile="1"), done.late_most)
    yield _sample("lateness_seconds_sum", "", done.late_sum)
    yield _sample("lateness_seconds_count", "", done.fired)
    yield from _metric("sent_total", "counter", "Deliveries that went out.", _by_channel(done.sent))
    yield from _metric(
        "send_failures_total",
        "counter",
        "Attempts to send that failed.",
        _by_channel(done.failures),
    )
    resting = {one.channel for one in done.resting}
    works = {name: int(name not in resting) for name in done.channels or ()}
    yield from _metric(
        "channel_works",
        "gauge",
        "1, or 0 if nothing goes out by the channel until it works again.",
        _by_channel(works),
    )
    yield from _metric(
        "settings_read",
        "gauge",
        "1, or 0 if the settings could not be read again when it was last told to.",
        [("", int(done.reread))],
    )
    swept = [] if done.swept_at is None else [("", done.swept_at.timestamp())]
    yield from _metric(
        "last_sweep_timestamp_seconds", "gauge", "When this daemon looked for what is due.", swept
    )


def _of_database(waiting: PendingView | None) -> Iterator[str]:
    readable = [("", 1.0 if waiting is not None else 0.0)]
    yield from _metric(
        "database_readable", "gauge", "Whether the database could be read for these.", readable
    )
    if waiting is None:
        return
    outbox = waiting.outbox
    for name, text, value in (
        ("set_aside", "Cases that could not be processed.", waiting.aside),
        (
            "recurring_failed",
            "Times that something recurs that failed and are tried again.",
            waiting.recurring,
        ),
        ("outbox_waiting", "Messages that wait to be sent.", outbox.waiting),
        ("outbox_failed", "Messages that could not be sent and are tried again.", outbox.failed),
        ("outbox_untried", "Messages that nobody sends.", outbox.untried),
        ("outbox_given_up", "Messages that are tried no more.", outbox.given_up),
    ):
        yield from _metric(name, "gauge", text, [("", value)])


def _metric(name: str, kind: str, text: str, samples: Samples) -> Iterator[str]:
    yield f"# HELP complaints_{name} {text}"
    yield f"# TYPE complaints_{name} {kind}"
    for labels, value in samples:
        yield _sample(name, labels, value)


def _sample(name: str, labels: str, value: float) -> str:
    return f"complaints_{name}{labels} {value!r}"


def _by_channel(counted: Mapping[str, int]) -> Samples:
    return [(_labels(channel=name), number) for name, number in sorted(counted.items())]


def _labels(**labels: str) -> str:
    # Names of channels and versions hold nothing that would have to be escaped.
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels.items()) + "}"
