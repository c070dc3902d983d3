"""What a definition promises, in words."""

from collections.abc import Iterable, Iterator

from workflow.calendars.wording import amount
from workflow.definition.promise import Promise
from workflow.report.glossary import Glossary
from workflow.report.words import listed
from workflow.translation import chosen, gettext


def promise(one: Promise, words: Glossary) -> str:
    """Return a promise in words."""
    said = _said(one, words)
    if one.assumed is None:
        return said
    return gettext("{promise} (assumed: {reason})").format(
        promise=said, reason=chosen(one.assumed, "")
    )


def numbered(number: int, words: Glossary) -> str:
    """Return a promise of the definition that is told of, by its number from 1."""
    return promise(words.promises[number - 1], words)


def doubtful(numbers: Iterable[int], words: Glossary) -> Iterator[str]:
    """Yield the promises that a case may break since it was moved to its edition."""
    for one in numbers:
        text = gettext("May be broken, as it began by another edition: {promise}")
        yield text.format(promise=numbered(one, words))


def _said(one: Promise, words: Glossary) -> str:
    acts = listed([words.trigger(name) for name in one.without])
    if one.within is not None:
        wanted = gettext(
            "A case is over, or somebody hears of it, within {amount} of its last step"
        )
        return wanted.format(amount=amount(one.within))
    if one.kind == "different_people":
        wanted = gettext("Nobody does two of these on one case: {acts}")
        return wanted.format(acts=listed([words.trigger(name) for name in one.of]))
    if one.kind == "always_before":
        before = listed([words.trigger(name) for name in one.of])
        text = gettext("Before {later}, always: {acts}").format(later=before, acts=acts)
    else:
        states = listed([words.state(name) for name in one.of])
        text = gettext("Never {states}").format(states=states)
        if one.when is not None:
            text = gettext("{promise}, when {condition}").format(promise=text, condition=one.when)
        if acts:
            text = gettext("{promise}, without {acts}").format(promise=text, acts=acts)
    if one.unless:
        excuses = listed([words.trigger(name) for name in one.unless])
        text = gettext("{promise}, unless {acts}").format(promise=text, acts=excuses)
    if one.since:
        states = listed([words.state(name) for name in one.since])
        text = gettext("{promise}; only what was done since {states} counts").format(
            promise=text, states=states
        )
    return text
