from __future__ import annotations

import sys

from total_onboard.entra.preload import preload_sdk


def test_the_sdk_is_there_once_the_admin_has_signed_in() -> None:
    preload_sdk().join(timeout=60)

    assert "total_onboard.entra.graph" in sys.modules
    assert "msgraph.generated.groups.groups_request_builder" in sys.modules
