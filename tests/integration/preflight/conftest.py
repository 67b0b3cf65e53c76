"""``check-prereqs`` inside this process, with everything that it talks to really there."""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Callable
from html import unescape
from pathlib import Path

import httpx
import pytest

from tests.support.cli_runner import CliResult, typed
from tests.support.known_ids import ids_in
from total_onboard.sandbox.sandbox_tenant import SandboxTenant

Preflight = Callable[..., CliResult]


@pytest.fixture
def preflight(tmp_path: Path) -> Preflight:
    """``preflight(tenant, "--forecast")`` is what somebody sees who signs in to this tenant."""

    def look(tenant: SandboxTenant, *words: str, **environment: str | None) -> CliResult:
        variables = variables_of(tenant, tmp_path / "state") | environment
        return typed("check-prereqs", *words, home=tmp_path, environment=variables)

    return look


def variables_of(tenant: SandboxTenant, state: Path) -> dict[str, str | None]:
    """What the tenant's admin has in the environment: where it is, and what the representative said."""
    values = tenant.sheet_values
    return {
        "TOTAL_ONBOARD_STATE_DIR": str(state),
        **tenant.environment,
        "TOTAL_ONBOARD_REDIRECT_URI": values.redirect_uri,
        "TOTAL_ONBOARD_SCIM_URL": values.scim_url,
        "TOTAL_ONBOARD_SCIM_TOKEN": values.scim_token,
        "TOTAL_ONBOARD_ADMIN": ",".join(values.admins),
        **ids_in(tenant),
    }


def browser_of(tenant: SandboxTenant) -> Callable[[str], bool]:
    """A browser in which the tenant's administrator approves whatever page is opened, and is led back."""

    def approve(page: str) -> None:
        account = tenant.store.persona.administrator.upn
        with httpx.Client(verify=ssl.create_default_context(cafile=tenant.ca_bundle)) as browser:
            back = browser.post(page, data={"account": account, "decision": "approve"}).text
            fields = {name: unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', back)}
            httpx.post(unescape(re.findall(r'action="([^"]+)"', back)[0]), data=fields)

    def opens(page: str) -> bool:
        threading.Thread(target=approve, args=(page,), daemon=True).start()
        return True

    return opens
