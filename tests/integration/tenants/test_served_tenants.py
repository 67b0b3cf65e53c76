"""``sandbox serve --tenants`` serves tenants with a tenants file that every command accepts."""

from __future__ import annotations

import os
from pathlib import Path

from tests.support.cli_runner import typed
from tests.support.partner_session import by_tenant
from total_onboard.cli.served_tenants import served_tenants


def test_served_tenants_are_ready_for_a_setup(tmp_path: Path) -> None:
    with served_tenants(2, "ready", approve=True) as served:
        environment = {**os.environ, **served.environment, "HOME": str(tmp_path)}
        words = ("check-prereqs", "--tenants", served.tenants_file, "--output", "json")
        document = typed(*words, home=tmp_path, environment=environment).document
    assert {number: one["exit_code"] for number, one in by_tenant(document).items()} == {"001": 0, "002": 0}
    assert not Path(served.tenants_file).exists()
