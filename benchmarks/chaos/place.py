"""Where it happens: a database with a house in it, the settings of the daemons, the journals."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from workflow import Workflow
from workflow.store.tables import definitions

CLERKS = ("小林", "ann", "ben")
CHIEF = "老王"
SETTINGS = "complaints.toml"
LAUNCHER = Path(__file__).parents[2] / "cli.py"
ZONE = "Asia/Shanghai"
_ERRAND, _ROUND = (Path(__file__).with_name(name) for name in ("errand.yaml", "round.yaml"))
_HIRED = timedelta(days=400)
# So long ago rounds began: whoever begins has some to catch up.
_WALKED = timedelta(hours=2)

_WORDS = """\
[messages]
digest = 0
attempts = 1000
language = "zh"

[channels.receiver]
type = "webhook"
url = "{url}"
timeout = "5 seconds"

[defaults]
channels = ["receiver"]

[alarms]
channels = ["receiver"]
"""


def furnish(url: str) -> None:
    """Make a database with a house of four people, who were hired long ago, and rounds."""
    now = datetime.now(UTC)
    with Workflow.create(url, zone=ZONE, clock=lambda: now - _HIRED) as flow:
        flow.publish(_ERRAND)
        flow.add_staff(CHIEF, roles=["chief"])
        for one in CLERKS:
            flow.add_staff(one, roles=["clerk"], superior=CHIEF)
    with Workflow(url, clock=lambda: now - _WALKED) as flow:
        flow.publish(_ROUND)


def began(flow: Workflow) -> datetime:
    """Return when rounds began."""
    with flow.transactions.reading() as connection:
        published = select(definitions.c.published_at).where(definitions.c.workflow == "round")
        at: datetime = connection.execute(published).scalar_one()
    return at


def build(url: str, site: str) -> None:
    """Add a site at which rounds began when they did elsewhere: all of them are to be caught up.

    The clock of whoever adds it is behind, so all that recurs is planned anew, at every site.
    """
    with Workflow(url) as flow:
        at = began(flow)
    with Workflow(url, clock=lambda: at) as flow:
        flow.add_site(site, zone=ZONE, fallback=CHIEF)


def settings(folder: Path, receiver: str) -> Path:
    """Write the settings of messages: all of them go to the receiver, each by itself."""
    path = folder / SETTINGS
    path.write_text(_WORDS.format(url=receiver), encoding="utf-8")
    return path
