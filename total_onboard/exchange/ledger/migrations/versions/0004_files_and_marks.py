"""The sealed files of sheets and hand-offs, and what representatives note about a sheet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns; earlier sheets and hand-offs have no file."""
    moment = sa.DateTime(timezone=True)
    for name, kind in (
        ("note", sa.String(500)),
        ("withdrawn_at", moment),
        ("withdrawn_by", sa.String(200)),
        ("withdrawn_reason", sa.String(500)),
        ("done_at", moment),
        ("done_by", sa.String(200)),
        ("sealed_file", sa.Text),
    ):
        op.add_column("sheets", sa.Column(name, kind))
    op.add_column("handoffs", sa.Column("sealed_file", sa.Text))
