"""``staff``: who works where, in which role."""

from typing import TYPE_CHECKING

import click

from workflow.cli.options import Settings, argument, command, group, option
from workflow.cli.output import print_blocks, print_error, print_json
from workflow.translation import gettext, mark, ngettext

MOST_CASES = 10_000

if TYPE_CHECKING:
    from workflow.service.facade import Workflow
    from workflow.service.views import PersonView


@command(
    "add",
    help=mark(
        "Add a person, or change what is recorded about one.\n\n"
        "Roles are held at a site: name it with --site when there are several."
    ),
    examples=(
        (
            mark("Someone who takes complaints and handles them"),
            "complaints staff add lin --role receptionist --role specialist",
        ),
        (
            mark("With superior, stand-in and address"),
            "complaints staff add chen --site garden --role specialist --superior wang "
            "--delegate lin --reach mail=chen@example.com",
        ),
        (
            mark("What they can do that not everybody can, and how much at a time"),
            "complaints staff add chen --skill service --capacity 8",
        ),
    ),
)
@argument("name", metavar=mark("PERSON"))
@option(
    "--role",
    "roles",
    multiple=True,
    metavar=mark("ROLE"),
    help=mark("A role held at the site; repeat it for several."),
)
@option("--department", metavar=mark("DEPARTMENT"), help=mark("The department."))
@option("--superior", metavar=mark("PERSON"), help=mark("Who is above: escalations go there."))
@option("--delegate", metavar=mark("PERSON"), help=mark("Who stands in during absence."))
@option("--contact", metavar=mark("TEXT"), help=mark("How colleagues find them, to be read."))
@option(
    "--reach",
    multiple=True,
    metavar=mark("CHANNEL=ADDRESS"),
    help=mark(
        "Where messages are sent, by a channel of the settings; repeat it for several. CHANNEL= "
        "takes it away."
    ),
)
@option(
    "--quiet",
    default="",
    metavar=mark("FROM-UNTIL"),
    help=mark(
        "Hours such as 22:00-07:00 in which only what is urgent is sent; none: no such hours."
    ),
)
@option(
    "--skill",
    "skills",
    multiple=True,
    metavar=mark("SKILL"),
    help=mark("Something the person can do, by which owners are chosen; repeat it for several."),
)
@option(
    "--no-skill",
    "no_skills",
    multiple=True,
    metavar=mark("SKILL"),
    help=mark("Something the person can do no longer."),
)
@option(
    "--capacity",
    type=click.IntRange(0, MOST_CASES),
    metavar=mark("NUMBER"),
    help=mark(
        "How many open cases the person may own at a site before another is chosen; 0: any number."
    ),
)
def add(
    settings: Settings,
    *,
    name: str,
    roles: tuple[str, ...],
    department: str | None,
    superior: str | None,
    delegate: str | None,
    contact: str | None,
    reach: tuple[str, ...],
    quiet: str,
    skills: tuple[str, ...],
    no_skills: tuple[str, ...],
    capacity: int | None,
) -> None:
    """Add a person or change what is recorded."""
    with settings.connected() as workflow:
        person = workflow.add_staff(
            name,
            site=settings.site,
            roles=roles,
            department=department,
            superior=superior,
            delegate=delegate,
            contact=contact,
            reach=dict(one.partition("=")[::2] for one in reach),
            quiet=quiet,
            skills=skills,
            no_skills=no_skills,
            capacity=capacity,
        )
    _show(settings, person)


@command(
    "list",
    help=mark("List the people and their roles."),
    examples=(
        (mark("Everybody"), "complaints staff list"),
        (mark("Those of one site"), "complaints staff list --site garden"),
    ),
)
def list_staff(settings: Settings) -> None:
    """List the people."""
    from workflow.report import house_data, people

    with settings.connected() as workflow:
        known = workflow.staff(site=settings.site)
    if settings.json:
        print_json(house_data.staff(known))
    elif known:
        print_blocks([people.staff(known)])
    else:
        print_blocks([gettext("Nobody is recorded. `complaints staff add` adds somebody.")])


@command(
    "leave",
    help=mark(
        "End the roles of a person: those named with --role, otherwise all of them.\n\n"
        "What the person did stays in the history. Assign the open cases to somebody else: "
        "`complaints list --owner PERSON` shows them."
    ),
    examples=(
        (mark("Lin has left"), "complaints staff leave lin"),
        (mark("Lin receives no longer"), "complaints staff leave lin --role receptionist"),
    ),
)
@argument("name", metavar=mark("PERSON"))
@option("--role", "roles", multiple=True, metavar=mark("ROLE"), help=mark("A role to end."))
def leave(settings: Settings, name: str, roles: tuple[str, ...]) -> None:
    """End roles."""
    with settings.connected() as workflow:
        person = workflow.end_roles(name, site=settings.site, roles=roles)
    _show(settings, person)


@command(
    "away",
    help=mark(
        "Record that a person is away.\n\n"
        "Meanwhile messages go to the stand-in, otherwise to who is above, and the stand-in acts "
        "as the owner of what the person owns. Times are local to the site."
    ),
    examples=(
        (mark("From now on"), "complaints staff away lin"),
        (
            mark("Over the holidays"),
            "complaints staff away lin --from '2026-10-01 00:00' --until '2026-10-08 00:00' "
            "--delegate wang",
        ),
    ),
)
@argument("name", metavar=mark("PERSON"))
@option("--from", "start", metavar=mark("TIME"), help=mark("Since when; now if not said."))
@option("--until", "end", metavar=mark("TIME"), help=mark("Until when; open if not said."))
@option("--delegate", metavar=mark("PERSON"), help=mark("Who stands in during absence."))
def away(
    settings: Settings, name: str, start: str | None, end: str | None, delegate: str | None
) -> None:
    """Record an absence."""
    from workflow.service.opening import local_instant

    with settings.connected() as workflow:
        zone = site_zone(settings, workflow)
        since = local_instant(start, zone) or workflow.now()
        until = local_instant(end, zone)
        person = workflow.set_away(name, start=since, end=until, delegate=delegate)
    _show(settings, person)
    if person.left_alone:
        text = ngettext(
            "Nobody stands in for {person}, who owns {count} open case. Name somebody with "
            "--delegate, or assign it: `complaints list --owner {person}`.",
            "Nobody stands in for {person}, who owns {count} open cases. Name somebody with "
            "--delegate, or assign them: `complaints list --owner {person}`.",
            person.left_alone,
        )
        print_error(text.format(person=name, count=person.left_alone))


@command(
    "back",
    help=mark("Record that a person is no longer away."),
    examples=((mark("Lin is back"), "complaints staff back lin"),),
)
@argument("name", metavar=mark("PERSON"))
def back(settings: Settings, name: str) -> None:
    """End an absence."""
    with settings.connected() as workflow:
        person = workflow.set_away(name, start=None)
    _show(settings, person)


@command(
    "department",
    help=mark(
        "Record who heads a department.\n\n"
        "Messages to the head of a department go there; without a head, to who is above the owner."
    ),
    examples=(
        (mark("Wang heads Housekeeping"), "complaints staff department Housekeeping --head wang"),
    ),
)
@argument("name", metavar=mark("DEPARTMENT"))
@option("--head", metavar=mark("PERSON"), required=True, help=mark("Who heads it."))
def department(settings: Settings, name: str, head: str) -> None:
    """Record a head."""
    from workflow.report import house_data, people

    with settings.connected() as workflow:
        found = workflow.set_head(name, head)
    if settings.json:
        print_json(house_data.departments([found]))
    else:
        recorded = gettext("Department {department} is recorded.").format(department=name)
        print_blocks([recorded, people.departments([found])])


@command(
    "departments",
    help=mark("List the departments and who heads them."),
    examples=((mark("All departments"), "complaints staff departments"),),
)
def list_departments(settings: Settings) -> None:
    """List the departments."""
    from workflow.report import house_data, people

    with settings.connected() as workflow:
        known = workflow.departments()
    if settings.json:
        print_json(house_data.departments(known))
    elif known:
        print_blocks([people.departments(known)])
    else:
        text = gettext("No department is recorded. `complaints staff department` records its head.")
        print_blocks([text])


def site_zone(settings: Settings, workflow: "Workflow") -> str:
    """Return the zone of the site that was named, or of the only one."""
    from workflow.errors import SiteMissing, SiteUnknown

    zones = {one.name: one.zone for one in workflow.sites()}
    if settings.site is not None:
        if settings.site not in zones:
            raise SiteUnknown(settings.site, tuple(zones))
        return zones[settings.site]
    if len(set(zones.values())) > 1:
        raise SiteMissing(tuple(zones))
    return next(iter(zones.values()))


def _show(settings: Settings, person: "PersonView") -> None:
    from workflow.report import house_data, people

    if settings.json:
        print_json(house_data.person(person))
    else:
        print_blocks(
            [gettext("{person} is recorded.").format(person=person.name), people.staff([person])]
        )


staff = group(
    "staff",
    (add, list_staff, leave, away, back, department, list_departments),
    help=mark("Add and list the people who work with cases."),
    examples=((mark("Everybody"), "complaints staff list"),),
)
