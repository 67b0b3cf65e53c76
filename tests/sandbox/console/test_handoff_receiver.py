"""The sandbox's stand-in for TOTAL takes sealed hand-offs as docs/handoff-delivery.md says."""

from __future__ import annotations

import ssl
from hashlib import sha256
from typing import Any

import httpx
import pytest

from tests.unit.exchange.samples import handoff
from total_onboard.sandbox import SandboxTenant

CONTENT = handoff().content().encode()


def posts(sandbox: SandboxTenant, content: bytes = CONTENT, **headers: str) -> httpx.Response:
    given = {"content-type": "application/jose", "idempotency-key": f'"{sha256(content).hexdigest()}"', **headers}
    return httpx.post(
        sandbox.receives_handoffs_at,
        content=content,
        headers=given,
        verify=ssl.create_default_context(cafile=sandbox.ca_bundle),
    )


def test_sealed_handoff_gets_a_receipt_and_the_same_one_again(sandbox: SandboxTenant) -> None:
    first, again = posts(sandbox), posts(sandbox)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["sha256"] == sha256(CONTENT).hexdigest()


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"content-type": "application/json"}, 415),
        ({"content": b"x" * 128_001}, 413),
        ({"content": b'{"sealed": false}'}, 400),
        ({"content": b"e30.a.b.c.d"}, 400),
        ({"idempotency-key": '"0"'}, 400),
    ],
    ids=["media type", "size", "unsealed", "other file", "digest"],
)
def test_request_against_the_protocol_is_refused(sandbox: SandboxTenant, changed: dict[str, Any], status: int) -> None:
    assert posts(sandbox, **changed).status_code == status
