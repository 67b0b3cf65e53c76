"""A whole setup in Microsoft's national clouds, whose template has another ID."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.admin_session import AT_ONCE, AdminSession, session_with_rare_cycles
from tests.support.set_up_once import OpenTenant
from total_onboard.sandbox.directory.catalog import NON_GALLERY_TEMPLATES


@pytest.mark.parametrize("cloud", ["usgov", "china"])
def test_setup_in_a_national_cloud_leaves_no_difference(tmp_path: Path, cloud: str) -> None:
    persona = session_with_rare_cycles(cloud).model_copy(update=AT_ONCE)
    session = AdminSession(tmp_path, persona, OpenTenant.start(persona, auto_approve=0.0))
    try:
        session.sets_up()
        assert f"POST /applicationTemplates/{NON_GALLERY_TEMPLATES[cloud]}/instantiate" in session.writes
        assert (session.status()["exit_code"], session.status()["drift"]) == (0, [])
    finally:
        session.tenant.stop()
