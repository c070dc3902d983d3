"""``site``: the houses cases belong to."""

from workflow.cli.options import Settings, argument, command, group, option
from workflow.cli.output import print_blocks, print_json
from workflow.translation import gettext, mark


@command(
    "add",
    help=mark(
        "Add a site, or change one.\n\n"
        "A site has its own time zone: times typed and shown for its cases are local to it."
    ),
    examples=((mark("A second house"), "complaints site add garden --zone Asia/Shanghai"),),
)
@argument("name", metavar=mark("SITE"))
@option("--zone", metavar=mark("ZONE"), help=mark("Its time zone, such as Asia/Shanghai."))
@option(
    "--fallback",
    metavar=mark("PERSON"),
    help=mark("Who is told when nobody else can be found for a message."),
)
def add(settings: Settings, name: str, zone: str | None, fallback: str | None) -> None:
    """Add a site or change it."""
    from workflow.report import house_data

    with settings.connected() as workflow:
        workflow.add_site(name, zone=zone, fallback=fallback)
        sites = [one for one in workflow.sites() if one.name == name]
    if settings.json:
        print_json(house_data.sites(sites))
    else:
        said = [gettext("Site {site} is recorded.").format(site=name)]
        text = gettext("Times at the site {site} are local to {zone}.")
        print_blocks([*said, *(text.format(site=name, zone=one.zone) for one in sites)])


@command(
    "list",
    help=mark("List the sites."),
    examples=((mark("All sites"), "complaints site list"),),
)
def list_sites(settings: Settings) -> None:
    """List the sites."""
    from workflow.report import house_data, people

    with settings.connected() as workflow:
        sites = workflow.sites()
    if settings.json:
        print_json(house_data.sites(sites))
    else:
        print_blocks(people.sites(sites))


site = group(
    "site",
    (add, list_sites),
    help=mark("Add and list the sites that cases belong to."),
    examples=((mark("All sites"), "complaints site list"),),
)
