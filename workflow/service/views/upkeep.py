"""What the machine did by itself, or to put something right: firing, voiding, verifying."""

from datetime import datetime
from typing import NamedTuple

from workflow.service.warning_views import Unreached


class Fired(NamedTuple):
    """A rung, or a miss (``rung`` is ``miss``), that fired.

    ``occurrence`` of one that repeats counts from 0; ``revision`` of a reminder says how often the
    due time had moved that it is about. ``recipients`` names people and parties; an empty name is
    an alarm. Nobody ``owed`` what is not: the miss is the end of a time that ran out.
    """

    case: str
    deadline: str
    cycle: int
    rung: str
    occurrence: int
    due_at: datetime
    at: datetime
    recipients: tuple[str, ...]
    skipped: bool = False
    revision: int = 0
    owed: bool = True


class Recurred(NamedTuple):
    """Something that recurs, and what became of it.

    ``named_at`` is the time it would come if no day were closed, ``due_at`` when it came.
    ``outcome``: a case was ``opened``; a step was ``done`` or ``refused`` (``why`` is the error);
    there was ``nothing`` that it could be done in; ``skipped``, because it is ``superseded`` by a
    later one or ``late``, because the case had ``gone_on`` meanwhile, or by somebody once it failed
    (``ended_by``, and ``why`` in that person's words); or it is ``waiting`` to be tried again
    (``why`` is the error) at ``again_at``.
    """

    definition: str
    schedule: str
    site: str
    named_at: datetime
    due_at: datetime
    outcome: str
    why: str = ""
    case: str = ""
    ended_by: str = ""
    again_at: datetime | None = None


class FiringReport(NamedTuple):
    """What one sweep did. ``next_at`` is when it is needed again, if it is known."""

    fired: tuple[Fired, ...]
    cases: int
    set_aside: tuple[tuple[str, str], ...]
    next_at: datetime | None
    recurred: tuple[Recurred, ...] = ()


class GapView(NamedTuple):
    """A time in which nothing ran, and how much came late or was skipped by it.

    Reminders, misses, escalations, and times of schedules.
    """

    since: datetime
    until: datetime
    late: int


class Voided(NamedTuple):
    """What is void of one cycle of a deadline: the keys of what fired.

    ``again``: the deadline goes on as a new cycle, due at ``due_at``, or standing still since
    ``paused_at``; ``zone`` is that of the case. ``did`` are steps that it took, which stay done.
    """

    case: str
    deadline: str
    cycle: int
    fired: tuple[str, ...]
    did: tuple[str, ...]
    again: bool
    due_at: datetime | None
    paused_at: datetime | None
    zone: str
    owed: bool = True


class CountedAnew(NamedTuple):
    """A cycle that a clock which was ahead started or held up, and the one that goes on instead.

    ``was`` is when it was due, ``due_at`` when it is due now; ``zone`` is that of the case.
    ``past``: that is not to come any more, so it fires at once.
    """

    deadline: str
    cycle: int
    was: datetime
    due_at: datetime
    zone: str
    past: bool = False


class PutRight(NamedTuple):
    """The acts (numbers of events) of a case that stood at a wrong time, put right."""

    case: str
    events: tuple[int, ...]
    deadlines: tuple[CountedAnew, ...]


class RightAlready(NamedTuple):
    """A case in which all that was recorded then is put right, by the event ``seq``."""

    case: str
    seq: int
    at: datetime
    zone: str


class VoidingReport(NamedTuple):
    """What was voided, or (``dry_run``) would be; and which cases were refused, and why.

    ``put_right`` are the cases in which somebody acted by the wrong clock, or since, and what was
    done stood at a time to come. ``already`` are those in which nothing is left to do.
    """

    voided: tuple[Voided, ...]
    refused: tuple[tuple[str, str], ...]
    dry_run: bool
    put_right: tuple[PutRight, ...] = ()
    already: tuple[RightAlready, ...] = ()


class Difference(NamedTuple):
    """What is stored beside the events, and what they come to; instants are aware UTC.

    Of a ``deadline``, ``name/cycle``, or of the case itself (``None``). ``field`` is ``None`` of a
    deadline that is missing as a whole, or one too many. Of what is no plain value only the field
    is told.
    """

    deadline: str | None
    field: str | None
    stored: datetime | str | int | None = None
    computed: datetime | str | int | None = None


class Finding(NamedTuple):
    """Something ``verify`` found wrong: which case (``None``: the database), what, what to do.

    ``difference`` is there if what is stored beside the events is not what they say.
    """

    case: str | None
    code: str
    text: str
    difference: Difference | None = None


class Verification(NamedTuple):
    """The result of ``verify``: how much was looked at, and what was wrong.

    ``warnings`` are not wrong, but not as somebody meant it.
    """

    cases: int
    events: int
    findings: tuple[Finding, ...]
    warnings: tuple[Unreached, ...] = ()


class Rebuilding(NamedTuple):
    """The result of ``rebuild``: how many cases were looked at, how many written, what differed."""

    cases: int
    written: int
    findings: tuple[Finding, ...]
