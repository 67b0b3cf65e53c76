"""Find the heading of a file of customers, and which of its columns are which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from total_onboard.exchange.bulk.csv_dialect import Record

_NAMES: Final[dict[str, str]] = {
    "customer": "customer, customers, customer name, company, company name, organization, organization name, "
    "organization, organization name, account, account name, client name",
    "tenant": "tenant, tenant id, directory id, directory tenant id, entra tenant id, azure tenant id, "
    "microsoft tenant id, tenant guid, tenant domain, primary domain, domain, domain name, verified domain",
    "cloud": "cloud, microsoft cloud, azure cloud",
    "application_name": "application name, app name, application, enterprise application",
    "redirect_uri": "redirect uri, redirect uris, redirect url, redirect urls, reply url, reply urls, callback url, "
    "callback uri, redirect address, redirect",
    "scim_url": "scim url, scim address, scim uri, scim endpoint, scim base url, tenant url, provisioning url",
    "scim_token": "scim token, scim bearer token, scim secret, secret token, bearer token, provisioning token",
    "scim_token_ends": "scim token ends, scim token expires, scim token expiry, scim token expiration, "
    "scim token expiry date, token ends, token expires, token expiry",
    "admin_key": "admin key, admin key file, admins key",
    "group": "group, groups, group role, group roles",
    "secret_months": "secret months, secret life months, secret lifetime months, client secret months",
    "attributes": "attributes, attribute set, attributes to send",
    "credential": "credential, credentials, credential kind, sign in credential",
    "certificate": "certificate, certificate file",
    "federated_issuer": "federated issuer, token issuer",
    "federated_subject": "federated subject, token subject",
    "federated_audience": "federated audience, token audience",
    "handoff_url": "handoff url, hand-off url, handoff address",
    "contact": "contact, contact name, contact person, total contact",
    "expires": "expires, expiry, expiry date, expiration, expiration date, expires on, valid until",
}
"""Headings of each column, the best first."""
MOST_TITLES: Final = 20


def plain(heading: str) -> str:
    """Return a heading without capitals, blanks, dashes and marks."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", heading).casefold())


_COLUMNS: Final = {
    plain(name): (column, rank) for column, names in _NAMES.items() for rank, name in enumerate(names.split(","))
}


@dataclass(frozen=True)
class Heading:
    """``columns`` says for each cell of a row which column it is, None for one that is ignored; ``at`` is its index."""

    at: int
    columns: tuple[str | None, ...]
    notes: tuple[str, ...]
    twice: str | None = None


def find_heading(records: Sequence[Record]) -> Heading | None:
    """Return the first row with two known columns, else the first with one known cell alone; None if there is none.

    A title such as "Customers" is a known cell alone too.
    """
    rows = [(at, *_known_cells(record)) for at, record in enumerate(records[:MOST_TITLES])]
    several = (at for at, known, _ in rows if known > 1)
    alone = (at for at, known, filled in rows if known == filled == 1)
    at = next(several, next(alone, None))
    return None if at is None else _heading(at, records)


def _known_cells(record: Record) -> tuple[int, int]:
    """Return how many columns a row names, and how many cells of it are filled."""
    known = {_COLUMNS[plain(cell)][0] for cell in record.cells if plain(cell) in _COLUMNS}
    return len(known), sum(bool(plain(cell)) for cell in record.cells)


def _heading(at: int, records: Sequence[Record]) -> Heading:
    cells = records[at].cells
    best: dict[str, int] = {}
    twice = None
    for index, cell in enumerate(cells):
        if (found := _COLUMNS.get(plain(cell))) is None:
            continue
        column, rank = found
        former = best.get(column)
        if former is not None and plain(cells[former]).rstrip("s") == plain(cell).rstrip("s"):
            twice = column
        if former is None or rank < _COLUMNS[plain(cells[former])][1]:
            best[column] = index
    columns = tuple(next((name for name, index in best.items() if index == at_), None) for at_ in range(len(cells)))
    return Heading(at, columns, tuple(_notes(at, records, columns)), twice)


def _notes(at: int, records: Sequence[Record], columns: tuple[str | None, ...]) -> list[str]:
    cells = records[at].cells
    ignored = [_named(index, cell, columns) for index, cell in enumerate(cells) if columns[index] is None]
    mapped = [f"{cell.strip()!r} as {name}" for cell, name in zip(cells, columns, strict=True) if _renamed(cell, name)]
    titles = ", ".join(str(record.number) for record in records[:at])
    return [
        *([f"Ignored above the heading in row {records[at].number}: row {titles}."] if titles else []),
        *([f"Columns read: {', '.join(mapped)}."] if mapped else []),
        *([f"Columns ignored: {', '.join(ignored)}."] if ignored else []),
    ]


def _renamed(cell: str, name: str | None) -> bool:
    return name is not None and plain(cell).rstrip("s") != plain(name)


def _named(index: int, cell: str, columns: Sequence[str | None]) -> str:
    """Name a column, unless it was found already: then it needs no second heading."""
    if not cell.strip():
        return f"column {index + 1} (no heading)"
    open_columns = {name: column for name, (column, _) in _COLUMNS.items() if column not in columns}
    close = get_close_matches(plain(cell), open_columns, 1, 0.8)
    return f"{cell.strip()!r}" + (f" (did you mean {open_columns[close[0]]}?)" if close else "")
