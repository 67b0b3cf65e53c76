"""``/auditLogs/directoryAudits``: changes in the directory and their authors; latest first."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from total_onboard.sandbox.graph.objects.object_lookup import by_key
from total_onboard.sandbox.graph.odata.answer import many, one
from total_onboard.sandbox.graph.odata.options import ONE
from total_onboard.sandbox.graph.request import Call, operation

_NAMES: Final = ("directoryAudit", "auditLogs/directoryAudits")
_OPTIONS: Final = frozenset({"$filter", "$top", "$skiptoken"})


def list_audits(call: Call) -> Response:
    """``GET /auditLogs/directoryAudits``."""
    return many(call, reversed(call.trail.entries), *_NAMES)


def get_audit(call: Call) -> Response:
    """``GET /auditLogs/directoryAudits/{id}``."""
    return one(call, by_key(call.trail.entries, "id", call.path["id"]), *_NAMES)


ROUTES = [
    operation("GET", "/auditLogs/directoryAudits", list_audits, _OPTIONS),
    operation("GET", "/auditLogs/directoryAudits/{id}", get_audit, ONE),
]
