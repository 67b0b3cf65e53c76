"""An older sheet, a revoked key, a tenant's domain: what the commands do with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.integration.representative.representative import URI, Representative
from tests.support.cli_runner import CliResult, typed
from tests.unit.exchange import samples
from tests.unit.exchange.samples import NOW, TENANT_ID
from total_onboard.commands.value_sheet import tenant_lookup
from total_onboard.commands.value_sheet.tenant_lookup import TenantLookup
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import SignInFailed
from total_onboard.engine.journal.journal import Journal
from total_onboard.entra import tenant_lookup as tenant_id
from total_onboard.settings import load_settings


def checks(home: Path, name: str, *more: str) -> CliResult:
    environment = {
        "TOTAL_ONBOARD_STATE_DIR": str(home / "state"),
        "TOTAL_ONBOARD_TRUSTED_KEYS": str(home / "trusted.jwk"),
        "XDG_CONFIG_HOME": str(home),
    }
    return typed("value-sheet", "check", name, "--output", "json", *more, home=home, environment=environment)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An older and a newer sheet, of which the newer was used."""
    samples.trusted_file(tmp_path, samples.KEYS)
    older, newer = (
        samples.made(now=NOW - timedelta(hours=2)),
        samples.made(now=NOW - timedelta(hours=1)),
    )
    for name, made in (("older", older), ("newer", newer), ("of another", samples.made(customer="Fabrikam"))):
        (tmp_path / name).write_text(made.text, encoding="utf-8")
    desired = DesiredState(recipient=newer.sheet.recipient)
    Journal.of(tmp_path / "state", TENANT_ID, desired.unique_name).remember(desired)
    return tmp_path


def test_older_sheet_after_a_newer_one_is_refused(home: Path) -> None:
    ended = checks(home, "older")
    assert ended.status == 6
    assert "older: issued_at: a newer sheet of this customer was used here" in ended.document["problems"][0]["message"]
    assert checks(home, "older", "--allow-older").status == 0
    assert checks(home, "newer").status == 0


def test_older_sheet_of_another_customer_or_application_is_taken(home: Path) -> None:
    fabrikam = samples.made(now=NOW - timedelta(hours=3), customer="Fabrikam")
    second = samples.made(now=NOW - timedelta(hours=3), application_name="TOTAL test")
    for name, made in (("fabrikam", fabrikam), ("second", second)):
        (home / name).write_text(made.text, encoding="utf-8")
        assert checks(home, name).status == 0


def test_keys_revoke_makes_the_sheet_refused_and_the_key_unusable(tmp_path: Path) -> None:
    representative = Representative(tmp_path / "home")
    words = ("value-sheet", "create", "--customer", "Contoso", "--tenant", TENANT_ID, "--redirect-uri", URI, "--out")
    assert representative.types(*words, "contoso.totalsheet").status == 0
    assert representative.types("value-sheet", "check", "contoso.totalsheet").status == 0
    revoked = representative.types("keys", "revoke", "total-emea", "--output", "json")
    assert revoked.status == 0, revoked.err
    assert revoked.document["keys"][0]["revocation"].endswith("total-emea.revoked")
    refused = representative.types("value-sheet", "check", "contoso.totalsheet", "--output", "json")
    assert refused.status == 6
    assert "was revoked on" in refused.document["problems"][0]["message"]
    assert representative.types(*words, "another.totalsheet").status == 2
    assert representative.types("keys", "revoke", "total-emea").status == 2


def test_sheet_without_network_is_made_with_a_warning(tmp_path: Path) -> None:
    representative = Representative(tmp_path / "home")
    words = ("--customer", "Contoso", "--tenant", "contoso.com", "--redirect-uri", URI, "--out", "contoso.totalsheet")
    made = representative.types("value-sheet", "create", *words, "--output", "json")
    assert made.status == 0, made.err
    assert made.document["sheet"]["tenant_id"] is None
    assert "The tenant ID of contoso.com couldn't be looked up" in " ".join(made.err.split())


def test_lookup_signs_the_id_and_stops_after_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(tenant_lookup, "MOST_CONCURRENT", 1)
    asked: list[str] = []

    def answer(_: object, tenant: str, __: object) -> str | None:
        asked.append(tenant)
        if tenant == "down.example":
            raise SignInFailed("It is down.", remedy="Wait.")
        return TENANT_ID

    monkeypatch.setattr(tenant_id, "tenant_id_of", answer)
    lookup = TenantLookup(load_settings({}))
    order = samples.ORDER
    lookup.look_up((order, order))
    assert lookup.resolved(order).tenant_id == TENANT_ID
    assert samples.made(tenant_id=lookup.resolved(order).tenant_id).sheet.tenant_id == TENANT_ID
    for tenant in ("down.example", "later.example"):
        other = replace(order, tenant=tenant)
        lookup.look_up((other,))
        assert lookup.resolved(other).tenant_id is None
    assert asked == ["contoso.com", "down.example"]
