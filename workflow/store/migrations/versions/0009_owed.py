"""Whether anybody owes a deadline.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column. Of all that began before, somebody owes what was promised."""
    op.add_column(
        "complaints_deadlines",
        sa.Column("owed", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
