"""``init``: make the database, or bring it up to date."""

from workflow.cli.options import Settings, command, option
from workflow.cli.output import print_blocks, print_json
from workflow.translation import gettext, mark


@command(
    "init",
    help=mark(
        "Create the database, or bring an older one up to date.\n\n"
        "The definitions that come with the program are published in it. Running it again does "
        "no harm. Make a copy of an older database first."
    ),
    examples=(
        (
            mark("A database in your data folder, times local to Shanghai"),
            "complaints init --zone Asia/Shanghai",
        ),
        (
            mark("A file of your choice, the first site called garden"),
            "complaints --db garden.db init --site garden --zone Asia/Shanghai",
        ),
    ),
)
@option(
    "--zone",
    metavar=mark("ZONE"),
    help=mark(
        "The time zone of the first site, such as Asia/Shanghai; this computer's if not said."
    ),
)
def init(settings: Settings, zone: str | None) -> None:
    """Create or upgrade the database."""
    from workflow import bootstrap

    site = settings.site or "main"
    with bootstrap.create(
        settings.database, app=settings.application, zone=zone, site=site
    ) as workflow:
        people = workflow.staff()
        sites = workflow.sites()
        names = [edition.definition for edition in workflow.definitions() if edition.current]
    where = bootstrap.shown_url(settings.database)
    if settings.json:
        print_json({"database": where, "definitions": names, "staff": len(people)})
        return
    print_blocks([gettext("The complaints database is ready: {database}").format(database=where)])
    print_blocks(
        gettext("Times at the site {site} are local to {zone}.").format(
            site=one.name, zone=one.zone
        )
        for one in sites
    )
    if zone is not None and zone not in {one.zone for one in sites}:
        print_blocks(
            [gettext("`complaints site add SITE --zone ZONE` changes that for new cases.")]
        )
    if not people:
        print_blocks(
            [
                gettext("Next, add the people who work with it:"),
                "  complaints staff add lin --role receptionist --role specialist",
                "  complaints staff add wang --role supervisor",
                gettext(
                    "These roles are of the definitions that come with the program. One of your "
                    "own brings its own roles: `complaints definition publish FILE`."
                ),
                gettext("Then open the first case; `complaints open --help` shows how."),
            ]
        )
