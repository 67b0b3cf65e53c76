"""Consent: whether a person can let an application have what it asks for, and use the application at all."""

from __future__ import annotations

from typing import Final

from total_onboard.sandbox.directory.catalog import role_template_id
from total_onboard.sandbox.directory.role_assignments import roles_held
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.sign_in.clients import Client
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.scopes import DEFAULT, Scopes

CONSENTING_ROLES: Final = frozenset(
    role_template_id(name)
    for name in (
        "Global Administrator",
        "Privileged Role Administrator",
        "Application Administrator",
        "Cloud Application Administrator",
    )
)
"""Who may consent to delegated permissions for everybody."""


def check_may_use(store: Store, principal: Body, client: Client, user: Body) -> None:
    """Raise SignInRefused 50105 if assignment is required and neither the person nor a group of theirs has it."""
    if not principal.get("appRoleAssignmentRequired"):
        return
    assigned = {
        assignment["principalId"]
        for assignment in store.app_role_assignments.all_current()
        if assignment["resourceId"] == principal["id"]
    }
    groups = {group for group, members in store.members.items() if user["id"] in members}
    if not assigned & ({user["id"]} | groups):
        raise SignInRefused(50105, name=client.name, client_id=client.app_id, upn=user["userPrincipalName"])


def check_consent(store: Store, principal: Body, client: Client, user: Body, scopes: Scopes) -> None:
    """Raise SignInRefused 90094 if only an administrator could consent to what has not been consented to yet.

    A person may consent to the harmless permissions alone, except for an application that requires assignment.
    """
    if CONSENTING_ROLES & roles_held(store, user["id"]).keys():
        return
    locked = bool(principal.get("appRoleAssignmentRequired"))
    wanted = scopes.permissions | scopes.openid if locked else scopes.needing_an_administrator
    if not_consented_to(store, principal, user, wanted):
        raise SignInRefused(90094, name=client.name)


def not_consented_to(store: Store, principal: Body, user: Body, wanted: frozenset[str]) -> frozenset[str]:
    """Return what of these neither everybody nor this person has consented to."""
    return wanted - granted_scopes(store, principal, user) - {DEFAULT, "offline_access"}


def granted_scopes(store: Store, principal: Body, user: Body) -> frozenset[str]:
    """Return delegated permissions consented to, for everybody or by this person."""
    return frozenset(
        scope
        for grant in store.permission_grants.all_current()
        if grant["clientId"] == principal["id"] and grant.get("principalId") in (None, user["id"])
        for scope in grant["scope"].split()
    )
