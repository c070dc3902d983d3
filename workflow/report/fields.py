"""The data of a definition."""

from collections.abc import Iterable

from workflow.definition.model import Definition, Field
from workflow.report.glossary import Glossary
from workflow.report.table import Table
from workflow.report.words import NOTHING, listed, titled
from workflow.translation import chosen, gettext


def fields(shown: Definition, words: Glossary) -> Table:
    """Return a table of fields: what each takes, and who sees it."""
    return Table(
        (gettext("Name"), gettext("Title"), gettext("Type"), gettext("Values"), gettext("Remark")),
        [
            (
                field.name,
                chosen(field.title, field.name),
                field.type,
                listed([*_entries(field), *(titled(one.value, one.title) for one in field.of)])
                or NOTHING,
                listed([*_remarks(field, words)]),
            )
            for field in shown.fields.values()
        ],
    )


def _remarks(field: Field, words: Glossary) -> Iterable[str]:
    if field.personal:
        yield gettext("personal")
    if field.refusable:
        yield gettext("may be refused")
    if field.sees:
        people = listed([words.who(one) for one in field.sees])
        yield gettext("seen by: {people}").format(people=people)
    if field.secret_from:
        people = listed([words.who(one) for one in field.secret_from])
        yield gettext("not printed for: {people}").format(people=people)


def _entries(field: Field) -> Iterable[str]:
    if field.type == "list":
        yield gettext("at most {most} of type {type}").format(most=field.most, type=field.item)


def read_by(shown: Definition, words: Glossary) -> Iterable[str]:
    """Yield who reads the cases of a definition, if not everybody does."""
    if shown.sees:
        people = listed([words.who(one) for one in shown.sees])
        yield "  " + gettext("its cases are read by: {people}").format(people=people)
