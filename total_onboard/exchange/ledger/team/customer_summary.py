"""One row for each customer, so that a list of thousands is read without looking at each sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Table, delete, insert, select, text

from total_onboard.exchange.ledger.entries import Expiring
from total_onboard.exchange.ledger.tables import CustomerRow, HandoffRow, SheetRow

_LOCK: Final = 0x637573746F
"""PostgreSQL's advisory lock of those who write these rows; it is the last thing that a transaction takes."""
AT_A_TIME: Final = 400
"""Customers in one query."""
_CUSTOMERS: Final[Table] = CustomerRow.metadata.tables["customers"]
_SHEETS: Final[Table] = SheetRow.metadata.tables["sheets"]
_HANDOFFS: Final[Table] = HandoffRow.metadata.tables["handoffs"]
_SHEET_COLUMNS: Final = [column for column in _SHEETS.c if column.name not in {"sealed_file", "redirect_uris"}]
_HANDOFF_COLUMNS: Final = [
    _HANDOFFS.c[name]
    for name in ("sheet_id", "created_at", "received_at", "secret_ends_at", "credential", "finished_at")
]


@dataclass
class _Group:
    """Sheets of one customer for one tenant, and the hand-offs that answered them."""

    sheets: list[RowMapping] = field(default_factory=list)
    handoffs: list[RowMapping] = field(default_factory=list)


def summarize(connection: Connection, customers: Collection[str] | None = None) -> None:
    """Write the rows of these customers anew, or of all. Call it last in a transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
    names = sorted(set(connection.scalars(select(_SHEETS.c.customer).distinct()) if customers is None else customers))
    for begin in range(0, len(names), AT_A_TIME):
        some = names[begin : begin + AT_A_TIME]
        rows = [_row(group) for group in _groups(connection, some)]
        connection.execute(delete(_CUSTOMERS).where(_CUSTOMERS.c.customer.in_(some)))
        if rows:
            connection.execute(insert(_CUSTOMERS), rows)


def _groups(connection: Connection, names: Collection[str]) -> Iterable[_Group]:
    groups: dict[tuple[str, str | None], _Group] = defaultdict(_Group)
    of_sheet = {}
    sheets = select(*_SHEET_COLUMNS).where(_SHEETS.c.customer.in_(names))
    for row in connection.execute(sheets).mappings():
        of_sheet[row["id"]] = group = groups[row["customer"], row["tenant"]]
        group.sheets.append(row)
    handoffs = select(*_HANDOFF_COLUMNS).join(_SHEETS, _HANDOFFS.c.sheet_id == _SHEETS.c.id)
    for row in connection.execute(handoffs.where(_SHEETS.c.customer.in_(names))).mappings():
        of_sheet[row["sheet_id"]].handoffs.append(row)
    return groups.values()


def _row(group: _Group) -> dict[str, Any]:
    usable = [sheet for sheet in group.sheets if not sheet["withdrawn_at"]] or group.sheets
    newest = max(usable, key=lambda sheet: sheet["issued_at"])
    handoff = max(group.handoffs, key=lambda one: one["created_at"], default=None)
    ends_at, what = min(_ends(newest, group.handoffs), default=(None, None))
    tenant_ids = (newest["tenant"], newest["tenant_id"], newest["pinned_tenant_id"])
    return {
        "customer": newest["customer"],
        "tenant": newest["tenant"],
        "search_text": "\n".join((newest["customer"], *filter(None, tenant_ids))).lower()[:500],
        "sheet_id": newest["id"],
        "issued_at": newest["issued_at"],
        "closed_at": newest["done_at"] or newest["withdrawn_at"],
        "has_scim_values": newest["has_scim_values"],
        "handoff_at": handoff["received_at"] if handoff else None,
        "finished_at": handoff["finished_at"] if handoff else None,
        "ends_at": ends_at,
        "ends_what": what,
    }


def _ends(newest: RowMapping, handoffs: list[RowMapping]) -> Iterator[tuple[datetime, str]]:
    """Yield what expires: the same as ``value-sheet list --expiring`` looks at."""
    if newest["done_at"]:
        return
    with_secret = [one for one in handoffs if one["secret_ends_at"] or one["credential"]]
    if with_secret:
        secret = max(with_secret, key=lambda one: one["created_at"])
        if secret["secret_ends_at"]:
            yield secret["secret_ends_at"], Expiring.SECRET.value
    if newest["withdrawn_at"]:
        return
    if not handoffs:
        yield newest["expires_at"], Expiring.SHEET.value
    if newest["scim_token_ends"]:
        yield datetime.combine(newest["scim_token_ends"], time(23, 59, 59), UTC), Expiring.SCIM_TOKEN.value
