"""A gateway with a token that is always good, over a network that answers what a test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from total_onboard.entra.clouds import CLOUDS, Cloud, CloudName
from total_onboard.entra.http.call_record import CallRecord, ignore_call
from total_onboard.entra.tenant_client import TenantClient, connect

CLOUD = CLOUDS[CloudName.GLOBAL]
ROOT = f"{CLOUD.graph_url}/v1.0"


class FixedToken:
    """Remembers the claims challenges that it was given, and which tokens it was asked to replace."""

    def __init__(self) -> None:
        self.challenges: list[str | None] = []
        self.replaced: list[str] = []

    def token(self, claims: str | None = None, *, instead_of: str | None = None) -> str:
        if instead_of:
            self.replaced.append(instead_of)
            return "another-token"
        self.challenges.append(claims)
        return "fixed-token"

    def cached_token(self) -> str | None:
        return None


@asynccontextmanager
async def gateway(
    session: FixedToken | None = None,
    on_throttled: Callable[[float], None] | None = None,
    on_call: Callable[[CallRecord], None] = ignore_call,
    cloud: Cloud = CLOUD,
    ca_bundle: Path | None = None,
) -> AsyncIterator[TenantClient]:
    async with connect(
        cloud, session or FixedToken(), ca_bundle=ca_bundle, on_throttled=on_throttled, on_call=on_call
    ) as tenant:
        yield tenant


def using(call: Callable[[TenantClient], Awaitable[Any]], **options: Any) -> Any:
    """What ``call`` makes of a tenant behind the gateway."""

    async def run() -> Any:
        async with gateway(**options) as tenant:
            return await call(tenant)

    return asyncio.run(run())


def me(tenant: TenantClient) -> Awaitable[Any]:
    """A read."""
    return tenant.users.me()


def add_password(tenant: TenantClient) -> Awaitable[Any]:
    """A create that must never be sent twice."""
    return tenant.applications.add_password("app-1", "TOTAL integration", datetime(2028, 1, 1, tzinfo=UTC))
