"""What alembic runs: the revisions, on the connection that :mod:`total_onboard.ledger.layout` gives it."""

from __future__ import annotations

from alembic import context

from total_onboard.ledger.tables import Table

context.configure(connection=context.config.attributes["connection"], target_metadata=Table.metadata)
context.run_migrations()
