"""Who holds a delivery.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column. What is leased at this moment stays so until its time is over."""
    op.add_column("complaints_deliveries", sa.Column("leased_by", AutoString(), nullable=True))
