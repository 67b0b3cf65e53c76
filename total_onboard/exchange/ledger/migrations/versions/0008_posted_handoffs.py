"""Hand-offs that were sent to the team's address, sealed as they came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table; the digest of the bytes recognizes a repeated request."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "posted_handoffs",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("sheet_id", sa.Uuid, nullable=False),
        sa.Column("received_at", moment, nullable=False),
        sa.Column("opened_at", moment),
        sa.Column("sealed_file", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_posted_handoffs"),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheets.id"], name="fk_posted_handoffs_sheet_id"),
    )
    op.create_index("ix_posted_handoffs_sheet_id", "posted_handoffs", ["sheet_id"])
