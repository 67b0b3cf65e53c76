"""What the dashboard shows of each customer, the checklist of each hand-off, and who did what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_STEPS = ("entered", "tested", "informed", "finished")


def upgrade() -> None:
    """Add both tables. Hand-offs that were opened before there was a checklist count as finished."""
    moment = sa.DateTime(timezone=True)
    op.add_column("sheets", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    for step in _STEPS:
        op.add_column("handoffs", sa.Column(f"{step}_at", moment))
        op.add_column("handoffs", sa.Column(f"{step}_by", sa.String(200)))
    op.execute("UPDATE handoffs SET finished_at = received_at, finished_by = received_by")
    op.create_table(
        "customers",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("customer", sa.String(120), nullable=False),
        sa.Column("tenant", sa.String(253)),
        sa.Column("search_text", sa.String(500), nullable=False),
        sa.Column("sheet_id", sa.Uuid, nullable=False),
        sa.Column("issued_at", moment, nullable=False),
        sa.Column("closed_at", moment),
        sa.Column("has_scim_values", sa.Boolean, nullable=False),
        sa.Column("handoff_at", moment),
        sa.Column("finished_at", moment),
        sa.Column("ends_at", moment),
        sa.Column("ends_what", sa.String(20)),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
    )
    op.create_index("ix_customers_customer", "customers", ["customer"])
    op.create_index("ix_customers_search_text", "customers", ["search_text"])
    op.create_index("ix_customers_ends_at", "customers", ["ends_at"])
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("sheet_id", sa.Uuid, nullable=True),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("detail", sa.String(600)),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    op.create_index("ix_events_sheet_id", "events", ["sheet_id"])
    op.create_index("ix_events_at", "events", ["at"])
