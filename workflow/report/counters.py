"""What was counted: as a table, for programs, and in the history of a case."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workflow.report.data import Data
from workflow.report.glossary import Glossary
from workflow.report.table import Block, Table
from workflow.report.words import NOTHING, listed, titled
from workflow.service.counters import CountView
from workflow.translation import gettext


def table(found: Sequence[CountView]) -> list[Block]:
    """Return what was counted as a table."""
    if not found:
        return [gettext("Nothing was counted.")]
    return [
        Table(
            (
                gettext("Definition"),
                gettext("Counter"),
                gettext("Site"),
                gettext("Of"),
                gettext("Month"),
                gettext("Counted"),
            ),
            [
                (
                    titled(one.definition, one.definition_title),
                    titled(one.counter, one.title),
                    one.site or gettext("all"),
                    one.key,
                    one.month or gettext("always"),
                    one.amount,
                )
                for one in found
            ],
        )
    ]


def data(found: Iterable[CountView]) -> Data:
    """Return what was counted for programs; ``site`` and ``month`` ``None``: all of them."""
    return {
        "counters": [
            {
                "definition": one.definition,
                "counter": one.counter,
                "site": one.site or None,
                "of": one.key,
                "month": one.month or None,
                "counted": one.amount,
            }
            for one in found
        ]
    }


def in_history(details: Mapping[str, Any], words: Glossary) -> Iterable[str]:
    """Yield what an event says of counters."""
    for one in details.get("counted", ()):
        yield gettext("{counter}, {what}: {value} before").format(
            counter=words.counter(one["counter"]), what=_what(one), value=one["value"]
        )
    for one in details.get("adds", ()):
        if one["key"]:
            yield gettext("{counter}, {what}: {amount} more").format(
                counter=words.counter(one["counter"]), what=_what(one), amount=one["amount"]
            )
    for one in details.get("recounted", ()):
        counter, number = words.counter(one["counter"]), one["seq"]
        if not one["key"]:
            text = gettext("{counter}: what #{number} added counts no more")
            yield text.format(counter=counter, number=number)
            continue
        yield gettext("{counter}: what #{number} added counts for {what}: {amount}").format(
            counter=counter, number=number, what=_what(one), amount=one["amount"]
        )


def _what(one: Mapping[str, Any]) -> str:
    return listed([part for part in (one["key"], one["month"]) if part]) or NOTHING
