"""A 403 for another reason than a role or a scope gives that reason and its own remedy."""

from __future__ import annotations

import pytest
import respx

from total_onboard.core.exit_status import ExitStatus
from total_onboard.entra.graph.errors import Forbidden, Restricted

from .gateway import using

DENIED = "Authorization_RequestDenied"


@pytest.mark.parametrize(
    ("code", "message", "words"),
    [
        (DENIED, "Target object is a member of a restricted management administrative unit and can only …", "unit"),
        ("Directory_QuotaExceeded", "Unable to perform operation as '251' would exceed the maximum quota", "quota"),
        (DENIED, "The name violates the group naming policy.", "naming policy"),
        ("MissingPrefixSuffix", "", "naming policy"),
        ("CredentialTypeNotAllowedAsPerAppPolicy", "", "policy"),
        ("SomethingNewAsPerAppPolicy", "", "policy"),
        ("ServiceTreeValueMissing", "", "service management reference"),
        ("Request_PolicyOfTomorrow", "No.", "not a missing role"),
    ],
)
def test_403_of_a_policy_or_quota_gives_its_reason(
    network: respx.MockRouter, code: str, message: str, words: str
) -> None:
    network.patch("/groups/g").respond(403, json={"error": {"code": code, "message": message}})
    with pytest.raises(Restricted, match=words) as caught:
        using(lambda tenant: tenant.groups.set_unique_name("g", "name"))
    assert caught.value.exit_status is ExitStatus.PREREQUISITE
    assert "check-prereqs" not in caught.value.remedy
    assert "scope), or the account lacks" not in caught.value.message


@pytest.mark.parametrize("code", [DENIED, "Authentication_MSGraphPermissionMissing", "", "Forbidden"])
def test_403_of_a_role_or_scope_still_leads_to_check_prereqs(network: respx.MockRouter, code: str) -> None:
    network.patch("/groups/g").respond(403, json={"error": {"code": code, "message": "Insufficient privileges"}})
    with pytest.raises(Forbidden) as caught:
        using(lambda tenant: tenant.groups.set_unique_name("g", "name"))
    assert not isinstance(caught.value, Restricted)
    assert "check-prereqs" in caught.value.remedy
