"""In words, how a step gives deadlines more time, or takes it back."""

from collections.abc import Iterable

from workflow.calendars.wording import amount
from workflow.definition.deadline import Extension
from workflow.definition.model import Transition
from workflow.report.glossary import Glossary
from workflow.report.words import listed
from workflow.translation import gettext, ngettext


def more_time(step: Transition, words: Glossary) -> Iterable[str]:
    """Yield a line for each deadline that a step extends, or whose extensions it takes back."""
    yield from extensions(step, words)
    yield from revocations(step, words)


def extensions(step: Transition, words: Glossary) -> Iterable[str]:
    """Yield a line for each deadline that a step extends."""
    for one in step.extends:
        yield listed(list(_extension(one, words)))


def revocations(step: Transition, words: Glossary) -> Iterable[str]:
    """Yield a line for each deadline whose extensions a step takes back."""
    for name in step.revokes:
        text = gettext("takes back what {deadline} was extended by")
        yield text.format(deadline=words.deadline(name))


def _extension(one: Extension, words: Glossary) -> Iterable[str]:
    deadline = words.deadline(one.deadline)
    if one.by is not None:
        text = gettext("gives {deadline} more time: {amount}")
        yield text.format(deadline=deadline, amount=amount(one.by))
    else:
        text = gettext("gives {deadline} more time, until {field}")
        yield text.format(deadline=deadline, field=words.field(one.to or ""))
    if one.at_most is not None:
        yield gettext("at most {amount} in all").format(amount=amount(one.at_most))
    if one.times is not None:
        text = ngettext("once at most", "{times} times at most", one.times)
        yield text.format(times=one.times)
    if one.asked is not None:
        yield gettext("asked in time with {step}").format(step=words.trigger(one.asked))
    else:
        yield gettext("before it is due")
