"""Create what is between the two sides: consents, disagreements, pulses, links."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["given_by"], ["person.id"], name=op.f("fk_consent_given_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_consent_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["person.id"], name=op.f("fk_consent_withdrawn_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_consent_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_partner_id"), "consent", ["partner_id"])
    op.create_index(op.f("ix_consent_workspace_id"), "consent", ["workspace_id"])

    op.create_table(
        "disagreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("ours", sa.String(), nullable=False),
        sa.Column("ours_by", sa.Uuid(), nullable=True),
        sa.Column("ours_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("theirs", sa.String(), nullable=False),
        sa.Column("theirs_by", sa.Uuid(), nullable=True),
        sa.Column("theirs_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decide_on", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ours_by"], ["person.id"], name=op.f("fk_disagreement_ours_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_disagreement_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["theirs_by"], ["person.id"], name=op.f("fk_disagreement_theirs_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_disagreement_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disagreement")),
    )
    op.create_index(op.f("ix_disagreement_partner_id"), "disagreement", ["partner_id"])
    op.create_index(
        "ix_disagreement_subject_id_closed_at", "disagreement", ["subject_id", "closed_at"]
    )
    op.create_index(op.f("ix_disagreement_workspace_id"), "disagreement", ["workspace_id"])

    op.create_table(
        "pulse",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_pulse_asked_by_person")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_pulse_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_pulse_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse")),
        sa.UniqueConstraint("partner_id", "quarter", name=op.f("uq_pulse_partner_id_quarter")),
    )
    op.create_index(op.f("ix_pulse_partner_id"), "pulse", ["partner_id"])
    op.create_index(op.f("ix_pulse_workspace_id"), "pulse", ["workspace_id"])

    op.create_table(
        "confirmlink",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("kickoff_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_confirmlink_answered_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["kickoff_id"], ["kickoff.id"], name=op.f("fk_confirmlink_kickoff_id_kickoff")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_confirmlink_made_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_confirmlink_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by"], ["person.id"], name=op.f("fk_confirmlink_revoked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_confirmlink_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmlink")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_confirmlink_token_hash")),
    )
    op.create_index(op.f("ix_confirmlink_kickoff_id"), "confirmlink", ["kickoff_id"])
    op.create_index(op.f("ix_confirmlink_partner_id"), "confirmlink", ["partner_id"])
    op.create_index(op.f("ix_confirmlink_workspace_id"), "confirmlink", ["workspace_id"])

    op.create_table(
        "pulseanswer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("pulse_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_pulseanswer_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_pulseanswer_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["pulse_id"], ["pulse.id"], name=op.f("fk_pulseanswer_pulse_id_pulse")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_pulseanswer_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulseanswer")),
        sa.UniqueConstraint(
            "pulse_id", "person_id", name=op.f("uq_pulseanswer_pulse_id_person_id")
        ),
    )
    op.create_index(op.f("ix_pulseanswer_partner_id"), "pulseanswer", ["partner_id"])
    op.create_index(op.f("ix_pulseanswer_workspace_id"), "pulseanswer", ["workspace_id"])
    _guard()


def _guard() -> None:
    """Let nobody change the audit trail, and no workspace see another's rows."""


def downgrade() -> None:
    op.drop_table("pulseanswer")
    op.drop_table("confirmlink")
    op.drop_table("pulse")
    op.drop_table("disagreement")
    op.drop_table("consent")
