"""Excess access of an application: people let in directly, permissions requested, and granted."""

from __future__ import annotations

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.service_principals import MICROSOFT_GRAPH_APP_ID, AppRoleAssignment
from total_onboard.steps.consent.permission_ids import app_role_ids, permission_ids


def excess_assignments(desired: DesiredState, state: RunState) -> list[AppRoleAssignment]:
    """Return the users who are assigned directly, and the groups that are none of TOTAL's."""
    groups = [state.observed.group(group.name).group for group in desired.groups]
    owned = {group.id for group in (*groups, *state.observed.unlisted_groups) if group}
    return [
        one
        for one in state.observed.assignments
        if one.principal_type == "User" or (one.principal_type == "Group" and one.principal_id not in owned)
    ]


def excess_requested_permissions(desired: DesiredState, state: RunState) -> list[tuple[str, str]]:
    """Return the excess requested permissions: the resource's application id, and the name or id of each."""
    owned, names = set(permission_ids(desired, state).values()), _permission_names(state)
    accesses = state.observed.application.required_resource_access if state.observed.application else ()
    return [
        (access.resource_app_id, names.get(pair[0], pair[0]))
        for access in accesses
        for pair in access.permissions
        if not (access.resource_app_id == MICROSOFT_GRAPH_APP_ID and pair in owned)
    ]


def excess_granted_permissions(desired: DesiredState, state: RunState) -> list[str]:
    """Return the permissions that were granted for the whole tenant, by name if Microsoft Graph names them."""
    owned, names = set(app_role_ids(desired, state).values()), _permission_names(state)
    extra = [
        names.get(grant.app_role_id, grant.app_role_id)
        for grant in state.observed.app_role_grants
        if grant.app_role_id not in owned
    ]
    for grant in state.observed.delegated_grants:
        if grant.consent_type == "AllPrincipals":
            extra += sorted(grant.scopes - set(desired.delegated_permissions))
    return extra


def _permission_names(state: RunState) -> dict[str, str]:
    graph = state.observed.microsoft_graph
    if graph is None:
        return {}
    roles = {role.id: role.value for role in graph.app_roles if role.value}
    return roles | {scope.id: scope.value for scope in graph.oauth2_permission_scopes if scope.value}
