"""Skills and capacity of people, and what is counted over several cases.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from workflow.store.tables.base import SERIAL

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add tables and a column; nothing that is there is rebuilt."""
    op.create_table(
        "complaints_skills",
        sa.Column("person", AutoString(), nullable=False),
        sa.Column("skill", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["complaints_people.name"], name=op.f("fk_complaints_skills_person")
        ),
        sa.PrimaryKeyConstraint("person", "skill", name=op.f("pk_complaints_skills")),
    )
    op.create_table(
        "complaints_counts",
        sa.Column("case_id", SERIAL, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("counter", AutoString(), nullable=False),
        sa.Column("definition", AutoString(), nullable=False),
        sa.Column("site", AutoString(), nullable=False),
        sa.Column("key", AutoString(), nullable=False),
        sa.Column("month", AutoString(), nullable=False),
        sa.Column("amount", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaints_cases.id"], name=op.f("fk_complaints_counts_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "seq", "counter", name=op.f("pk_complaints_counts")),
    )
    op.create_index(
        "ix_complaints_counts_key",
        "complaints_counts",
        ["definition", "counter", "site", "key", "month"],
    )
    op.add_column("complaints_people", sa.Column("capacity", sa.Integer(), nullable=True))
