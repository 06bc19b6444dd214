"""Keep which company in Slack a partner is: in a channel of three, only its people act for it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Empty for the partners there are: learnt when the first of theirs acts.
    op.add_column("partner", sa.Column("slack_team_id", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("partner") as partner:
        partner.drop_column("slack_team_id")
