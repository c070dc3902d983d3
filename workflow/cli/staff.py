"""``staff``: who works where, in which role."""

from workflow.cli.options import Settings, argument, command, group, option
from workflow.cli.output import print_blocks, print_json
from workflow.translation import gettext, mark


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
            "--delegate lin --contact chen@example.com",
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
@option("--contact", metavar=mark("ADDRESS"), help=mark("Where messages are sent."))
def add(
    settings: Settings,
    *,
    name: str,
    roles: tuple[str, ...],
    department: str | None,
    superior: str | None,
    delegate: str | None,
    contact: str | None,
) -> None:
    """Add a person or change what is recorded."""
    from workflow.report import data, people

    with settings.connected() as workflow:
        person = workflow.add_staff(
            name,
            site=settings.site,
            roles=roles,
            department=department,
            superior=superior,
            delegate=delegate,
            contact=contact,
        )
    if settings.json:
        print_json(data.person(person))
    else:
        print_blocks([gettext("{person} is recorded.").format(person=name), people.staff([person])])


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
    from workflow.report import data, people

    with settings.connected() as workflow:
        known = workflow.staff(site=settings.site)
    if settings.json:
        print_json(data.staff(known))
    elif known:
        print_blocks([people.staff(known)])
    else:
        print_blocks([gettext("Nobody is recorded. `complaints staff add` adds somebody.")])


staff = group(
    "staff",
    (add, list_staff),
    help=mark("Add and list the people who work with cases."),
    examples=((mark("Everybody"), "complaints staff list"),),
)
