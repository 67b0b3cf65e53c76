"""What an application has beyond what TOTAL needs: people let in directly, permissions asked for, and granted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.entra.resources.service_principals import MICROSOFT_GRAPH_APP_ID
from total_onboard.steps.consent.permission_ids import app_role_ids, permission_ids

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.resources.service_principals import AppRoleAssignment


def assigned_beyond(wanted: DesiredState, picture: Picture) -> list[AppRoleAssignment]:
    """The users who are assigned directly, and the groups that are none of TOTAL's."""
    groups = [picture.group(group.name).group for group in wanted.groups]
    ours = {group.id for group in (*groups, *picture.groups_beyond) if group}
    return [
        one
        for one in picture.assignments
        if one.principal_type == "User" or (one.principal_type == "Group" and one.principal_id not in ours)
    ]


def asked_beyond(wanted: DesiredState, picture: Picture) -> list[tuple[str, str]]:
    """The permissions that the application asks for: the resource's application id, and the name or id of each."""
    ours, names = set(permission_ids(wanted, picture).values()), _permission_names(picture)
    accesses = picture.application.required_resource_access if picture.application else ()
    return [
        (access.resource_app_id, names.get(pair[0], pair[0]))
        for access in accesses
        for pair in access.permissions
        if not (access.resource_app_id == MICROSOFT_GRAPH_APP_ID and pair in ours)
    ]


def granted_beyond(wanted: DesiredState, picture: Picture) -> list[str]:
    """The permissions that were granted for the whole tenant, by name where Microsoft Graph names them."""
    ours, names = set(app_role_ids(wanted, picture).values()), _permission_names(picture)
    extra = [
        names.get(grant.app_role_id, grant.app_role_id)
        for grant in picture.app_role_grants
        if grant.app_role_id not in ours
    ]
    for grant in picture.delegated_grants:
        if grant.consent_type == "AllPrincipals":
            extra += sorted(grant.scopes - set(wanted.delegated_permissions))
    return extra


def _permission_names(picture: Picture) -> dict[str, str]:
    graph = picture.microsoft_graph
    if graph is None:
        return {}
    roles = {role.id: role.value for role in graph.app_roles if role.value}
    return roles | {scope.id: scope.value for scope in graph.oauth2_permission_scopes if scope.value}
