"""A gateway with a token that is always good, over a network that answers what a test says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from total_onboard.entra.call_record import CallRecord, forget
from total_onboard.entra.clouds import CLOUDS, CloudName
from total_onboard.entra.tenant import Tenant, connect

CLOUD = CLOUDS[CloudName.GLOBAL]
ROOT = f"{CLOUD.graph_url}/v1.0"


class FixedToken:
    """Remembers the claims challenges that it was given."""

    def __init__(self) -> None:
        self.challenges: list[str | None] = []

    def token(self, claims: str | None = None) -> str:
        self.challenges.append(claims)
        return "fixed-token"


@asynccontextmanager
async def gateway(
    session: FixedToken | None = None,
    on_throttled: Callable[[float], None] | None = None,
    on_call: Callable[[CallRecord], None] = forget,
) -> AsyncIterator[Tenant]:
    async with connect(CLOUD, session or FixedToken(), on_throttled=on_throttled, on_call=on_call) as tenant:
        yield tenant
