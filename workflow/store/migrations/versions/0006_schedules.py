"""What recurs.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from workflow.store.tables.base import SERIAL

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two tables."""
    op.create_table(
        "complaints_schedules",
        sa.Column("definition", AutoString(), nullable=False),
        sa.Column("schedule", AutoString(), nullable=False),
        sa.Column("site", AutoString(), nullable=False),
        sa.Column("planned_until", UTCDateTime(), nullable=False),
        sa.Column("next_at", UTCDateTime(), nullable=True),
        sa.Column("error", AutoString(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "definition", "schedule", "site", name=op.f("pk_complaints_schedules")
        ),
    )
    op.create_table(
        "complaints_occurrences",
        sa.Column("definition", AutoString(), nullable=False),
        sa.Column("schedule", AutoString(), nullable=False),
        sa.Column("site", AutoString(), nullable=False),
        sa.Column("named_at", UTCDateTime(), nullable=False),
        sa.Column("target", SERIAL, nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("edition", AutoString(), nullable=False),
        sa.Column("outcome", AutoString(), nullable=False),
        sa.Column("why", AutoString(), nullable=False),
        sa.Column("case_id", SERIAL, nullable=True),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("try_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["complaints_cases.id"],
            name=op.f("fk_complaints_occurrences_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["edition"],
            ["complaints_definitions.hash"],
            name=op.f("fk_complaints_occurrences_edition"),
        ),
        sa.PrimaryKeyConstraint(
            "definition",
            "schedule",
            "site",
            "named_at",
            "target",
            name=op.f("pk_complaints_occurrences"),
        ),
    )
    waiting = "try_at IS NOT NULL"
    op.create_index(
        "ix_complaints_occurrences_waiting",
        "complaints_occurrences",
        ["try_at"],
        unique=False,
        sqlite_where=sa.text(waiting),
        postgresql_where=sa.text(waiting),
    )
    op.create_index(
        "ix_complaints_occurrences_due_at", "complaints_occurrences", ["due_at"], unique=False
    )
