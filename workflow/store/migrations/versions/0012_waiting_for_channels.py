"""Which deliveries failed because their channel did not work.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column. What failed before keeps its pause."""
    op.add_column(
        "complaints_deliveries", sa.Column("waits_for_channel", sa.Boolean(), nullable=True)
    )
