"""Who owns a case, who must not, and what is counted, in words."""

from collections.abc import Iterable

from workflow.definition.counter import SITE, Counter
from workflow.definition.owner import OtherThan, OwnerRule
from workflow.report.glossary import Glossary
from workflow.report.words import listed, titled
from workflow.translation import gettext


def owner(rule: OwnerRule, words: Glossary) -> str:
    """Return who owns a case by a rule."""
    return listed([_chosen(rule, words), *_narrowed(rule, words)])


def _chosen(rule: OwnerRule, words: Glossary) -> str:
    who = words.who(rule.role)
    if rule.named is not None:
        return gettext("{role}, whom {field} names").format(role=who, field=words.field(rule.named))
    return who


def _narrowed(rule: OwnerRule, words: Glossary) -> Iterable[str]:
    if rule.skill is not None:
        yield gettext("with the skill {skill}").format(skill=rule.skill)
    if rule.skill_of is not None:
        yield gettext("with the skill in {field}").format(field=words.field(rule.skill_of))
    if rule.department == "":
        yield gettext("of the department of the case")
    elif rule.department is not None:
        yield gettext("of {department}").format(department=rule.department)
    if rule.department_of is not None:
        yield gettext("of the department in {field}").format(field=words.field(rule.department_of))
    if rule.other_than is not None:
        yield from others(rule.other_than, words)


def others(barred: OtherThan, words: Glossary) -> Iterable[str]:
    """Yield whom somebody must not be."""
    if barred.did:
        yield gettext("somebody who did not do: {steps}").format(
            steps=listed([words.trigger(one) for one in barred.did])
        )
    if barred.owned:
        yield gettext("somebody who did not own it in: {states}").format(
            states=listed([words.state(one) for one in barred.owned])
        )
    if barred.named:
        yield gettext("somebody who is not named in: {fields}").format(
            fields=listed([words.field(one) for one in barred.named])
        )


def counter(shown: Counter, words: Glossary) -> Iterable[str]:
    """Yield what a counter counts."""
    yield gettext("of: {whom}").format(whom=of(shown, words))
    yield from (gettext("adds: {what}").format(what=one) for one in additions(shown, words))
    for act in shown.takes_back:
        yield gettext("taken back by: {step}").format(step=words.trigger(act))
    yield gettext("per: {period}").format(period=period(shown))


def additions(shown: Counter, words: Glossary) -> Iterable[str]:
    """Yield which act adds how much."""
    for one in shown.adds:
        step = words.trigger(one.act)
        amount = str(one.amount) if one.amount_of is None else words.field(one.amount_of)
        yield gettext("{step}: {amount}").format(step=step, amount=amount)


def of(shown: Counter, words: Glossary) -> str:
    """Return of whom or what is counted."""
    return gettext("the site") if shown.of == SITE else words.field(shown.of)


def period(shown: Counter) -> str:
    """Return over which time is counted."""
    return gettext("calendar month") if shown.per == "calendar month" else gettext("always")


def counters(known: Iterable[Counter], words: Glossary) -> Iterable[str]:
    """Yield every counter of a definition."""
    for one in known:
        yield titled(one.name, one.title)
        yield from (f"  {line}" for line in counter(one, words))
        yield ""
