"""Which channels of each daemon do not work, until when they rest, and why.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column. Of daemons of before it is not known."""
    op.add_column("complaints_daemons", sa.Column("resting", AutoString(), nullable=True))
