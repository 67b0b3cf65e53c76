"""``/policies`` and Conditional Access, read only."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from starlette.responses import Response

from total_onboard.sandbox.directory.conditional_access import declared_policies, policies_of
from total_onboard.sandbox.directory.role_assignments import definition_ids
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.objects.object_lookup import by_key
from total_onboard.sandbox.graph.odata.answer import many, one
from total_onboard.sandbox.graph.odata.options import LIST, ONE
from total_onboard.sandbox.graph.request import Call, operation
from total_onboard.sandbox.graph.resources import applications
from total_onboard.sandbox.persona import Persona

_GUEST_ROLE: Final = "10dae51f-b6af-4016-8d66-8c2a99b929b3"
"""Limited access, the usual one for guests (Graph reference, ``authorizationPolicy``)."""


def get_default_app_management_policy(call: Call) -> Response:
    """``GET /policies/defaultAppManagementPolicy``."""
    return one(
        call, call.store.app_management_policy, "tenantAppManagementPolicy", "policies/defaultAppManagementPolicy"
    )


def list_app_management_policies(call: Call) -> Response:
    """``GET /policies/appManagementPolicies``: those of single applications."""
    return many(call, call.store.app_policies.values(), "appManagementPolicy", "policies/appManagementPolicies")


def list_app_management_policies_of_application(call: Call) -> Response:
    """``GET /applications/{id}/appManagementPolicies``: at most one."""
    own = call.store.app_policies.get(applications.found_by_id(call)["id"])
    return many(call, [own] if own else [], "appManagementPolicy", "appManagementPolicies")


def get_app_management_policy(call: Call) -> Response:
    """``GET /policies/appManagementPolicies/{id}``."""
    return one(
        call,
        by_key(call.store.app_policies.values(), "id", call.path["id"]),
        "appManagementPolicy",
        "policies/appManagementPolicies",
    )


def get_authorization_policy(call: Call) -> Response:
    """``GET /policies/authorizationPolicy``: people can make neither applications nor groups without a role."""
    rights = _AUTHORIZATION_POLICY["defaultUserRolePermissions"] | call.store.persona.member_rights
    policy = _AUTHORIZATION_POLICY | {"defaultUserRolePermissions": rights}
    return one(call, policy, "authorizationPolicy", "policies/authorizationPolicy")


def get_security_defaults(call: Call) -> Response:
    """``GET /policies/identitySecurityDefaultsEnforcementPolicy``: on unless Conditional Access is used instead."""
    body = _SECURITY_DEFAULTS | {"isEnabled": security_defaults_are_on(call.store.persona)}
    return one(call, body, "identitySecurityDefaultsEnforcementPolicy", "policies/identitySecurityDefaults")


def security_defaults_are_on(persona: Persona) -> bool:
    """Return the persona's setting; by default they are on if no policy could contradict them."""
    choice = persona.security_defaults
    return choice if choice is not None else not declared_policies(persona)


def list_conditional_access_policies(call: Call) -> Response:
    """``GET /identity/conditionalAccess/policies``."""
    policies = policies_of(call.store)
    return many(call, policies, "conditionalAccessPolicy", "identity/conditionalAccess/policies")


def list_activation_policies(call: Call) -> Response:
    """``GET /policies/roleManagementPolicyAssignments``: for how long a role can be activated."""
    rows = [_activation_policy(call.store, role) for role in definition_ids(call.store.persona)]
    if call.options.expand == (_WITH_RULES,):
        call = replace(call, options=replace(call.options, expand=("policy",)))
    return many(call, rows, "unifiedRoleManagementPolicyAssignment", "policies/roleManagementPolicyAssignments", _rules)


def _activation_policy(store: Store, role: str) -> Body:
    policy_id = f"DirectoryRole_{store.tenant_id}_{role}"
    names = {"policyId": policy_id, "roleDefinitionId": role, "scopeId": "/", "scopeType": "DirectoryRole"}
    rule = {"id": "Expiration_EndUser_Assignment", "isExpirationRequired": True}
    rules = [rule | {"maximumDuration": store.persona.activation}]
    return {"id": f"{policy_id}_{role}", **names, "policy": {"id": policy_id, "rules": rules}}


def _rules(body: Body, _: str) -> Body:
    return dict(body["policy"])


_WITH_RULES: Final = "policy($expand=rules)"

_SECURITY_DEFAULTS: Final[Body] = {
    "id": "00000000-0000-0000-0000-000000000005",
    "displayName": "Security Defaults",
    "description": "Basic identity security that Microsoft recommends.",
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
    operation("GET", "/policies/identitySecurityDefaultsEnforcementPolicy", get_security_defaults, ONE),
    operation("GET", "/policies/roleManagementPolicyAssignments", list_activation_policies, LIST),
    operation("GET", "/policies/conditionalAccessPolicies", list_conditional_access_policies, LIST),
    operation("GET", "/identity/conditionalAccess/policies", list_conditional_access_policies, LIST),
]
