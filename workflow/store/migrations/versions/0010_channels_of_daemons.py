"""By which channels each daemon sends.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column. Of daemons of before it is not known."""
    op.add_column("complaints_daemons", sa.Column("channels", AutoString(), nullable=True))
