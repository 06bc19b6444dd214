"""Create the outbox, and the ledger of touches, promises and goals."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("channel_id", sa.Uuid(), nullable=True),
        sa.Column("updates_id", sa.Uuid(), nullable=True),
        sa.Column("thread_id", sa.Uuid(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("picture", sa.JSON(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("slack_channel_id", sa.String(), nullable=True),
        sa.Column("slack_ts", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_outbox_channel_id_channel")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_outbox_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["updates_id"], ["outbox.id"], name=op.f("fk_outbox_updates_id_outbox")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["outbox.id"], name=op.f("fk_outbox_thread_id_outbox")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_outbox_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_outbox_workspace_id_key")),
    )
    op.create_index(op.f("ix_outbox_channel_id"), "outbox", ["channel_id"])
    op.create_index(op.f("ix_outbox_person_id"), "outbox", ["person_id"])
    op.create_index(
        "ix_outbox_slack_ts_slack_channel_id", "outbox", ["slack_ts", "slack_channel_id"]
    )
    op.create_index(op.f("ix_outbox_subject_id"), "outbox", ["subject_id"])
    op.create_index(op.f("ix_outbox_updates_id"), "outbox", ["updates_id"])
    op.create_index(op.f("ix_outbox_thread_id"), "outbox", ["thread_id"])
    op.create_index(op.f("ix_outbox_workspace_id"), "outbox", ["workspace_id"])
    op.create_index(
        "ix_outbox_workspace_id_state_due_at", "outbox", ["workspace_id", "state", "due_at"]
    )

    op.create_table(
        "touch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_ref", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_touch_by_id_person")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_touch_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_touch_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touch")),
        sa.UniqueConstraint(
            "workspace_id",
            "source",
            "source_ref",
            name=op.f("uq_touch_workspace_id_source_source_ref"),
        ),
    )
    op.create_index(op.f("ix_touch_partner_id"), "touch", ["partner_id"])
    op.create_index(op.f("ix_touch_workspace_id"), "touch", ["workspace_id"])
    op.create_index("ix_touch_workspace_id_happened_on", "touch", ["workspace_id", "happened_on"])

    op.create_table(
        "commitment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("kickoff_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("accepted_due_on", sa.Date(), nullable=True),
        sa.Column("test_of_done", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("blocked_kind", sa.String(), nullable=True),
        sa.Column("unblocker", sa.String(), nullable=True),
        sa.Column("blocked_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("close_reason", sa.String(), nullable=True),
        sa.Column("dropped_by_agreement", sa.Boolean(), nullable=False),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozes", sa.Integer(), nullable=False),
        sa.Column("ladder_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("permalink", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_ref", sa.String(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("accepted_by", sa.Uuid(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["accepted_by"], ["person.id"], name=op.f("fk_commitment_accepted_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["kickoff_id"], ["kickoff.id"], name=op.f("fk_commitment_kickoff_id_kickoff")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_commitment_owner_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_commitment_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_commitment_recorded_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_commitment_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    op.create_index(op.f("ix_commitment_owner_id"), "commitment", ["owner_id"])
    op.create_index(op.f("ix_commitment_partner_id"), "commitment", ["partner_id"])
    op.create_index(op.f("ix_commitment_workspace_id"), "commitment", ["workspace_id"])
    op.create_index(
        "ix_commitment_workspace_id_state_due_on_ladder_at",
        "commitment",
        ["workspace_id", "state", "due_on", "ladder_at"],
        unique=False,
    )

    op.create_table(
        "goal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("kickoff_id", sa.Uuid(), nullable=True),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("metric_key", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("baseline", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("curve", sa.String(), nullable=False),
        sa.Column("guardrail", sa.String(), nullable=True),
        sa.Column("rhythm", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("agreed_ours_on", sa.Date(), nullable=True),
        sa.Column("agreed_theirs_on", sa.Date(), nullable=True),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("confidence_reason", sa.String(), nullable=True),
        sa.Column("newest_value", sa.BigInteger(), nullable=True),
        sa.Column("newest_as_of", sa.Date(), nullable=True),
        sa.Column("newest_source", sa.String(), nullable=True),
        sa.Column("band", sa.String(length=32), nullable=True),
        sa.Column("band_since", sa.Date(), nullable=True),
        sa.Column("judge_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stale_on", sa.Date(), nullable=True),
        sa.Column("read_band", sa.String(length=32), nullable=True),
        sa.Column("reached", sa.BigInteger(), nullable=True),
        sa.Column("unanswered_asks", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["kickoff_id"], ["kickoff.id"], name=op.f("fk_goal_kickoff_id_kickoff")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_goal_owner_id_person")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_goal_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_goal_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
        sa.UniqueConstraint(
            "workspace_id",
            "partner_id",
            "metric_key",
            "start_on",
            name=op.f("uq_goal_workspace_id_partner_id_metric_key_start_on"),
        ),
    )
    op.create_index(op.f("ix_goal_owner_id"), "goal", ["owner_id"])
    op.create_index(op.f("ix_goal_partner_id"), "goal", ["partner_id"])
    op.create_index(op.f("ix_goal_workspace_id"), "goal", ["workspace_id"])
    op.create_index(
        "ix_goal_workspace_id_state_due_on", "goal", ["workspace_id", "state", "due_on"]
    )
    op.create_index(
        "ix_goal_workspace_id_state_judge_at",
        "goal",
        ["workspace_id", "state", "judge_at"],
        unique=False,
    )
    op.create_index(
        "ix_goal_workspace_id_state_stale_on",
        "goal",
        ["workspace_id", "state", "stale_on"],
        unique=False,
    )
    op.create_index("ix_goal_workspace_id_source", "goal", ["workspace_id", "source"])


def downgrade() -> None:
    op.drop_table("goal")
    op.drop_table("commitment")
    op.drop_table("touch")
    op.drop_table("outbox")
