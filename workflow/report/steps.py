"""The steps of a definition in words: where they lead, who may do them, and what they need."""

from collections.abc import Iterable, Iterator

from workflow.definition.model import Branch, Definition, Transition
from workflow.report import duties, owners, papers
from workflow.report.glossary import Glossary
from workflow.report.kin import opened_by
from workflow.report.more_time import more_time
from workflow.report.windows import windows
from workflow.report.words import conditional, listed, titled
from workflow.translation import chosen, gettext, ngettext


def lines(step: Transition, shown: Definition, words: Glossary) -> list[str]:
    """Return a step, a line for each thing it says; what a branch says stands below the branch."""
    told = [
        titled(step.name, step.title),
        gettext("  from: {states}").format(
            states=listed([words.state(one) for one in step.sources])
        ),
    ]
    for one in step.branches:
        last = one.when is None and len(step.branches) > 1
        to = gettext("  otherwise to: {state}") if last else gettext("  to: {state}")
        told.append(to.format(state=branch(one, words)))
        told += [f"    {line}" for line in _of_branch(step, one, words)]
    told += [f"  {line}" for line in how_often(step)]
    told += windows(step, shown)
    rules = (*more_time(step, words), *duties.of_step(step, words))
    told += [gettext("  {rule}").format(rule=one) for one in rules]
    told.append(
        gettext("  by: {people}").format(people=listed([words.who(one) for one in step.by]))
    )
    told += [gettext("  needs: {need}").format(need=need) for need in _needs(step, words)]
    for text, fields in (
        (gettext("optional: {fields}"), step.optional),
        (gettext("added to what is on file: {fields}"), step.adds),
    ):
        if fields:
            told.append("  " + text.format(fields=listed([words.field(one) for one in fields])))
    return [*told, *papers.of_step(step, words), ""]


def branch(shown: Branch, words: Glossary) -> str:
    """Return where a branch leads, and under which condition."""
    target = gettext("stays") if shown.to is None else words.state(shown.to)
    return listed([conditional(target, shown.when), *papers.brought(shown, words)])


def _of_branch(step: Transition, shown: Branch, words: Glossary) -> Iterator[str]:
    yield from how_often(shown)
    if shown.owner is not None:
        yield gettext("owner: {who}").format(who=owners.owner(shown.owner, words))
    yield from papers.filled_in(shown.sets, shown.copies, words)
    yield from opened_by(step, shown, words)


def how_often(limited: Transition | Branch) -> Iterator[str]:
    """Yield how often a step is possible, or a branch taken, if there is a limit.

    >>> from workflow.definition.model import Branch
    >>> list(how_often(Branch("found", at_most=2, per="entry")))
    ['2 times at most each time the state is entered']
    """
    if limited.at_most is None:
        return
    if limited.per == "entry":
        text = ngettext(
            "once at most each time the state is entered",
            "{times} times at most each time the state is entered",
            limited.at_most,
        )
    else:
        text = ngettext("once at most", "{times} times at most", limited.at_most)
    yield text.format(times=limited.at_most)


def _needs(step: Transition, words: Glossary) -> Iterable[str]:
    yield from fields_needed(step, words)
    for one in fields_on_file(step, words):
        yield gettext("on file: {field}").format(field=one)
    if step.reads_back:
        names = [words.field(one) for one in step.reads_back]
        yield gettext("read back: {fields}").format(fields=listed(names))
    if step.when is not None:
        yield chosen(step.says or {}, step.when)
    yield from owners.others(step.barred, words)
    if step.consents:
        yield gettext("consent of: {parties}").format(
            parties=listed([words.who(one) for one in step.consents])
        )


def fields_needed(step: Transition, words: Glossary) -> Iterable[str]:
    """Yield the data a step needs, each with its condition."""
    for need in step.needs:
        what = words.field(need.field)
        if need.of:
            values = listed([words.value(need.field, one) for one in need.of])
            what = gettext("{field}: {values} only").format(field=what, values=values)
        yield conditional(what, need.condition)


def fields_on_file(step: Transition, words: Glossary) -> Iterable[str]:
    """Yield the data that must be on file before a step, each with its condition."""
    yield from (words.field(one) for one in step.has)
    for need in step.has_if:
        yield conditional(words.field(need.field), need.condition)
