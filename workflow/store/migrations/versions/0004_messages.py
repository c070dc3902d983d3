"""How people are reached and when not, and deliveries that somebody ended.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table, columns and an index; nothing that is there is rebuilt."""
    op.create_table(
        "complaints_contacts",
        sa.Column("person", AutoString(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("address", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["complaints_people.name"], name=op.f("fk_complaints_contacts_person")
        ),
        sa.PrimaryKeyConstraint("person", "channel", name=op.f("pk_complaints_contacts")),
    )
    op.add_column("complaints_people", sa.Column("quiet_from", AutoString(), nullable=True))
    op.add_column("complaints_people", sa.Column("quiet_until", AutoString(), nullable=True))
    op.add_column("complaints_notices", sa.Column("collect_until", UTCDateTime(), nullable=True))
    op.add_column("complaints_deliveries", sa.Column("ended_by", AutoString(), nullable=True))
    op.add_column("complaints_deliveries", sa.Column("ended_why", AutoString(), nullable=True))
    op.create_index(
        "ix_complaints_deliveries_recipient",
        "complaints_deliveries",
        ["recipient", "created_at"],
    )
