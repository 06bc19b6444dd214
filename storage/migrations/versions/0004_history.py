"""Create what happens to topics, promises and goals: answers, nudges, moves, readings."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kickofftopic",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("kickoff_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("ours", sa.String(), nullable=False),
        sa.Column("theirs", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["person.id"], name=op.f("fk_kickofftopic_confirmed_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["kickoff_id"], ["kickoff.id"], name=op.f("fk_kickofftopic_kickoff_id_kickoff")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_kickofftopic_owner_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_kickofftopic_recorded_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_kickofftopic_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kickofftopic")),
        sa.UniqueConstraint("kickoff_id", "topic", name=op.f("uq_kickofftopic_kickoff_id_topic")),
    )
    op.create_index(op.f("ix_kickofftopic_kickoff_id"), "kickofftopic", ["kickoff_id"])
    op.create_index(op.f("ix_kickofftopic_workspace_id"), "kickofftopic", ["workspace_id"])

    op.create_table(
        "nudge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=True),
        sa.Column("local_on", sa.Date(), nullable=False),
        sa.Column("outbox_id", sa.Uuid(), nullable=True),
        sa.Column("skipped_reason", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("action", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["outbox_id"], ["outbox.id"], name=op.f("fk_nudge_outbox_id_outbox")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["person.id"], name=op.f("fk_nudge_recipient_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_nudge_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_nudge_workspace_id_key")),
    )
    op.create_index(op.f("ix_nudge_outbox_id"), "nudge", ["outbox_id"])
    op.create_index("ix_nudge_subject_id_rule", "nudge", ["subject_id", "rule"])
    op.create_index(
        "ix_nudge_workspace_id_rule_acted_at",
        "nudge",
        ["workspace_id", "rule", "acted_at"],
        unique=False,
    )
    op.create_index(op.f("ix_nudge_workspace_id"), "nudge", ["workspace_id"])

    op.create_table(
        "commitmentmove",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("before_due", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("moved_by", sa.Uuid(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_commitmentmove_commitment_id_commitment"),
        ),
        sa.ForeignKeyConstraint(
            ["moved_by"], ["person.id"], name=op.f("fk_commitmentmove_moved_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_commitmentmove_workspace_id_workspace"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitmentmove")),
    )
    op.create_index(op.f("ix_commitmentmove_commitment_id"), "commitmentmove", ["commitment_id"])
    op.create_index(op.f("ix_commitmentmove_workspace_id"), "commitmentmove", ["workspace_id"])

    op.create_table(
        "reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_ref", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("superseded_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_reading_goal_id_goal")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_reading_recorded_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_reading_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint(
            "goal_id",
            "source",
            "as_of",
            "source_ref",
            name=op.f("uq_reading_goal_id_source_as_of_source_ref"),
        ),
    )
    op.create_index(op.f("ix_reading_goal_id"), "reading", ["goal_id"])
    op.create_index(op.f("ix_reading_workspace_id"), "reading", ["workspace_id"])


def downgrade() -> None:
    op.drop_table("reading")
    op.drop_table("commitmentmove")
    op.drop_table("nudge")
    op.drop_table("kickofftopic")
