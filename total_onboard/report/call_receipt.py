"""The receipt of a run: every call to Microsoft, with the scope and the role that allowed it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

from total_onboard.entra.graph.operation_permissions import OWNER, Operation, operation_of, role_names
from total_onboard.entra.http.call_record import CallRecord
from total_onboard.entra.sign_in.scope_reason import ScopeReason

_FORBIDDEN: Final = frozenset({401, 403})
_ANYBODY: Final = "any member of the tenant may"


class ReceiptLine(BaseModel):
    """One call. ``path`` names no object: every id stands as ``{id}``; ``status`` is null if no answer came."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    method: str
    path: str
    purpose: str
    status: int | None
    scope: str
    role: str
    request_id: str | None


class AskedScope(BaseModel):
    """A scope that was asked for, why, and how many calls needed it."""

    model_config = ConfigDict(frozen=True)

    scope: str
    reason: str
    calls: int


class CallReceipt(BaseModel):
    """Calls that a command made with the admin's sign-in."""

    model_config = ConfigDict(frozen=True)

    command: str
    scopes: tuple[AskedScope, ...]
    calls: tuple[ReceiptLine, ...]


def receipt_of(
    command: str, asked: Sequence[ScopeReason], records: Iterable[CallRecord], graph_host: str
) -> CallReceipt:
    """Build the receipt from the records of a run; calls to other hosts than Graph's need no scope and are left out."""
    names = [each.scope for each in asked]
    lines, used = [], []
    for record in records:
        if record.host != graph_host:
            continue
        operation = operation_of(record.method, record.path)
        scopes = operation.scope_among(names) if operation else frozenset()
        used += [*scopes]
        lines.append(_line(record, operation, " + ".join(sorted(scopes))))
    counted = tuple(AskedScope(scope=one.scope, reason=one.reason, calls=used.count(one.scope)) for one in asked)
    return CallReceipt(command=command, scopes=counted, calls=tuple(lines))


def _line(record: CallRecord, operation: Operation | None, scope: str) -> ReceiptLine:
    return ReceiptLine(
        at=record.at,
        method=record.method,
        path=operation.template if operation else record.path,
        purpose=operation.purpose if operation else "",
        status=record.status,
        scope=scope,
        role=_role(record, operation),
        request_id=record.request_id,
    )


def _role(record: CallRecord, operation: Operation | None) -> str:
    if operation is None or record.status in _FORBIDDEN:
        return ""
    if not operation.roles:
        return _ANYBODY
    held = operation.roles_among(role_names(record.role_ids))
    return " or ".join(held) or (OWNER if OWNER in operation.roles else "")
