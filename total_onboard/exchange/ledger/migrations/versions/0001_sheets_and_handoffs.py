"""Sheets that were issued, and hand-offs that came back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make both tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "sheets",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("customer", sa.String(120), nullable=False),
        sa.Column("tenant", sa.String(253)),
        sa.Column("redirect_uris", sa.JSON, nullable=False),
        sa.Column("has_scim_values", sa.Boolean, nullable=False),
        sa.Column("scim_token_ends", sa.Date),
        sa.Column("issued_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("issued_by", sa.String(200), nullable=False),
        sa.Column("key_id", sa.String(100), nullable=False),
        sa.Column("fingerprint", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sheets"),
    )
    op.create_index("ix_sheets_customer", "sheets", ["customer", "tenant"])
    op.create_index("ix_sheets_issued_at", "sheets", ["issued_at"])
    op.create_table(
        "handoffs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("sheet_id", sa.Uuid, nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("secret_key_id", sa.String(36)),
        sa.Column("secret_ends_at", moment),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("received_at", moment, nullable=False),
        sa.Column("received_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_handoffs"),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheets.id"], name="fk_handoffs_sheet_id"),
        sa.UniqueConstraint("sheet_id", "client_id", "created_at", name="uq_handoffs_sheet_id"),
    )
