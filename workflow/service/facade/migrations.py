"""The façade: moving open cases to another edition of their definition."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workflow.service.workplace import CaseName, Workplace

if TYPE_CHECKING:
    from workflow.definition.migration import Crossing, Plan
    from workflow.service.migration_views import Migrating


class Migrations(Workplace):
    """Taking cases to another edition, and back."""

    def migration_plan(self, definition: str, old: str, new: str) -> "tuple[Plan, Crossing]":
        """Return a plan to begin with, for taking cases from one edition to another.

        It says what looks like the same under another name: to be looked at, not to be relied on.
        Raises ``DefinitionNotFound``.
        """
        from workflow.service import migrating  # noqa: PLC0415 - it is rare

        return migrating.plan_offered(self, definition, old, new)

    def migrate(
        self,
        definition: str,
        old: str,
        new: str,
        plan: "Plan",
        *,
        actor: str = "",
        cases: Sequence[CaseName] | None = None,
        batch: int | None = None,
        dry_run: bool = False,
    ) -> "Migrating":
        """Move the open cases of an edition to another by a plan, or those of them that are named.

        Each is a transaction of its own; those that do not fit stay, and say why. At most ``batch``
        are moved; the same again goes on. With ``dry_run`` nothing is written, and no ``actor`` is
        needed. Raises ``DefinitionNotFound``, ``InputInvalid`` (for a plan that names nothing, or
        without a reason), ``PersonUnknown``.
        """
        from workflow.service import migrating, migrating_each  # noqa: PLC0415 - it is rare

        run = migrating_each.Run(definition, old, new, actor, cases, batch, dry_run)
        return migrating.migrate(self, run, plan)

    def undo_migration(
        self,
        definition: str,
        old: str,
        new: str,
        *,
        reason: str,
        actor: str = "",
        cases: Sequence[CaseName] | None = None,
        batch: int | None = None,
        dry_run: bool = False,
    ) -> "Migrating":
        """Move cases that came from ``old`` to ``new`` back, if nothing has happened to them since.

        The others stay, and say which event it is. Otherwise as ``migrate``.
        """
        from workflow.service import migrating, migrating_each  # noqa: PLC0415 - it is rare

        run = migrating_each.Run(definition, old, new, actor, cases, batch, dry_run)
        return migrating.take_back(self, run, reason)
