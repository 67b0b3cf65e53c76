"""A CA bundle that can't be read stops the commands that connect, before their first request, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cli_runner import confirmed, typed
from tests.unit.exchange import samples
from total_onboard.core.errors import BadValue
from total_onboard.core.platforms.tls import ssl_context
from total_onboard.sandbox.persona import load_persona
from total_onboard.sandbox.sandbox_tenant import SandboxTenant

pytestmark = pytest.mark.sweep

_WITHOUT_CONNECTION = (
    "keys list",
    "value-sheet list",
    "value-sheet check contoso.totalsheet",
    "value-sheet show contoso.totalsheet",
    "handoff show contoso.totalhandoff",
    "auth status",
    "auth logout",
)
_WITH_CONNECTION = (
    "check-prereqs",
    "setup",
    "status",
    "verify",
    "sync",
    "admins list",
    "admins add ada@contoso.com",
    "rotate-secret",
    "teardown",
    "auth login",
    "setup --sign-in browser",
)


@pytest.fixture(scope="module")
def tenant() -> Iterator[SandboxTenant]:
    """A tenant that counts its requests."""
    with SandboxTenant.start(load_persona("ready"), auto_approve=0.0) as started:
        yield started


@pytest.mark.parametrize("command", _WITH_CONNECTION)
def test_command_that_connects_bad_bundle_exits_with_2_before_a_request(
    command: str, tenant: SandboxTenant, tmp_path: Path
) -> None:
    before = len(tenant.requests)
    here = {**tenant.environment, **tenant.sheet_environment, "HOME": str(tmp_path), "XDG_CONFIG_HOME": None}
    bundle = tmp_path / "missing.pem"
    words = confirmed([*command.split(), "--output", "json"])
    ended = typed(*words, home=tmp_path, environment={**here, "TOTAL_ONBOARD_CA_BUNDLE": str(bundle)})
    assert ended.status == 2, ended.err
    (problem,) = ended.document["problems"]
    assert f"ca_bundle can't be used: {bundle} isn't a readable PEM file" in problem["message"]
    assert "TOTAL_ONBOARD_CA_BUNDLE" in problem["remedy"]
    assert len(tenant.requests) == before


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a sheet, a hand-off and the keys to check them."""
    samples.trusted_file(tmp_path, samples.KEYS)
    (tmp_path / "contoso.totalsheet").write_text(samples.made().text, encoding="utf-8")
    samples.sealed(tmp_path / "contoso.totalhandoff")
    return tmp_path


@pytest.mark.parametrize("command", _WITHOUT_CONNECTION)
def test_command_that_connects_nowhere_bad_bundle_changes_nothing(command: str, home: Path) -> None:
    here: dict[str, str | None] = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": None,
        "XDG_STATE_HOME": None,
        "TOTAL_ONBOARD_TRUSTED_KEYS": str(home / "trusted.jwk"),
    }
    usual = typed(*command.split(), home=home, environment=here)
    ended = typed(*command.split(), home=home, environment=here | {"TOTAL_ONBOARD_CA_BUNDLE": "/nowhere.pem"})
    assert usual.status == 0, usual.err
    assert (ended.status, ended.out) == (usual.status, usual.out), ended.err


@pytest.mark.parametrize("tenant_name", ["contoso.com", samples.TENANT_ID])
def test_sheet_creation_bad_bundle_fails_only_for_a_domain(tenant_name: str, home: Path) -> None:
    here: dict[str, str | None] = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": None,
        "XDG_STATE_HOME": None,
        "TOTAL_ONBOARD_KEY_PASSPHRASE": "correct horse battery staple",
        "TOTAL_ONBOARD_CA_BUNDLE": "/nowhere.pem",
    }
    assert typed("keys", "create", "--name", "total-emea", home=home, environment=here).status == 0
    words = ["--customer", "Contoso", "--tenant", tenant_name, "--redirect-uri", "https://app.example/callback"]
    ended = typed("value-sheet", "create", *words, "--out", "new.totalsheet", home=home, environment=here)
    by_domain = tenant_name == "contoso.com"
    assert ended.status == (2 if by_domain else 0), ended.err
    assert (home / "new.totalsheet").exists() is not by_domain


@pytest.mark.parametrize("content", [None, "", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_ssl_context_file_without_certificates_is_a_bad_value(content: str | None, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.pem"
    if content is not None:
        bundle.write_text(content)
    with pytest.raises(BadValue, match="readable PEM file"):
        ssl_context(bundle)


def test_ssl_context_folder_or_impossible_path_is_a_bad_value(tmp_path: Path) -> None:
    for path in (tmp_path, Path("nul\0.pem")):
        with pytest.raises(BadValue):
            ssl_context(path)
