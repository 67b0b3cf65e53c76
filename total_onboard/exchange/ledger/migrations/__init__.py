"""The layouts of the ledger, from one to the next (alembic)."""
