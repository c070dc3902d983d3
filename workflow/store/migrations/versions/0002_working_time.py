"""Working time: official days, pauses, messages that wait, gaps, heads of departments.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from workflow.store.tables.base import SERIAL

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add tables and columns; nothing that is there is rebuilt."""
    op.create_table(
        "complaints_official_days",
        sa.Column("country", AutoString(), nullable=False),
        sa.Column("region", AutoString(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", AutoString(), nullable=False),
        sa.Column("hash", AutoString(), nullable=False),
        sa.Column("adopted_at", UTCDateTime(), nullable=False),
        sa.Column("adopted_by", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint(
            "country", "region", "revision", name=op.f("pk_complaints_official_days")
        ),
    )
    op.create_table(
        "complaints_gaps",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints_gaps")),
    )
    op.create_table(
        "complaints_departments",
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("head", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["head"],
            ["complaints_people.name"],
            name=op.f("fk_complaints_departments_head"),
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_complaints_departments")),
    )
    op.add_column("complaints_deadlines", sa.Column("paused_at", UTCDateTime(), nullable=True))
    op.add_column("complaints_notices", sa.Column("party", AutoString(), nullable=True))
    op.add_column("complaints_notices", sa.Column("documents", AutoString(), nullable=True))
    op.add_column("complaints_notices", sa.Column("hold_until", UTCDateTime(), nullable=True))
