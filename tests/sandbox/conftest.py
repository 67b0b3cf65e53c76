from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from total_onboard.sandbox import SandboxTenant


@pytest.fixture(autouse=True, scope="session")
def _no_bundle_of_this_machine() -> Iterator[None]:
    """requests lets these variables override ``verify=``, and MSAL uses requests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("REQUESTS_CA_BUNDLE", raising=False)
        patch.delenv("CURL_CA_BUNDLE", raising=False)
        yield


@pytest.fixture(scope="module")
def start_practice() -> Iterator[Callable[..., SandboxTenant]]:
    """Start tenants that are stopped when the module's tests are over."""
    running: list[SandboxTenant] = []

    def start(*arguments: Any, **options: Any) -> SandboxTenant:
        running.append(SandboxTenant.start(*arguments, **options))
        return running[-1]

    yield start
    for tenant in running:
        tenant.stop()


@pytest.fixture(scope="module")
def sandbox(start_practice: Callable[..., SandboxTenant]) -> SandboxTenant:
    """The persona ``ready``, with replicas that do not lag."""
    return start_practice("ready", lag=(0.0, 0.0))
