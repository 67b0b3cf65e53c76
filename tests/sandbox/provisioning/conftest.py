from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.provisioning.provisioned_tenant import Setting, setting


@pytest.fixture
def tenant() -> Iterator[Setting]:
    """Ada and Bo are in TOTAL-Admin, which is assigned; Cleo is not."""
    with setting() as one:
        yield one
