"""``check-prereqs`` inside this process, with everything that it talks to really there."""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import keyring
import pytest
from keyring.backends import null
from typer.testing import CliRunner

from tests.shipped_schema import fitting
from total_onboard.cli.app import app
from total_onboard.sandbox.practice_tenant import PracticeTenant


@dataclass(frozen=True)
class Looked:
    """How a preflight ended, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document; it fits the shipped schema."""
        return fitting(self.out)


Preflight = Callable[..., Looked]


@pytest.fixture
def preflight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Preflight:
    """``preflight(tenant, "--forecast")`` is what somebody sees who signs in to this tenant."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(keyring.core, "_keyring_backend", null.Keyring())  # type: ignore[no-untyped-call]

    def look(tenant: PracticeTenant, *words: str, **environment: str | None) -> Looked:
        variables = variables_of(tenant, tmp_path / "state") | environment
        done = CliRunner().invoke(app, ["check-prereqs", *words], env=variables)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Looked(done.exit_code, done.stdout, done.stderr)

    return look


def variables_of(tenant: PracticeTenant, state: Path) -> dict[str, str | None]:
    """What the tenant's admin has in the environment: where it is, and what the representative said."""
    values = tenant.sheet_values
    return {
        "TOTAL_ONBOARD_STATE_DIR": str(state),
        **tenant.environment,
        "TOTAL_ONBOARD_REDIRECT_URI": values.redirect_uri,
        "TOTAL_ONBOARD_SCIM_URL": values.scim_url,
        "TOTAL_ONBOARD_SCIM_TOKEN": values.scim_token,
        "TOTAL_ONBOARD_ADMIN": ",".join(values.admins),
    }


def browser_of(tenant: PracticeTenant) -> Callable[[str], bool]:
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
