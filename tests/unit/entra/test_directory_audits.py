from __future__ import annotations

import respx

from .gateway import ROOT, using


@respx.mock
def test_what_was_only_tried_is_no_change() -> None:
    tried = {"activityDateTime": "2026-11-24T09:31:00Z", "activityDisplayName": "Update application"}
    done = {**tried, "activityDateTime": "2026-11-24T09:30:00Z", "result": "success"}
    answer = {"value": [{**tried, "result": "failure"}, done]}
    respx.get(url__startswith=f"{ROOT}/auditLogs/directoryAudits").respond(200, json=answer)

    (found,) = using(lambda tenant: tenant.directory_audits.about("app-1"))
    assert found.result == "success"
