"""Setup succeeds and leaves nothing to do, however Microsoft behaves where no source settles it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.support.admin_session import AdminSession, unhurried
from tests.support.set_up_once import OpenTenant
from total_onboard.sandbox.persona import Persona, load_persona
from total_onboard.sandbox.readings import Readings, alternatives, parse_reading

SINGLES: Final = [f"{name}={value}" for name, values in alternatives().items() for value in values[1:]]
"""Every reading that is not a default."""
COMBINATIONS: Final = 12
SEED: Final = 20261129
_LAGGED: Final = ("warm_up", "missing_template")
"""Play only while the replicas lag."""


def tenant_with(readings: Mapping[str, str], persona: str = "ready") -> Persona:
    changed: dict[str, object] = {"readings": Readings().replaced(readings)}
    if persona == "ready":
        return unhurried().model_copy(update=changed)
    return load_persona(persona).model_copy(update=changed)


def opened(home: Path, readings: Mapping[str, str]) -> AdminSession:
    """Somebody at a tenant with these readings; its replicas lag if that is what a reading is about."""
    persona = tenant_with(readings)
    if not set(_LAGGED) & set(readings):
        return AdminSession(home, persona)
    lagging = persona.model_copy(update={"consent_lag": 0.0, "replication_lag": (0.3, 0.3)})
    return AdminSession(home, lagging, OpenTenant.start(lagging, auto_approve=0.0))


def sets_up_and_has_nothing_to_do(session: AdminSession) -> None:
    session.sets_up()
    status = session.runs("status", "--output", "json")
    assert status.status == 0, (status.out, status.err)
    again = len(session.writes)
    assert session.runs("setup", "--output", "json").status == 0
    assert session.writes[again:] == []


@pytest.mark.parametrize("reading", SINGLES)
def test_setup_succeeds_under_each_reading(tmp_path: Path, reading: str) -> None:
    session = opened(tmp_path, dict([parse_reading(reading)]))
    try:
        sets_up_and_has_nothing_to_do(session)
    finally:
        session.tenant.stop()
