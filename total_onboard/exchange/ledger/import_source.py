"""A ledger's file as a copy in memory of today's layout: what is imported from is never changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from total_onboard.core.errors import BadValue
from total_onboard.exchange.ledger.schema_migration import bring_up_to_date, revision_of


@contextmanager
def copied_ledger(file: Path) -> Iterator[Connection]:
    """Open a copy. Raises BadValue for a file that is no ledger, LedgerTooNew."""
    with closing(_copy(file)) as copy:
        engine = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)
        with engine.begin() as connection:
            if revision_of(connection) is None:
                raise BadValue(f"{file} is a database, but isn't a ledger.", remedy="Name the file of a ledger.")
            bring_up_to_date(connection)
            yield connection


def _copy(file: Path) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as source:
            source.backup(copy)
            copy.execute("PRAGMA schema_version")
    except sqlite3.Error as error:
        copy.close()
        raise BadValue(
            f"The ledger {file} can't be read: {error}.", remedy="Check the file's name, or restore it from a backup."
        ) from error
    return copy
