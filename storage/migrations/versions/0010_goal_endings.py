"""Keep how a closed goal ended, why, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Empty for the goals there are: nobody could close one.
    op.add_column("goal", sa.Column("ending", sa.String(length=32), nullable=True))
    op.add_column("goal", sa.Column("close_reason", sa.String(), nullable=True))
    op.add_column("goal", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("goal") as goal:
        goal.drop_column("closed_at")
        goal.drop_column("close_reason")
        goal.drop_column("ending")
