"""The ids of what a tenant holds of ours, as ``resources`` of the document."""

from __future__ import annotations

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.groups import Group


def resources_of(desired: DesiredState, state: RunState) -> dict[str, str]:
    """Return the existing resources."""
    group = _group(state, desired.admin_group.name)
    found = {
        "tenant_id": state.identity.organization.id,
        "client_id": state.observed.application and state.observed.application.app_id,
        "application_object_id": state.observed.application and state.observed.application.id,
        "service_principal_id": state.observed.service_principal and state.observed.service_principal.id,
        "admin_group_id": group and group.id,
        "job_id": state.observed.job and state.observed.job.id,
    }
    return {name: value for name, value in found.items() if value} | _other_groups(desired, state)


def _other_groups(desired: DesiredState, state: RunState) -> dict[str, str]:
    others = [group.name for group in desired.groups if group != desired.admin_group]
    found = {name: _group(state, name) for name in others}
    return {f"group_id {name}": group.id for name, group in found.items() if group}


def _group(state: RunState, name: str) -> Group | None:
    """Look only: ``observed.group`` would add an entry, and groups that were not read would count as read."""
    found = state.observed.groups.get(name)
    return found.group if found else None
