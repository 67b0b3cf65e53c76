"""Brings the ledger's tables to the layout that this program knows, when it is opened."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.exchange.ledger.team.customer_summary import summarize

HEAD: Final = "0008"
"""The newest revision in ``migrations/versions``."""
_LOCK: Final = 0x746F74616C
"""PostgreSQL's advisory lock of those who change the layout; any number, but always the same."""


class LedgerTooNew(OnboardError):
    """A newer program has changed the layout."""

    code = "ledger-too-new"
    exit_status = ExitStatus.PREREQUISITE


def apply_migrations(connection: Connection) -> None:
    """Apply what is missing, inside the caller's transaction. Raises LedgerTooNew."""
    if revision_of(connection) == HEAD:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
    migrate(connection, "head")
    summarize(connection)


def revision_of(connection: Connection) -> str | None:
    """Return the layout that is there; None if there is none. Asked without alembic, which takes a while to load."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(connection: Connection, revision: str) -> None:
    """Apply every revision up to this one. Raises LedgerTooNew."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise LedgerTooNew(
            "A newer version of total-onboard changed the layout of the ledger.", remedy="Update total-onboard."
        ) from error
