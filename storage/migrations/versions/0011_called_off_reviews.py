"""Keep the edition of a review's pages, and that it did not take place on its day."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("qbr", sa.Column("edition", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("qbr", sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("qbr", "called_off_at")
    op.drop_column("qbr", "edition")
