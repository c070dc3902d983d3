"""Staff and sites."""

from collections.abc import Iterable, Mapping

from workflow.report.table import Block, Table
from workflow.report.words import NOTHING, listed
from workflow.service.views import DepartmentView, PersonView, SiteView
from workflow.translation import gettext, ngettext


def staff(people: Iterable[PersonView]) -> Table:
    """Return a table of people."""
    return Table(
        (
            gettext("Name"),
            gettext("Roles"),
            gettext("Department"),
            gettext("Superior"),
            gettext("Stand-in"),
            gettext("Skills"),
            gettext("Contact"),
            gettext("Remark"),
        ),
        [
            (
                one.name,
                _roles(one.roles),
                one.department or NOTHING,
                one.superior or NOTHING,
                one.delegate or NOTHING,
                listed(one.skills) or NOTHING,
                _contacts(one),
                listed(_remarks(one)),
            )
            for one in people
        ],
    )


def _remarks(one: PersonView) -> list[str]:
    most = []
    if one.capacity is not None:
        text = ngettext("at most {n} case", "at most {n} cases", one.capacity)
        most.append(text.format(n=one.capacity))
    quiet = [gettext("quiet {hours}").format(hours=one.quiet)] if one.quiet else []
    return ([gettext("away")] if one.away else []) + most + quiet


def _contacts(one: PersonView) -> str:
    lines = [] if one.contact is None else [one.contact]
    lines += [f"{channel}: {address}" for channel, address in one.contacts.items()]
    return "\n".join(lines) or NOTHING


def _roles(roles: Mapping[str, tuple[str, ...]]) -> str:
    held = [
        gettext("{site}: {roles}").format(site=site, roles=listed(names))
        for site, names in roles.items()
    ]
    return "\n".join(held) or NOTHING


def departments(known: Iterable[DepartmentView]) -> Table:
    """Return a table of departments."""
    return Table(
        (gettext("Department"), gettext("Head")),
        [(one.name, one.head or NOTHING) for one in known],
    )


def sites(known: Iterable[SiteView]) -> list[Block]:
    """Return a table of sites."""
    return [
        Table(
            (gettext("Name"), gettext("Time zone"), gettext("Fallback")),
            [(one.name, one.zone, one.fallback or NOTHING) for one in known],
        )
    ]
