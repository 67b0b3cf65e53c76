"""Content keys, which identify the same order when it is given again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; sheets that were issued one by one have no content key."""
    op.add_column("sheets", sa.Column("content_key", sa.String(64)))
    op.create_index("ix_sheets_content_key", "sheets", ["content_key"], unique=True)
