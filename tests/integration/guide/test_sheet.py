"""With a value sheet, a guide and an export need neither the sheet's passphrase nor a connection."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.integration.documentation.scenes import new_tenant

UNREACHABLE: Final = "https://localhost:1"


@pytest.mark.parametrize("command", ["guide", "export"])
@pytest.mark.parametrize("authority", [None, UNREACHABLE], ids=["with-tenant-id", "domain-only"])
def test_text_from_a_sheet_needs_no_passphrase_and_no_connection(
    command: str, authority: str | None, tmp_path: Path
) -> None:
    with new_tenant(tmp_path) as scene:
        session = scene.session
        if authority:  # the representative's computer can't look up the tenant's ID
            scene.environment["TOTAL_ONBOARD_AUTHORITY_URL"] = authority
        scene.makes_a_sheet()
        scene.environment |= {"TOTAL_ONBOARD_AUTHORITY_URL": UNREACHABLE, "TOTAL_ONBOARD_SHEET_PASSPHRASE": None}
        before = len(session.tenant.requests)
        ended = session.types(command, "--sheet", "contoso.totalsheet", **scene.environment)
        assert (ended.status, len(session.tenant.requests)) == (0, before), ended.err
        assert (scene.values.scim_url in ended.out, scene.values.scim_token in ended.out) == (True, False)
