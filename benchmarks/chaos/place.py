"""Where it happens: a database with a house in it, the settings of the daemons, the journals."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from workflow import Workflow

CLERKS = ("小林", "ann", "ben")
CHIEF = "老王"
SETTINGS = "complaints.toml"
LAUNCHER = Path(__file__).parents[2] / "cli.py"
_DEFINITION = Path(__file__).with_name("errand.yaml")
_HIRED = timedelta(days=400)

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
    """Make a database with a house of four people, who were hired long ago."""
    hired = datetime.now(UTC) - _HIRED
    with Workflow.create(url, zone="Asia/Shanghai", clock=lambda: hired) as flow:
        flow.publish(_DEFINITION)
        flow.add_staff(CHIEF, roles=["chief"])
        for one in CLERKS:
            flow.add_staff(one, roles=["clerk"], superior=CHIEF)


def settings(folder: Path, receiver: str) -> Path:
    """Write the settings of messages: all of them go to the receiver, each by itself."""
    path = folder / SETTINGS
    path.write_text(_WORDS.format(url=receiver), encoding="utf-8")
    return path
