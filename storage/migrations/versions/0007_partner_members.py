"""Create who works with a partner: once somebody is named, others of ours only look."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partnermember",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_partnermember_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_partnermember_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_partnermember_workspace_id_workspace"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnermember")),
        sa.UniqueConstraint(
            "workspace_id",
            "partner_id",
            "person_id",
            name=op.f("uq_partnermember_workspace_id_partner_id_person_id"),
        ),
    )
    op.create_index(op.f("ix_partnermember_partner_id"), "partnermember", ["partner_id"])
    op.create_index(op.f("ix_partnermember_workspace_id"), "partnermember", ["workspace_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE "partnermember" ENABLE ROW LEVEL SECURITY')
        op.execute('ALTER TABLE "partnermember" FORCE ROW LEVEL SECURITY')
        op.execute(
            'CREATE POLICY one_workspace ON "partnermember" USING '
            "((SELECT current_setting('partner_bot.workspace', true))"
            " IN ('*', workspace_id::text))"
        )


def downgrade() -> None:
    op.drop_table("partnermember")
