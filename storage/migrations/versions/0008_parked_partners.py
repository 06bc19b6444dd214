"""Keep since when a partner is parked, and the reason of any stage: what ends has one too."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE partner RENAME COLUMN dormant_reason TO stage_reason")
    op.add_column("partner", sa.Column("parked_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("partner", "parked_on")
    op.execute("ALTER TABLE partner RENAME COLUMN stage_reason TO dormant_reason")
