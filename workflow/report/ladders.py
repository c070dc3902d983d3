"""Ladders in words: what comes before and after a deadline, who hears of it, what happens."""

from collections.abc import Iterable

from workflow.calendars.wording import amount
from workflow.definition.deadline import Deadline, Repeat, Rung
from workflow.report import papers
from workflow.report.glossary import Glossary
from workflow.report.words import listed
from workflow.translation import gettext, ngettext


def lines(shown: Deadline, words: Glossary) -> Iterable[str]:
    """Yield the rungs of a deadline, and whether what they tell can wait."""
    for rung in shown.remind:
        yield gettext("  reminder {when}: {people}").format(
            when=_when(rung), people=_told(rung, words)
        )
    after = gettext("  when missed, {when}: {people}")
    if not shown.owed:
        after = gettext("  when it runs out, {when}: {people}")
    for rung in shown.missed:
        yield after.format(when=_when(rung), people=_told(rung, words))
    if shown.urgent:
        yield gettext("  urgent")
    elif shown.urgent_when is not None:
        yield gettext("  urgent if {condition}").format(condition=shown.urgent_when)


def reminders(shown: Deadline, words: Glossary) -> Iterable[str]:
    """Yield the rungs before a deadline is due: when, and who hears of it."""
    return (_rung(one, words) for one in shown.remind)


def after_the_miss(shown: Deadline, words: Glossary) -> Iterable[str]:
    """Yield the rungs after its time is over: when, and who hears of it."""
    return (_rung(one, words) for one in shown.missed)


def _rung(rung: Rung, words: Glossary) -> str:
    return gettext("{when}: {people}").format(when=_when(rung), people=_told(rung, words))


def _when(rung: Rung) -> str:
    if rung.share is not None:
        return gettext("when {share} percent of the time is over").format(share=rung.share)
    if rung.before is not None:
        return gettext("{amount} before").format(amount=amount(rung.before))
    if rung.after is not None:
        return gettext("{amount} later").format(amount=amount(rung.after))
    return gettext("at once")


def _told(rung: Rung, words: Glossary) -> str:
    told = [papers.addressee(one, words) for one in rung.to]
    told += [gettext("with {document}").format(document=words.document(one)) for one in rung.prints]
    told += [
        gettext("sends: {message}").format(message=one) for one in papers.sends(rung.sends, words)
    ]
    told += papers.filled_in(rung.sets, rung.copies, words)
    if rung.does:
        told.append(gettext("the step {step} is done").format(step=words.trigger(rung.does)))
    if rung.repeat:
        told.append(
            _again(rung.repeat, until_due=rung.before is not None or rung.share is not None)
        )
    if rung.when is None:
        return listed(told)
    return gettext("{need} if {condition}").format(need=listed(told), condition=rung.when)


def _again(repeat: Repeat, *, until_due: bool) -> str:
    again = (
        ngettext(
            "again every {amount} until it is due, once at most",
            "again every {amount} until it is due, {times} times at most",
            repeat.times,
        )
        if until_due
        else ngettext(
            "again once, {amount} later", "again {times} times, every {amount}", repeat.times
        )
    )
    return again.format(times=repeat.times, amount=amount(repeat.every))
