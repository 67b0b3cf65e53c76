"""Location of the ledger: a local file, or a PostgreSQL that a team shares."""

from __future__ import annotations

import os
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from total_onboard.core.errors import BadValue
from total_onboard.core.files.private_files import open_to_append, private_folder
from total_onboard.core.platforms.extras import Extra, install_remedy
from total_onboard.core.secret import SecretText
from total_onboard.exchange.ledger.location import SETTING, own_ledger

_PATIENCE: Final = 60
"""Seconds that a second process waits until the first has written."""


def engine_of(configured: SecretText | None) -> Engine:
    """Connect to ``postgresql://…`` or ``sqlite:///…``; by default to the local file. Raises BadValue.

    Errors leave out the values of a statement: names of customers, and sealed files.
    """
    url = _url(configured.reveal(to="the driver of the ledger's database")) if configured else _sqlite(own_ledger())
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    try:
        return create_engine(url, pool_size=1, hide_parameters=True, connect_args={"connect_timeout": 10})
    except ModuleNotFoundError as error:
        raise BadValue(
            f"The driver for PostgreSQL is not installed ({error.name} is missing).",
            remedy=install_remedy(Extra.POSTGRESQL),
        ) from error


def name_of(url: URL) -> str:
    """Return the place without user and password: the file, or host and database."""
    if url.get_backend_name() == "sqlite":
        return url.database or ""
    host = url.host or _socket_of(url) or "localhost"
    return f"{host}{f':{url.port}' if url.port else ''}/{url.database or ''}"


def _socket_of(url: URL) -> str:
    """Return the folder of a socket, or a host, that stands behind the question mark."""
    found = url.query.get("host", "")
    return found if isinstance(found, str) else ",".join(found)


def _url(text: str) -> URL:
    """Parse the address; the message never holds it: a password may stand in it."""
    try:
        url = make_url(text)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError):
        backend = ""
    if backend == "sqlite" and url.database:
        return _sqlite(Path(url.database))
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    raise BadValue(
        f"{SETTING} isn't the address of a ledger.",
        remedy="Write it as postgresql://USER@HOST/DATABASE, or sqlite:///FILE; see https://docs.yourtotal.com/total-onboard/representatives/track.html",
    )


def _sqlite(file: Path) -> URL:
    return URL.create("sqlite", database=str(file.absolute()))


def _sqlite_engine(url: URL) -> Engine:
    """Open a file for its owner alone, in which one process writes at a time."""
    file = Path(url.database or "")
    try:
        private_folder(file.parent)
        os.close(open_to_append(file))
    except OSError as error:
        message = f"The ledger {file} can't be opened: {error.strerror}."
        raise BadValue(message, remedy=f"Choose another file with {SETTING}=sqlite:///FILE.") from error
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _PATIENCE})
    # SQLAlchemy's own recipe: the driver leaves BEGIN to us, so that changes of the layout belong to a transaction.
    # https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#pysqlite-serializable
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _on_connect(connection: Connection, _: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(text: str | None) -> str | None:
    """Lower-case all letters; SQLite's own function knows only those of ASCII."""
    return text.lower() if text else text
