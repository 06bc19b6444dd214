"""Create partners with their channels, people, kickoffs, reviews and deals."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("sponsor_id", sa.Uuid(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("rhythm", sa.String(), nullable=True),
        sa.Column("headline_goal_id", sa.Uuid(), nullable=True),
        sa.Column("wake_on", sa.Date(), nullable=True),
        sa.Column("dormant_reason", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_partner_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint(
            "workspace_id", "name_key", name=op.f("uq_partner_workspace_id_name_key")
        ),
    )
    op.create_index(op.f("ix_partner_owner_id"), "partner", ["owner_id"])
    op.create_index(op.f("ix_partner_workspace_id"), "partner", ["workspace_id"])

    op.create_table(
        "channel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("slack_channel_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("paused_reason", sa.String(), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_channel_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_channel_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint(
            "workspace_id",
            "slack_channel_id",
            name=op.f("uq_channel_workspace_id_slack_channel_id"),
        ),
    )
    op.create_index(op.f("ix_channel_partner_id"), "channel", ["partner_id"])
    op.create_index(op.f("ix_channel_workspace_id"), "channel", ["workspace_id"])

    op.create_table(
        "healthsnapshot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("band", sa.String(), nullable=False),
        sa.Column("explained", sa.JSON(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_healthsnapshot_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_healthsnapshot_workspace_id_workspace"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_healthsnapshot")),
        sa.UniqueConstraint(
            "partner_id", "taken_on", name=op.f("uq_healthsnapshot_partner_id_taken_on")
        ),
    )
    op.create_index(op.f("ix_healthsnapshot_partner_id"), "healthsnapshot", ["partner_id"])
    op.create_index(op.f("ix_healthsnapshot_workspace_id"), "healthsnapshot", ["workspace_id"])

    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("slack_user_id", sa.String(), nullable=True),
        sa.Column("is_internal", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("only_looks", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("working_days", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("daily_hour", sa.Integer(), nullable=True),
        sa.Column("muted", sa.JSON(), nullable=False),
        sa.Column("away_from", sa.Date(), nullable=True),
        sa.Column("away_to", sa.Date(), nullable=True),
        sa.Column("dm_channel_id", sa.String(), nullable=True),
        sa.Column("last_daily_on", sa.Date(), nullable=True),
        sa.Column("last_daily_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_daily_zone", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_person_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_person_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint(
            "workspace_id", "slack_user_id", name=op.f("uq_person_workspace_id_slack_user_id")
        ),
    )
    op.create_index(op.f("ix_person_partner_id"), "person", ["partner_id"])
    op.create_index(op.f("ix_person_workspace_id"), "person", ["workspace_id"])
    op.create_index("ix_person_workspace_id_name_key", "person", ["workspace_id", "name_key"])

    op.create_table(
        "qbr",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("chased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("followed_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_qbr_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_qbr_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qbr")),
        sa.UniqueConstraint("partner_id", "held_on", name=op.f("uq_qbr_partner_id_held_on")),
    )
    op.create_index(op.f("ix_qbr_partner_id"), "qbr", ["partner_id"])
    op.create_index(op.f("ix_qbr_workspace_id"), "qbr", ["workspace_id"])

    op.create_table(
        "kickoff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("drafts", sa.JSON(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["person.id"], name=op.f("fk_kickoff_confirmed_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_kickoff_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["started_by"], ["person.id"], name=op.f("fk_kickoff_started_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["person.id"], name=op.f("fk_kickoff_submitted_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_kickoff_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kickoff")),
    )
    op.create_index(op.f("ix_kickoff_partner_id"), "kickoff", ["partner_id"])
    op.create_index(op.f("ix_kickoff_workspace_id"), "kickoff", ["workspace_id"])

    op.create_table(
        "opportunity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("product", sa.String(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("attribution", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("engaged_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_ref", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_opportunity_owner_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_opportunity_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_opportunity_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity")),
        sa.UniqueConstraint(
            "workspace_id",
            "source",
            "source_ref",
            name=op.f("uq_opportunity_workspace_id_source_source_ref"),
        ),
    )
    op.create_index(
        "ix_opportunity_partner_id_closed_on", "opportunity", ["partner_id", "closed_on"]
    )
    op.create_index(
        "ix_opportunity_partner_id_engaged_on", "opportunity", ["partner_id", "engaged_on"]
    )
    op.create_index(op.f("ix_opportunity_workspace_id"), "opportunity", ["workspace_id"])


def downgrade() -> None:
    op.drop_table("opportunity")
    op.drop_table("kickoff")
    op.drop_table("qbr")
    op.drop_table("person")
    op.drop_table("healthsnapshot")
    op.drop_table("channel")
    op.drop_table("partner")
