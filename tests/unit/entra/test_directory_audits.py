from __future__ import annotations

from typing import Any

import pytest
import respx

from total_onboard.entra.resources.directory_audits import ENTITLEMENT_MANAGEMENT, DirectoryAudit

from .gateway import ROOT, using

CLIENT_ID = "810dcf14-1858-4bf2-8134-4c369fa3235b"


@respx.mock
def test_what_was_only_tried_is_no_change() -> None:
    tried = {"activityDateTime": "2026-11-24T09:31:00Z", "activityDisplayName": "Update application"}
    done = {**tried, "activityDateTime": "2026-11-24T09:30:00Z", "result": "success"}
    answer = {"value": [{**tried, "result": "failure"}, done]}
    respx.get(url__startswith=f"{ROOT}/auditLogs/directoryAudits").respond(200, json=answer)

    (found,) = using(lambda tenant: tenant.directory_audits.about("app-1"))
    assert found.result == "success"


@pytest.mark.parametrize(
    ("initiated_by", "author"),
    [
        ({"user": {"userPrincipalName": "ada@contoso.com"}, "app": None}, "ada@contoso.com"),
        ({"user": None, "app": {"appId": None, "displayName": "A script"}}, "A script"),
        ({"app": {"appId": CLIENT_ID, "displayName": None}}, ENTITLEMENT_MANAGEMENT),
        ({"app": {"appId": CLIENT_ID.upper(), "displayName": "Renamed"}}, "Renamed"),
        (
            {"app": {"appId": "11111111-1111-4111-8111-111111111111"}},
            "the application 11111111-1111-4111-8111-111111111111",
        ),
        ({"user": {"id": "1", "userPrincipalName": None}, "app": None}, "a program"),
        (None, "a program"),
    ],
)
def test_author_is_the_best_name_that_an_entry_has(initiated_by: Any, author: str) -> None:
    entry = DirectoryAudit.model_validate({"activityDateTime": "2026-11-24T09:31:00Z", "initiatedBy": initiated_by})
    assert entry.author == author
