"""What runs, and a way to find what was given up.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table and an index."""
    op.create_table(
        "complaints_daemons",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("host", AutoString(), nullable=False),
        sa.Column("process", sa.Integer(), nullable=False),
        sa.Column("version", AutoString(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("swept_at", UTCDateTime(), nullable=True),
        sa.Column("late_seconds", sa.Float(), nullable=True),
        sa.Column("trouble", AutoString(), nullable=False),
        sa.Column("stopped_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints_daemons")),
    )
    given_up = "given_up_at IS NOT NULL AND sent_at IS NULL AND ended_by IS NULL"
    op.create_index(
        "ix_complaints_deliveries_given_up",
        "complaints_deliveries",
        ["created_at"],
        unique=False,
        sqlite_where=sa.text(given_up),
        postgresql_where=sa.text(given_up),
    )
