"""Entries as a representative would make them; each test says only what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from total_onboard.core.secret import SecretText
from total_onboard.exchange.ledger.database_url import engine_of
from total_onboard.exchange.ledger.entries import HandoffEntry, SheetEntry
from total_onboard.exchange.ledger.ledger import Ledger

NOW = datetime.now(UTC).replace(microsecond=0)
TENANT = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


def days(number: float) -> datetime:
    return NOW + timedelta(days=number)


def sheet(**said: Any) -> SheetEntry:
    values: dict[str, Any] = {
        "id": uuid4(),
        "customer": "Contoso",
        "tenant": "contoso.com",
        "redirect_uris": ("https://app.yourtotal.com/auth/oidc/callback",),
        "has_scim_values": True,
        "scim_token_ends": None,
        "issued_at": NOW,
        "expires_at": days(30),
        "issued_by": "ada",
        "key_id": "kid",
        "fingerprint": "ABCD-EFGH",
    }
    return SheetEntry(**values | said)


def handoff(**said: Any) -> HandoffEntry:
    values: dict[str, Any] = {
        "tenant_id": TENANT,
        "client_id": str(UUID(int=1)),
        "secret_key_id": str(UUID(int=2)),
        "secret_ends_at": days(700),
        "created_at": NOW,
        "received_at": NOW,
        "received_by": "ada",
    }
    return HandoffEntry(**values | said)


def record(ledger: Ledger, entry: SheetEntry) -> None:
    with ledger.issuing() as issuing:
        issuing.record(entry)


def issued(ledger: Ledger, **said: Any) -> str:
    """Enter a sheet, and return its id."""
    entry = sheet(**said)
    record(ledger, entry)
    return str(entry.id)


@contextmanager
def transaction(url: str) -> Iterator[Connection]:
    """One in SQL, on a connection of its own."""
    engine = engine_of(SecretText(url))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
