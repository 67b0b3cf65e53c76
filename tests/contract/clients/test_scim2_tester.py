"""scim2-tester checks TOTAL's SCIM service, which the sandbox's provisioning writes to."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.contract.clients.installed import HERE, need_program
from total_onboard.sandbox import SandboxTenant

pytestmark = pytest.mark.sweep


def test_scim2_tester_finds_nothing_wrong() -> None:
    python = need_program("scim", "python", "scim2-tester")
    with SandboxTenant.start(lag=(0.0, 0.0)) as tenant:
        values = tenant.sheet_values
        url = values.scim_url.partition("?")[0]
        command = [str(python), str(HERE / "run_scim2_tester.py"), url, tenant.ca_bundle]
        ended = subprocess.run(command, input=values.scim_token, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert [one for one in found if one["status"] != "SUCCESS"] == []
    assert len(found) > 100
