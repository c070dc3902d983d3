"""Publishing definitions: an edition, once in the database, is never changed."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from sqlalchemy import Connection

from workflow.definition.model import Definition
from workflow.definition.resolved import edition_hash, from_json, to_json, wording_hash
from workflow.errors import (
    EditionTaken,
    PromiseBroken,
    PromiseProved,
    PromiseUnproved,
    TrialRefused,
)
from workflow.service.editions import published
from workflow.service.house import House
from workflow.service.house_warnings import warned
from workflow.service.official_days import adopt_missing
from workflow.service.scheduling import look_again
from workflow.service.views import EditionUse, EditionView
from workflow.store.definitions import (
    StoredEdition,
    add_edition,
    all_editions,
    in_effect,
    put_wording,
)
from workflow.store.queries import cases_by_edition, count_cases

if TYPE_CHECKING:
    from workflow.service.simulated.proving import Watch


def publish(
    house: House,
    source: Path | Definition,
    *,
    trial: bool = False,
    watch: "Watch | None" = None,
) -> EditionView:
    """Publish a definition from a file or as read; publishing it again changes its wording only.

    Raises ``DefinitionError`` for a file that cannot be used, ``EditionTaken`` when an edition of
    that name is published with other content, ``PromiseUnproved`` or ``PromiseBroken``,
    ``PromiseProved`` when one is published as proved and would be assumed, ``LinksBroken`` when
    cases that it opens, or that others open of it, could not be opened; with ``trial`` none of
    these is looked at, and the database must be without cases (``TrialRefused``). Whom it
    addresses by name and nobody answers to, and roles that nobody holds, are ``warnings`` of the
    answer. ``watch`` is told how far proving is.
    """
    if isinstance(source, Definition):
        definition = source
    else:
        from workflow.definition.parse import load  # noqa: PLC0415 - reading YAML is rare

        definition = load(source)
    if not trial:
        _check_promises(definition, watch)
    now = house.now()
    with house.transactions.writing() as connection:
        if not trial:
            _check_kept_proved(connection, definition)
            _check_links(connection, definition, now)
        elif cases := count_cases(connection):
            raise TrialRefused(cases)
        before = {one.hash: one.wording for one in all_editions(connection)}
        stored = put_edition(connection, definition, now)
        look_again(connection, house.directory(connection), now)
        warnings = tuple(warned(house, connection, definition))
        view = _view(connection, stored, now)._replace(warnings=warnings)
        if stored.hash not in before:
            return view._replace(published="new")
        same = before[stored.hash] == stored.wording
        return view._replace(published="there" if same else "reworded")


def _check_links(connection: Connection, definition: Definition, now: datetime) -> None:
    from workflow.service.links import check_links  # noqa: PLC0415 - few definitions are published

    check_links(connection, definition, now.date().isoformat())


def _check_promises(definition: Definition, watch: "Watch | None") -> None:
    """Refuse a promise that is broken, or neither proved nor said to be assumed."""
    if not definition.promises:
        return
    from workflow.service.simulated.proving import prove  # noqa: PLC0415 - few are published

    refused = [one for one in prove(definition, watch=watch) if not one.accepted]
    broken = [str(one.promise.place) for one in refused if one.result == "broken"]
    unproved = [str(one.promise.place) for one in refused if one.result != "broken"]
    if broken:
        raise PromiseBroken(definition.workflow, broken, unproved)
    if unproved:
        raise PromiseUnproved(definition.workflow, unproved)


def _check_kept_proved(connection: Connection, definition: Definition) -> None:
    """Refuse to assume what the same edition is published with as proved: people rely on it."""
    name, edition, form = definition.workflow, definition.edition, edition_hash(definition)
    known = [one for one in all_editions(connection) if one.hash == form]
    before = from_json(known[0].resolved).promises if known else ()
    places = [
        str(now.place)
        for now, then in zip(definition.promises, before, strict=False)
        if now.assumed is not None and then.assumed is None
    ]
    if places:
        raise PromiseProved(name, places, edition)


def publish_shipped(house: House) -> None:
    """Publish the definitions that come with this package, those that are not there yet.

    What the house made of an edition stays: its wording, or other content under the same name.
    """
    from workflow.definition import shipped  # noqa: PLC0415 - only creating and upgrading asks

    given = [_stored_once(shipped.path(name)) for name in shipped.names()]
    now = house.now()
    with house.transactions.writing() as connection:
        known = {(one.workflow, one.edition) for one in all_editions(connection)}
        for definition, form in given:
            if (definition.workflow, definition.edition) not in known:
                _put(connection, definition, form, now)
        look_again(connection, house.directory(connection), now)


@cache
def _stored_once(shipped: Path) -> "tuple[Definition, _StoredForm]":
    """Return a definition of this package, which does not change while the program runs.

    Whoever tests an application makes a database for each test: this was most of the time.
    """
    from workflow.definition.parse import load  # noqa: PLC0415 - reading YAML is rare

    definition = load(shipped)
    return definition, _StoredForm.of(definition)


def put_edition(connection: Connection, definition: Definition, now: datetime) -> StoredEdition:
    """Put an edition into the database unless it is there. Raises ``EditionTaken``."""
    return _put(connection, definition, _StoredForm.of(definition), now)


class _StoredForm(NamedTuple):
    """What is stored of a definition, and the fingerprints of what it does and of its wording."""

    hash: str
    wording: str
    resolved: str

    @classmethod
    def of(cls, definition: Definition) -> Self:
        return cls(edition_hash(definition), wording_hash(definition), to_json(definition))


def _put(
    connection: Connection, definition: Definition, form: _StoredForm, now: datetime
) -> StoredEdition:
    name, edition = definition.workflow, definition.edition
    for known in all_editions(connection):
        if known.hash == form.hash:
            return _with_wording(connection, known, form)
        if (known.workflow, known.edition) == (name, edition):
            raise EditionTaken(name, edition)
    effective = definition.effective
    stored = StoredEdition(form.hash, name, edition, effective, form.resolved, form.wording, now)
    add_edition(connection, stored)
    adopt_missing(connection, definition.calendars.values(), now)
    return stored


def _with_wording(connection: Connection, known: StoredEdition, form: _StoredForm) -> StoredEdition:
    if form.wording == known.wording:
        return known
    reworded = known._replace(resolved=form.resolved, wording=form.wording)
    put_wording(connection, reworded)
    return reworded


def list_editions(house: House) -> tuple[EditionView, ...]:
    """Return every published edition, by definition, the newest first."""
    now = house.now()
    with house.transactions.reading() as connection:
        return tuple(_view(connection, one, now) for one in all_editions(connection))


def editions_of(house: House, name: str) -> tuple[EditionUse, ...]:
    """Return the editions of a definition, the newest first, and how many cases follow each.

    Raises ``DefinitionNotFound``.
    """
    now = house.now()
    with house.transactions.reading() as connection:
        found = published(connection, name)
        counted = cases_by_edition(connection)
        return tuple(
            EditionUse(_view(connection, one, now), *counted.get(one.hash, (0, 0))) for one in found
        )


def _view(connection: Connection, stored: StoredEdition, now: datetime) -> EditionView:
    current = in_effect(connection, stored.workflow, now.date().isoformat())
    definition = from_json(stored.resolved)
    return EditionView(
        definition=stored.workflow,
        edition=stored.edition,
        title=definition.title,
        effective=stored.effective,
        hash=stored.hash,
        published_at=stored.published_at,
        current=current is not None and current.hash == stored.hash,
        issue=definition.issue,
    )
