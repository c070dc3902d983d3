"""The door to the engine for a case that is to follow another edition, or its own again."""

from workflow.engine.decide import Situation, caught_up
from workflow.engine.draft import Draft
from workflow.engine.edition import Edition
from workflow.engine.events import Decision
from workflow.engine.informing import decided
from workflow.engine.migrating import Outcome, Target, migrate
from workflow.engine.unmigrating import take_back


def decide_migration(
    situation: Situation, target: Target, *, actor: str
) -> tuple[Decision, Outcome]:
    """Decide on the case following another edition: what was due by its own fires first.

    Nothing is to be written of a case that is refused.
    """
    draft = Draft(*situation)
    at = caught_up(draft)
    if draft.failure is not None:
        raise draft.failure
    outcome = migrate(draft, target, actor=actor, at=at)
    return decided(draft), outcome


def decide_taking_back(
    situation: Situation, edition: Edition, *, actor: str, reason: str
) -> Decision:
    """Decide on the case following again the edition it came from. Raises ``MigrationStands``."""
    draft = Draft(*situation)
    take_back(draft, edition, actor=actor, reason=reason, at=caught_up(draft))
    return decided(draft)
