"""Run the revisions on the connection that :mod:`total_onboard.exchange.ledger.schema_migration` opened."""

from __future__ import annotations

from alembic import context

from total_onboard.exchange.ledger.tables import Table

context.configure(connection=context.config.attributes["connection"], target_metadata=Table.metadata)
context.run_migrations()
