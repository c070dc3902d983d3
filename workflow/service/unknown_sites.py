"""Whether the sites at which a definition lets something recur are there.

A definition may be published before its sites are, so this refuses nothing.
"""

from collections.abc import Iterator

from workflow.definition.deadline import Place
from workflow.definition.model import Definition
from workflow.definition.near import nearest
from workflow.engine.directory import Directory
from workflow.service.staff_directory import StaffDirectory
from workflow.service.warning_views import Unreached


def unknown_sites(definition: Definition, directory: Directory) -> Iterator[Unreached]:
    """Yield the sites of schedules that the directory does not know: nothing recurs there."""
    known = directory.sites()
    for schedule in definition.schedules.values():
        for site in schedule.sites:
            if site not in known:
                yield Unreached(
                    definition=definition.workflow,
                    edition=definition.edition,
                    place=Place(""),
                    deadline="",
                    title=schedule.title,
                    rung="",
                    schedule=schedule.name,
                    kind="site",
                    name=site,
                    suggestion=nearest(site, known),
                    alarms=(),
                    ours=isinstance(directory, StaffDirectory),
                )
