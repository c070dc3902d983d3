"""What a definition was put together from, and which editions were made with a file."""

from collections.abc import Iterator, Sequence

from workflow.definition.origin import Origin
from workflow.report.data import Data
from workflow.report.table import Block, Table
from workflow.report.words import listed, titled
from workflow.service.views import OriginUse
from workflow.translation import gettext


def put_together(origins: Sequence[Origin]) -> Iterator[str]:
    """Yield what a definition extends and uses; nothing if it stands in one file."""
    extended = [one.name for one in origins if one.kind == "definition"]
    used = [one.name for one in origins if one.kind == "fragment"]
    if extended:
        yield gettext("extends {definitions}").format(definitions=listed(extended))
    if used:
        yield gettext("uses {fragments}").format(fragments=listed(used))


def users(name: str, uses: Sequence[OriginUse]) -> list[Block]:
    """Return the editions that were made with a fragment."""
    if not uses:
        return [gettext("No published definition uses {name}.").format(name=name)]
    blocks: list[Block] = [
        gettext(
            "{name} is a fragment: part of what is published, and not published itself."
        ).format(name=name),
        "",
        _table(uses),
    ]
    if not all(one.same for one in uses):
        blocks += ["", _cure()]
    return blocks


def outdated(uses: Sequence[OriginUse]) -> list[Block]:
    """Return the other editions that were made with other content than what was published now."""
    if not uses:
        return []
    text = gettext("These were made with other content of what it uses or is:")
    return ["", text, _table(uses), "", _cure()]


def _cure() -> str:
    return gettext(
        "An edition keeps what it was made with. To take over the new content, give it another "
        "edition and publish it; where only wording is different, publish it as it is."
    )


def _table(uses: Sequence[OriginUse]) -> Table:
    columns = (
        gettext("Definition"),
        gettext("Edition"),
        gettext("In effect from"),
        gettext("Made with"),
        gettext("Content"),
        gettext("Remark"),
    )
    return Table(columns, [_row(one) for one in uses])


def _row(use: OriginUse) -> tuple[str, ...]:
    return (
        titled(use.definition, use.title),
        use.edition,
        use.effective,
        use.origin.name,
        gettext("this") if use.same else gettext("another"),
        gettext("in effect") if use.current else "",
    )


def data(uses: Sequence[OriginUse]) -> Data:
    """Return the editions that were made with some files, for programs."""
    return {
        "users": [
            {
                "kind": one.origin.kind,
                "name": one.origin.name,
                "definition": one.definition,
                "edition": one.edition,
                "effective": one.effective,
                "current": one.current,
                "same": one.same,
            }
            for one in uses
        ]
    }
