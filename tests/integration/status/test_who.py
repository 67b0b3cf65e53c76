"""Whom ``status --who`` names: never the author of an innocent change that came later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.status.tampering import OtherAdmin
from tests.support.admin_session import AdminSession
from tests.support.yaml_text import read_yaml
from total_onboard.diagnostics.drift.last_change import AUDIT_SIGNATURES, last_change
from total_onboard.engine.inspection.audit_matching import ChangeQuery
from total_onboard.entra.resources.directory_audits import DirectoryAudit

pytestmark = pytest.mark.sweep

CASES = read_yaml(Path(__file__).with_name("who.yaml").read_text(encoding="utf-8"))
THE_ADDRESS = ChangeQuery(frozenset({"https://a.example/cb"}), "app-1")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_who_changed_it_is_named_and_not_who_changed_something_else_later(
    admin_session: AdminSession, case: dict[str, Any]
) -> None:
    cleo, ada = OtherAdmin(admin_session, "cleo@contoso.com"), OtherAdmin(admin_session)
    cleo.tampers(case["cleo"])
    ada.tampers(case["ada"])
    step, by, activity, only = case["told"]
    drift = admin_session.status("--who")["drift"][0]
    assert drift["step"] == step
    assert (drift["changed"]["by"], drift["changed"]["activity"], drift["changed"]["only"]) == (by, activity, only)
    for undo in ("undo", "also_undo"):
        ada.tampers(case.get(undo, {}))
    repaired = admin_session.status("--repair", "--handoff", str(admin_session.home / "new.totalhandoff"))
    assert repaired["drift"] == []


def entry(by: str, **more: Any) -> DirectoryAudit:
    """As Graph writes one."""
    written = {"activityDateTime": "2026-11-24T09:30:00Z", "activityDisplayName": "Update application", **more}
    return DirectoryAudit.model_validate({**written, "initiatedBy": {"user": {"userPrincipalName": by}}})


def showing(**properties: tuple[str | None, str | None]) -> dict[str, Any]:
    rows = [{"displayName": name, "oldValue": old, "newValue": new} for name, (old, new) in properties.items()]
    return {"targetResources": [{"id": "app-1", "modifiedProperties": rows}]}


def test_where_no_entry_shows_the_change_it_is_said_only_who_changed_the_application_last() -> None:
    log = [entry("cleo@contoso.com", **showing()), entry("bo@contoso.com")]
    told = last_change(AUDIT_SIGNATURES["redirect-uris"], log, THE_ADDRESS, "the application")
    assert told is not None
    assert told.sentence == (
        "The log doesn't show who changed this; the application was last changed by cleo@contoso.com "
        "on 24 November 2026 at 09:30 UTC (Update application)"
    )


def test_an_address_that_was_there_before_and_after_was_not_changed_by_that_entry() -> None:
    address = '[{"AddressType":0,"Address":"https://a.example/cb"}]'
    another = '[{"AddressType":0,"Address":"https://a.example/cb"},{"AddressType":0,"Address":"https://b.example/cb"}]'
    log = [
        entry("ada@contoso.com", **showing(AppAddress=(another, "[]"))),
        entry("bo@contoso.com", **showing(AppAddress=(address, another))),
    ]
    told = last_change(AUDIT_SIGNATURES["redirect-uris"], log, THE_ADDRESS, "the application")
    assert told is not None and (told.by, told.only) == ("ada@contoso.com", None)
    told = last_change(AUDIT_SIGNATURES["redirect-uris"], log[1:], THE_ADDRESS, "the application")
    assert told is not None and told.only == "the application"


def test_where_no_address_is_left_whoever_took_one_away_last_is_named() -> None:
    address = '[{"AddressType":0,"Address":"https://a.example/cb"}]'
    log = [entry("cleo@contoso.com"), entry("bo@contoso.com", **showing(AppAddress=(address, "[]")))]
    told = last_change(
        AUDIT_SIGNATURES["redirect-uris"], log, ChangeQuery(frozenset(), "app-1", is_blocked=True), "the application"
    )
    assert told is not None and (told.by, told.only) == ("bo@contoso.com", None)


def test_nobody_is_named_for_what_became_of_an_account(admin_session: AdminSession) -> None:
    (drift,) = admin_session.status("--who", "--admin", "nobody@contoso.com")["drift"]
    assert (drift["step"], drift["changed"]) == ("members", None)


def test_where_the_log_is_empty_nobody_is_named() -> None:
    assert last_change(AUDIT_SIGNATURES["redirect-uris"], [], THE_ADDRESS, "the application") is None
