"""Refusals of sign-in, with the bodies that Microsoft sends: an OAuth error, an AADSTS number, and ids to quote."""

from __future__ import annotations

import tomllib
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any
from uuid import uuid4

from total_onboard.sandbox.directory.store import Body


class SignInRefused(Exception):
    """The identity platform says no. ``code`` is the AADSTS number; ``error`` and ``status`` go to the client."""

    def __init__(self, code: int, *, error: str | None = None, suberror: str | None = None, **words: str) -> None:
        entry = _catalogue()[str(code)]
        self.code = code
        self.error: str = error or entry["error"]
        self.suberror: str | None = suberror or entry.get("suberror")
        self.status: int = entry.get("status", 400)
        self.text: str = entry["text"].format(**words)
        super().__init__(f"AADSTS{code}: {self.text}")

    def body(self, now: datetime, sign_in: str, correlation_id: str | None) -> Body:
        """Return what the client gets; a client's own ``client-request-id`` comes back as the correlation id."""
        stamp = now.strftime("%Y-%m-%d %H:%M:%SZ")
        trace, correlation = str(uuid4()), correlation_id or str(uuid4())
        description = f"{self} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {stamp}"
        return {
            "error": self.error,
            "error_description": description,
            "error_codes": [self.code],
            "timestamp": stamp,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": f"{sign_in}/error?code={self.code}",
        } | ({"suberror": self.suberror} if self.suberror else {})


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "refusals.toml").read_text(encoding="utf-8"))
