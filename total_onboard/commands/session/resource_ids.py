"""The ids of what a tenant holds of ours, as ``resources`` of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture


def resources_of(wanted: DesiredState, picture: Picture) -> dict[str, str]:
    """Those that are there."""
    group = picture.group(wanted.admin_group.name).group
    found = {
        "tenant_id": picture.organization.id,
        "client_id": picture.application and picture.application.app_id,
        "application_object_id": picture.application and picture.application.id,
        "service_principal_id": picture.service_principal and picture.service_principal.id,
        "admin_group_id": group and group.id,
        "job_id": picture.job and picture.job.id,
    }
    return {name: value for name, value in found.items() if value} | _other_groups(wanted, picture)


def _other_groups(wanted: DesiredState, picture: Picture) -> dict[str, str]:
    others = [group.name for group in wanted.groups if group != wanted.admin_group]
    found = {name: picture.group(name).group for name in others}
    return {f"group_id {name}": group.id for name, group in found.items() if group}
