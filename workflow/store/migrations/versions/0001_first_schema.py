"""The first schema.

Revision ID: 0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from workflow.store.tables.base import SERIAL

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table, and say that nobody works here yet."""
    op.create_table(
        "complaints_definitions",
        sa.Column("hash", AutoString(), nullable=False),
        sa.Column("workflow", AutoString(), nullable=False),
        sa.Column("edition", AutoString(), nullable=False),
        sa.Column("effective", AutoString(), nullable=False),
        sa.Column("resolved", AutoString(), nullable=False),
        sa.Column("wording", AutoString(), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_complaints_definitions")),
        sa.UniqueConstraint(
            "workflow", "edition", name=op.f("uq_complaints_definitions_workflow_edition")
        ),
    )
    op.create_table(
        "complaints_deliveries",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("recipient", AutoString(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("try_at", UTCDateTime(), nullable=False),
        sa.Column("leased_until", UTCDateTime(), nullable=True),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("given_up_at", UTCDateTime(), nullable=True),
        sa.Column("error", AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints_deliveries")),
    )
    op.create_index(
        "ix_complaints_deliveries_open",
        "complaints_deliveries",
        ["try_at"],
        unique=False,
        sqlite_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
    )

    op.create_table(
        "complaints_people",
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("contact", AutoString(), nullable=True),
        sa.Column("department", AutoString(), nullable=True),
        sa.Column("superior", AutoString(), nullable=True),
        sa.Column("delegate", AutoString(), nullable=True),
        sa.Column("away_from", UTCDateTime(), nullable=True),
        sa.Column("away_until", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_complaints_people")),
    )
    op.create_table(
        "complaints_settings",
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_complaints_settings")),
    )
    op.create_table(
        "complaints_sites",
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("zone", AutoString(), nullable=False),
        sa.Column("fallback", AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_complaints_sites")),
    )
    op.create_table(
        "complaints_cases",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("uuid", AutoString(), nullable=False),
        sa.Column("prefix", AutoString(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("definition", AutoString(), nullable=False),
        sa.Column("edition", AutoString(), nullable=False),
        sa.Column("site", AutoString(), nullable=False),
        sa.Column("department", AutoString(), nullable=True),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("owner", AutoString(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("next_at", UTCDateTime(), nullable=True),
        sa.Column("hash", AutoString(), nullable=False),
        sa.Column("snapshot", AutoString(), nullable=False),
        sa.Column("aside_since", UTCDateTime(), nullable=True),
        sa.Column("aside_error", AutoString(), nullable=True),
        sa.Column("aside_attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition"], ["complaints_definitions.hash"], name=op.f("fk_complaints_cases_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints_cases")),
        sa.UniqueConstraint("uuid", name=op.f("uq_complaints_cases_uuid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_complaints_cases_aside",
        "complaints_cases",
        ["aside_since"],
        unique=False,
        sqlite_where=sa.text("aside_since IS NOT NULL"),
        postgresql_where=sa.text("aside_since IS NOT NULL"),
    )
    op.create_index(
        "ix_complaints_cases_next_at",
        "complaints_cases",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index(
        "ix_complaints_cases_site_owner", "complaints_cases", ["site", "owner"], unique=False
    )

    op.create_table(
        "complaints_posts",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("person", AutoString(), nullable=False),
        sa.Column("site", AutoString(), nullable=False),
        sa.Column("role", AutoString(), nullable=False),
        sa.Column("held_from", UTCDateTime(), nullable=False),
        sa.Column("held_until", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["complaints_people.name"], name=op.f("fk_complaints_posts_person")
        ),
        sa.ForeignKeyConstraint(
            ["site"], ["complaints_sites.name"], name=op.f("fk_complaints_posts_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints_posts")),
    )
    op.create_index(
        op.f("ix_complaints_posts_person"), "complaints_posts", ["person"], unique=False
    )
    op.create_index(
        "ix_complaints_posts_site_role", "complaints_posts", ["site", "role"], unique=False
    )

    op.create_table(
        "complaints_deadlines",
        sa.Column("case_id", SERIAL, nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("status", AutoString(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("next_at", UTCDateTime(), nullable=True),
        sa.Column("next_rung", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaints_cases.id"], name=op.f("fk_complaints_deadlines_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "name", "cycle", name=op.f("pk_complaints_deadlines")),
    )
    op.create_index(
        "ix_complaints_deadlines_status_due_at",
        "complaints_deadlines",
        ["status", "due_at"],
        unique=False,
    )

    op.create_table(
        "complaints_events",
        sa.Column("case_id", SERIAL, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("type", AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("performed_by", AutoString(), nullable=False),
        sa.Column("recorded_by", AutoString(), nullable=False),
        sa.Column("edition", AutoString(), nullable=False),
        sa.Column("payload", AutoString(), nullable=False),
        sa.Column("once", AutoString(), nullable=True),
        sa.Column("hash", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaints_cases.id"], name=op.f("fk_complaints_events_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_complaints_events")),
    )
    op.create_index(
        "uq_complaints_events_case_id_once",
        "complaints_events",
        ["case_id", "once"],
        unique=True,
        sqlite_where=sa.text("once IS NOT NULL"),
        postgresql_where=sa.text("once IS NOT NULL"),
    )

    op.create_table(
        "complaints_notices",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("case_id", SERIAL, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("recipient", AutoString(), nullable=True),
        sa.Column("template", AutoString(), nullable=False),
        sa.Column("deadline", AutoString(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("formed_at", UTCDateTime(), nullable=True),
        sa.Column("dropped_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaints_cases.id"], name=op.f("fk_complaints_notices_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints_notices")),
        sa.UniqueConstraint(
            "case_id", "seq", "position", name=op.f("uq_complaints_notices_case_id_seq_position")
        ),
    )
    op.create_index(
        "ix_complaints_notices_open",
        "complaints_notices",
        ["id"],
        unique=False,
        sqlite_where=sa.text("formed_at IS NULL AND dropped_at IS NULL"),
        postgresql_where=sa.text("formed_at IS NULL AND dropped_at IS NULL"),
    )

    op.create_table(
        "complaints_personal_values",
        sa.Column("case_id", SERIAL, nullable=False),
        sa.Column("field", AutoString(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("salt", AutoString(), nullable=False),
        sa.Column("value", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaints_cases.id"], name=op.f("fk_complaints_personal_values_case_id")
        ),
        sa.PrimaryKeyConstraint(
            "case_id", "field", "revision", name=op.f("pk_complaints_personal_values")
        ),
    )
    op.create_table(
        "complaints_requests",
        sa.Column("key", AutoString(), nullable=False),
        sa.Column("request", AutoString(), nullable=False),
        sa.Column("salt", AutoString(), nullable=True),
        sa.Column("digest", AutoString(), nullable=True),
        sa.Column("case_id", SERIAL, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("owner", AutoString(), nullable=False),
        sa.Column("answered_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaints_cases.id"], name=op.f("fk_complaints_requests_case_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_complaints_requests")),
    )
    op.create_table(
        "complaints_delivery_notices",
        sa.Column("notice_id", SERIAL, nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("delivery_id", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["complaints_deliveries.id"],
            name=op.f("fk_complaints_delivery_notices_delivery_id"),
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["complaints_notices.id"],
            name=op.f("fk_complaints_delivery_notices_notice_id"),
        ),
        sa.PrimaryKeyConstraint(
            "notice_id", "channel", name=op.f("pk_complaints_delivery_notices")
        ),
    )
    op.create_index(
        op.f("ix_complaints_delivery_notices_delivery_id"),
        "complaints_delivery_notices",
        ["delivery_id"],
        unique=False,
    )

    op.bulk_insert(
        sa.table("complaints_settings", sa.column("name"), sa.column("number")),
        [{"name": "staff_revision", "number": 0}],
    )
