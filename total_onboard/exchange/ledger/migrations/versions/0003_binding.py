"""Which sheets have a nonce, and which tenant a hand-off must come from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Pin the tenant of the first hand-off that was opened for a sheet."""
    op.add_column("sheets", sa.Column("has_nonce", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("sheets", sa.Column("tenant_id", sa.String(36)))
    op.add_column("sheets", sa.Column("pinned_tenant_id", sa.String(36)))
    op.execute(
        "UPDATE sheets SET pinned_tenant_id = (SELECT lower(tenant_id) FROM handoffs "
        "WHERE handoffs.sheet_id = sheets.id ORDER BY received_at, id LIMIT 1)"
    )
