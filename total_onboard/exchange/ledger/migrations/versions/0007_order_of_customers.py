"""Indexes for the order in which the dashboard lists customers."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add both indexes."""
    op.create_index("ix_customers_handoff_at", "customers", ["handoff_at"])
    op.create_index("ix_customers_issued_at", "customers", ["issued_at"])
