"""TOTAL, as a monitor sees it: the client secret that it uses, and whether that works at every moment.

It knows the hand-offs that were delivered and the sandbox, and nothing of the tool. A secret that was removed
never comes back, so whoever looks often enough to see the end of each state misses nothing.
"""

from __future__ import annotations

import json
import ssl
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from total_onboard.sandbox.directory.client_secret_hashes import matches
from total_onboard.sandbox.sandbox_tenant import SandboxTenant

_SECONDS_BETWEEN_LOOKS = 0.002


class Total:
    """Use as a context manager: within it, the secret in use is looked after. ``locked_out`` says when it failed."""

    def __init__(self, tenant: SandboxTenant, handoff: Path) -> None:
        self.tenant = tenant
        self.handoff = values_in(handoff)
        self.locked_out: list[str] = []
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look_after, daemon=True)

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._watch.join()

    def takes_over(self, handoff: Path) -> None:
        """Open it, see that Microsoft gives a token for it, and use it from now on."""
        values = values_in(handoff)
        assert self.gets_a_token(values)
        self.handoff = values

    def gets_a_token(self, values: dict[str, Any] | None = None) -> bool:
        """Ask Microsoft's sign-in, as TOTAL does."""
        using = values or self.handoff
        answer = httpx.post(
            f"{self.tenant.addresses.sign_in}/{using['tenant_id']}/oauth2/v2.0/token",
            data={
                "grant_type": "client_credentials",
                "client_id": using["client_id"],
                "client_secret": using["client_secret"],
                "scope": f"{self.tenant.addresses.graph}/.default",
            },
            verify=ssl.create_default_context(cafile=self.tenant.ca_bundle),
        )
        return answer.status_code == httpx.codes.OK

    def _look_after(self) -> None:
        while not self._over.wait(_SECONDS_BETWEEN_LOOKS):
            if not self.locked_out and not self._works(self.handoff):
                self.locked_out.append(f"{self.handoff['client_secret_key_id']}, after {self.tenant.requests[-1].path}")

    def _works(self, values: dict[str, Any]) -> bool:
        key, hashes = values["client_secret_key_id"], self.tenant.store.password_hashes
        kept = hashes.data.get(key)  # in one step, for it may be removed at any moment
        there = kept is not None and key in keys(self.tenant) and hashes.is_usable(key)
        return there and matches(kept or "", values["client_secret"])


def keys(tenant: SandboxTenant) -> list[str]:
    """The key IDs of the client secrets in the tenant that have not ended."""
    (app,) = [one for one in tenant.store.applications.all_current() if one.get("uniqueName") == "total-onboard-total"]
    now = f"{tenant.store.clock.now():%Y-%m-%dT%H:%M:%SZ}"
    return [one["keyId"] for one in app["passwordCredentials"] if one["endDateTime"] > now]


def values_in(handoff: Path) -> dict[str, Any]:
    """What a hand-off says that nobody sealed."""
    values: dict[str, Any] = json.loads(handoff.read_text(encoding="utf-8"))["handoff"]
    return values
