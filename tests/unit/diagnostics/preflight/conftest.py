from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.diagnostics.preflight.host import Host, host


@pytest.fixture
def total() -> Iterator[Host]:
    """TOTAL's server, whose certificate names a company that inspects TLS."""
    with host() as opened:
        yield opened
