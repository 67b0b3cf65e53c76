"""The monitoring identity that this machine created: other ways to sign in as it, and other permissions, are drift."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from total_onboard.diagnostics.drift.partial_read import PartialReader
from total_onboard.diagnostics.drift.status_result import Drift
from total_onboard.diagnostics.drift.unmanaged_additions import unmanaged
from total_onboard.engine.state.observed_state import ObservedMonitor
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.monitor.application import MonitorApplication
from total_onboard.steps.monitor.excess_access import differences, journaled_fingerprint
from total_onboard.steps.monitor.read_monitor import read_created_monitor

_REMEDY: Final = "Check whether that is intended. If not, run total-onboard monitor disable, then monitor enable again."


async def read_monitor_of(tenant: TenantClient, state: RunState, reading: PartialReader) -> None:
    """Read it; a machine that created none asks nothing."""
    if not any(state.history.monitors.values()):
        return
    question = read_created_monitor(tenant, state)
    found = await reading.attempt("monitor", MonitorApplication.title, question, step=StepId.MONITOR_APPLICATION)
    state.observed.monitor = found or ObservedMonitor()


def monitor_drift(state: RunState) -> Iterator[Drift]:
    """Return what it has that ``monitor enable`` didn't give it. Pure."""
    app = state.observed.monitor.application
    for found in differences(state, journaled_fingerprint(state)) if app else ():
        sentence = f"{app.display_name} has {found}, which monitor enable did not give it." if app else ""
        yield unmanaged(
            MonitorApplication.id, MonitorApplication.title, app.display_name if app else "", found, sentence, _REMEDY
        )
