"""Errors of Graph: one exception, and the envelope of its answers (Graph reference, "Error responses")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any


class GraphRefusal(Exception):
    """A request is refused. ``details`` are rows of code, message and target; ``headers`` go with the answer."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        headers: Mapping[str, str] | None = None,
        details: Sequence[Mapping[str, str]] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})
        self.details = [dict(one) for one in details]

    def body(self, now: datetime, request_id: str, client_request_id: str) -> dict[str, Any]:
        """Return the answer's body; the ids are those of the request."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.details:
            error["details"] = self.details
        error["innerError"] = {
            "date": now.strftime("%Y-%m-%dT%H:%M:%S"),
            "request-id": request_id,
            "client-request-id": client_request_id,
        }
        return {"error": error}


def bad_request(message: str, code: str = "Request_BadRequest") -> GraphRefusal:
    """Build the error for a request that does not fit."""
    return GraphRefusal(400, code, message)


def unsupported_query(message: str) -> GraphRefusal:
    """Build the error for a query that is understood, and not supported on this resource."""
    return GraphRefusal(400, "Request_UnsupportedQuery", message)


def not_found(resource: str) -> GraphRefusal:
    """Build the 404 for an object that does not exist or is not replicated yet; Graph answers the same for both."""
    message = f"Resource '{resource}' does not exist or one of its queried reference-property objects are not present."
    return GraphRefusal(404, "Request_ResourceNotFound", message)


def denied() -> GraphRefusal:
    """Build the error for a missing scope or directory role; Graph does not say which."""
    return GraphRefusal(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")


def no_such_segment(segment: str) -> GraphRefusal:
    """Build the error for a path that leads nowhere."""
    return GraphRefusal(400, "BadRequest", f"Resource not found for the segment '{segment}'.")


def value_taken(name: str) -> GraphRefusal:
    """Build the error for a value that is taken: 400, not 409 (microsoftgraph/msgraph-bicep-types#202)."""
    message = (
        "Another object with the same value for property "
        f"{name} already exists. A conflicting object with one or more of the specified property values is present "
        "in the directory."
    )
    detail = {"code": "ObjectConflict", "message": message, "target": name}
    return GraphRefusal(400, "Request_MultipleObjectsWithSameKeyValue", message, details=[detail])
