"""The kind of credential that a hand-off names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column; it is empty for a client secret, as in all earlier hand-offs."""
    op.add_column("handoffs", sa.Column("credential", sa.String(20)))
