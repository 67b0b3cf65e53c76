"""TOTAL's receiver of sealed hand-offs (docs/handoff-delivery.md). It can't open them, and the representative does."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import uuid4

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

PATH: Final = "/handoffs"
LARGEST: Final = 128_000
_TYP: Final = "total-handoff+jwe"
_PARTS: Final = 5


@dataclass
class HandoffReceiver:
    """``received`` are the bytes by their digest, ``receipts`` what was answered to each."""

    now: Callable[[], datetime]
    received: dict[str, bytes] = field(default_factory=dict)
    receipts: dict[str, dict[str, str]] = field(default_factory=dict)

    async def post(self, request: Request) -> Response:
        """Store a hand-off, and answer with its receipt."""
        if request.headers.get("content-type") != "application/jose":
            return PlainTextResponse("application/jose is expected", 415)
        content = await _limited(request)
        if content is None:
            return PlainTextResponse("too large", 413)
        digest = sha256(content).hexdigest()
        if request.headers.get("idempotency-key") != f'"{digest}"' or not _is_sealed(content):
            return PlainTextResponse("not a sealed hand-off", 400)
        status = 200 if digest in self.received else 201
        self.received[digest] = content
        return JSONResponse(self.receipts.setdefault(digest, self._receipt(digest)), status)

    def _receipt(self, digest: str) -> dict[str, str]:
        return {"id": str(uuid4()), "received_at": f"{self.now():%Y-%m-%dT%H:%M:%SZ}", "sha256": digest}


async def _limited(request: Request) -> bytes | None:
    content = b""
    try:
        async for chunk in request.stream():
            content += chunk
            if len(content) > LARGEST:
                return None
    except ClientDisconnect:
        return None
    return content


def _is_sealed(content: bytes) -> bool:
    parts = content.strip().split(b".")
    try:
        header = json.loads(urlsafe_b64decode(parts[0] + b"=" * (-len(parts[0]) % 4)))
    except ValueError:
        return False
    return len(parts) == _PARTS and isinstance(header, dict) and header.get("typ") == _TYP and "filing" in header
