"""What is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workflow.notify.settings import Settings
from workflow.service.facade import Workflow


@dataclass(frozen=True)
class Terminal:
    """Where the output goes. ``environment`` are the variables that say which signs it shows."""

    interactive: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    code_page: int | None = None


@dataclass(frozen=True)
class Patient:
    """A database, the settings of messages, and the machine they are on.

    ``flow`` is ``None`` if the database cannot be opened, and ``trouble`` says why; so it is with
    ``messages``.
    """

    shown: str
    now: datetime
    flow: Workflow | None = None
    trouble: str = ""
    messages: Settings | None = None
    messages_trouble: str = ""
    terminal: Terminal = Terminal()

    @property
    def opened(self) -> Workflow:
        """The open database. Only asked of one that is open."""
        assert self.flow is not None  # noqa: S101 - the list of checks sees to it
        return self.flow
