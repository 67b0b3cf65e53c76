"""The recipient of failure mails of provisioning: stored with the SCIM token, compared, repaired, and erased."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.admin_session import AdminSession, session_with_rare_cycles
from total_onboard.sandbox.provisioning.service import synchronization_service

OURS = "entra@contoso.com"
SECOND = "ops@contoso.com"


@pytest.fixture
def admin_session(tmp_path: Path) -> Iterator[AdminSession]:
    """An admin whose first setup named an address."""
    made = AdminSession(tmp_path, session_with_rare_cycles())
    ended = made.runs("setup", "--notification-email", OURS, "--output", "json")
    assert ended.status == 0, ended.err
    made.resources = ended.document["resources"]
    yield made
    made.tenant.stop()


def settings(session: AdminSession) -> dict[str, Any]:
    """What Microsoft stores, which it doesn't show."""
    stored = synchronization_service(session.tenant.store).secrets[session.resources["service_principal_id"]]
    return dict(json.loads(stored["SyncNotificationSettings"]))


def test_setup_with_another_address_stores_the_token_again(admin_session: AdminSession) -> None:
    assert settings(admin_session) == {
        "Enabled": True,
        "DeleteThresholdEnabled": True,
        "DeleteThresholdValue": 500,
        "Recipients": OURS,
    }
    assert admin_session.runs("setup").status == 0
    first = len(admin_session.writes)
    assert admin_session.runs("setup", "--notification-email", SECOND, "--notification-email", OURS).status == 0
    assert settings(admin_session)["Recipients"] == SECOND
    assert (
        f"PUT /servicePrincipals/{admin_session.resources['service_principal_id']}/synchronization/secrets"
        in (admin_session.writes[first:])
    )
    assert admin_session.status()["exit_code"] == 0


def test_another_address_without_the_token_is_blocked_until_a_repair_has_it(admin_session: AdminSession) -> None:
    none = {"TOTAL_ONBOARD_SCIM_URL": None, "TOTAL_ONBOARD_SCIM_TOKEN": None}
    ended = admin_session.runs("setup", "--notification-email", SECOND, "--output", "json", **none)
    assert ended.status == 5, ended.err
    (blocked,) = ended.document["blocked"]
    assert blocked["sentence"] == f"Failure mails of provisioning go to {OURS}, and not to {SECOND}."
    assert "--scim-token-file" in blocked["remedy"]
    assert settings(admin_session)["Recipients"] == OURS

    found = admin_session.status()
    assert found["exit_code"] == 7
    assert [(one["step"], one["found"], one["expected"]) for one in found["drift"]] == [
        ("scim-credentials", OURS, SECOND)
    ]
    assert admin_session.status("--repair")["exit_code"] == 0
    assert settings(admin_session)["Recipients"] == SECOND


def test_new_token_keeps_the_recipient_and_teardown_erases_it(admin_session: AdminSession) -> None:
    stored = admin_session.runs("setup", "--only", "scim-credentials")
    assert stored.status == 0, stored.err
    assert settings(admin_session)["Recipients"] == OURS

    assert admin_session.runs("teardown").status == 0
    assert not synchronization_service(admin_session.tenant.store).secrets[
        admin_session.resources["service_principal_id"]
    ]
