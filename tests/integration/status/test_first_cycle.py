"""The first cycle: setup forecasts it, and status compares it with what happened."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.admin_session import AdminSession


@pytest.mark.sweep
def test_setup_forecasts_the_first_cycle_and_status_compares_it(tmp_path: Path) -> None:
    admin = AdminSession(tmp_path)
    try:
        forecast = admin.sets_up().document["first_cycle"]
        job = admin.job
        admin.awaits(lambda: job.steady_first is not None)
        compared = admin.status()["status"]["provisioning"]["first_cycle"]
        again = admin.runs("setup", "--output", "json").document
    finally:
        admin.tenant.stop()
    assert (forecast["people"], forecast["groups"]) == (1, 1)
    assert forecast["least_minutes"] < forecast["most_minutes"] == 0.16
    assert compared["estimate"] == forecast
    assert compared["pace"] in ("faster", "as-estimated", "slower")
    assert "first_cycle" not in again
