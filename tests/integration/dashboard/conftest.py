from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.dashboard.signed_in import Browser, Dashboard


@pytest.fixture
def dashboard(tmp_path: Path) -> Dashboard:
    return Dashboard(tmp_path)


@pytest.fixture
def browser(dashboard: Dashboard) -> Browser:
    return dashboard.signed_in()
