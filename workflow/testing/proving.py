"""What comes of a definition's promises: proved, broken by a way that happens, or neither."""

from collections.abc import Iterator

from workflow.definition.model import Definition
from workflow.proving import MOST_SITUATIONS, Proof, Verdict, decide
from workflow.testing.replaying import NAMES, replay
from workflow.translation import gettext


def prove(definition: Definition, *, most: int = MOST_SITUATIONS) -> Iterator[Proof]:
    """Decide every promise of a definition, one after the other.

    Each looks at ``most`` situations at most.
    """
    for promise in definition.promises:
        yield _proof(definition, decide(definition, promise, most=most))


def _proof(definition: Definition, verdict: Verdict) -> Proof:
    found = Proof(verdict.promise, "not_proved", verdict.situations)
    if verdict.answer == "proved":
        return found._replace(result="proved")
    if verdict.answer == "too_many":
        wanted = gettext("there are more than {count} situations to look at")
        return found._replace(obstacle=wanted.format(count=verdict.situations))
    if verdict.answer == "loose":
        wanted = gettext("not every case of this condition can be told apart: {condition}")
        return found._replace(obstacle=wanted.format(condition=verdict.loose[0]))
    guards = sorted({name for step in verdict.path for name in step.guards})
    if guards:
        wanted = gettext("it depends on what the application answers to {guard}")
        return found._replace(obstacle=wanted.format(guard=guards[0]))
    played = replay(definition, verdict.path)
    if played.stopped:
        return found._replace(obstacle=_stopped(verdict, played.stopped))
    return found._replace(result="broken", happened=played.done, people=NAMES)


def _stopped(verdict: Verdict, reason: str) -> str:
    """Return what stands in the way where a way that breaks a promise could not be gone."""
    counters = sorted({name for step in verdict.path for name in step.counted})
    if counters:
        wanted = gettext("it depends on what {counter} has counted over other cases")
        return wanted.format(counter=counters[0])
    wanted = gettext("a way that breaks it was found, but it stopped: {reason}")
    return wanted.format(reason=reason)
