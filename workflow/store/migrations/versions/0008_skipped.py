"""Who skipped what recurs.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column."""
    op.add_column("complaints_occurrences", sa.Column("ended_by", AutoString(), nullable=True))
