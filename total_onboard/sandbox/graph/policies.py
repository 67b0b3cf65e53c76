"""``/policies`` and Conditional Access, read only."""

from __future__ import annotations

from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from starlette.responses import Response

from total_onboard.sandbox.graph import applications
from total_onboard.sandbox.graph.call import Call, operation
from total_onboard.sandbox.graph.errors import not_found
from total_onboard.sandbox.graph.odata.answer import many, one
from total_onboard.sandbox.graph.odata.options import LIST, ONE
from total_onboard.sandbox.store import Body, Store

_GUEST_ROLE: Final = "10dae51f-b6af-4016-8d66-8c2a99b929b3"
"""Limited access, the usual one for guests (Graph reference, ``authorizationPolicy``)."""


def get_default_app_management_policy(call: Call) -> Response:
    """``GET /policies/defaultAppManagementPolicy``."""
    return one(
        call, call.store.app_management_policy, "tenantAppManagementPolicy", "policies/defaultAppManagementPolicy"
    )


def list_app_management_policies(call: Call) -> Response:
    """``GET /policies/appManagementPolicies``: no application here has one of its own."""
    return many(call, [], "appManagementPolicy", "policies/appManagementPolicies")


def list_app_management_policies_of_application(call: Call) -> Response:
    """``GET /applications/{id}/appManagementPolicies``: none, as above."""
    applications.found_by_id(call)
    return many(call, [], "appManagementPolicy", "appManagementPolicies")


def get_app_management_policy(call: Call) -> Response:
    """``GET /policies/appManagementPolicies/{id}``."""
    raise not_found(call.path["id"])


def get_authorization_policy(call: Call) -> Response:
    """``GET /policies/authorizationPolicy``: people can make neither applications nor groups without a role."""
    return one(call, _AUTHORIZATION_POLICY, "authorizationPolicy", "policies/authorizationPolicy")


def list_conditional_access_policies(call: Call) -> Response:
    """``GET /identity/conditionalAccess/policies``: the one that blocks device codes, where they are blocked."""
    blocking = [_device_code_block(call.store)] if call.store.persona.device_code == "blocked" else []
    return many(call, blocking, "conditionalAccessPolicy", "identity/conditionalAccess/policies")


def _device_code_block(store: Store) -> Body:
    everything: dict[str, Any] = {"includeApplications": ["All"], "excludeApplications": []}
    return {
        "id": str(uuid5(NAMESPACE_URL, f"{store.tenant_id}/device-code")),
        "displayName": "Block device code flow",
        "state": "enabled",
        "createdDateTime": store.organization["createdDateTime"],
        "conditions": {
            "clientAppTypes": ["all"],
            "applications": everything,
            "users": {"includeUsers": ["All"], "excludeUsers": []},
            "authenticationFlows": {"transferMethods": "deviceCodeFlow"},
        },
        "grantControls": {"operator": "OR", "builtInControls": ["block"]},
    }


_AUTHORIZATION_POLICY: Final[Body] = {
    "id": "authorizationPolicy",
    "displayName": "Authorization Policy",
    "description": "Used to manage authorization related settings across the company.",
    "allowInvitesFrom": "everyone",
    "allowEmailVerifiedUsersToJoinOrganization": False,
    "allowedToSignUpEmailBasedSubscriptions": True,
    "allowedToUseSSPR": True,
    "blockMsolPowerShell": False,
    "guestUserRoleId": _GUEST_ROLE,
    "defaultUserRolePermissions": {
        "allowedToCreateApps": False,
        "allowedToCreateSecurityGroups": False,
        "allowedToCreateTenants": False,
        "allowedToReadBitlockerKeysForOwnedDevice": True,
        "allowedToReadOtherUsers": True,
        "permissionGrantPoliciesAssigned": [],
    },
}

ROUTES = [
    operation("GET", "/policies/defaultAppManagementPolicy", get_default_app_management_policy, ONE),
    operation("GET", "/policies/appManagementPolicies", list_app_management_policies, LIST),
    operation("GET", "/policies/appManagementPolicies/{id}", get_app_management_policy, ONE),
    operation("GET", "/applications/{id}/appManagementPolicies", list_app_management_policies_of_application, LIST),
    operation("GET", "/policies/authorizationPolicy", get_authorization_policy, ONE),
    operation("GET", "/policies/conditionalAccessPolicies", list_conditional_access_policies, LIST),
    operation("GET", "/identity/conditionalAccess/policies", list_conditional_access_policies, LIST),
]
