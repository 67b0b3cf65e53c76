"""Tenant-wide consent as data: what grants both kinds of permission, or completes a grant."""

from __future__ import annotations

from dataclasses import replace

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.export.declared_request import GRAPH, PRINCIPAL, DeclaredRequest, Lookup, literal
from total_onboard.entra.resources.permission_grants import PermissionGrant
from total_onboard.steps.consent.declared_permissions import permission_reference


def declared_scopes(desired: DesiredState, grant: PermissionGrant | None) -> DeclaredRequest:
    """Return the consent to all delegated permissions; a grant that exists keeps those that it has."""
    names = desired.delegated_permissions
    lacking = [name for name in names if grant and name not in grant.scopes]
    scopes = (*grant.scope.split(), *lacking) if grant else names
    contained = " && ".join(f"contains(scope, {literal(name)})" for name in names)
    granted = f"value[?consentType == 'AllPrincipals' && resourceId == '{GRAPH}' && {contained}].id | [0]"
    declared = DeclaredRequest(
        purpose=f"Consent to {', '.join(lacking or names)} for the whole organization.",
        call=lambda tenant: tenant.permission_grants.create(PRINCIPAL, GRAPH, scopes),
        unless=Lookup(lambda tenant: tenant.service_principals.delegated_grants(PRINCIPAL), granted),
    )
    return _completing(declared, grant, lacking) if grant else declared


def _completing(declared: DeclaredRequest, grant: PermissionGrant, lacking: list[str]) -> DeclaredRequest:
    """Add what is lacking to the scopes that the grant has at that moment."""
    found = f"value[?id == {literal(grant.id)}] | [0]"
    added = [f"!contains(scope, {literal(name)}) && [{literal(name)}] || `[]`" for name in lacking]
    body = f"{{scope: join(' ', [[scope], {', '.join(added)}][])}}"
    all_there = " && ".join(f"contains(({found}).scope, {literal(name)})" for name in lacking)
    return replace(
        declared,
        unless=None,
        update=lambda tenant: tenant.permission_grants.set_scopes(grant.id, (*grant.scope.split(), *lacking)),
        body_from=Lookup(
            lambda tenant: tenant.service_principals.delegated_grants(PRINCIPAL),
            f"{all_there or '`true`'} && @ || ({found} | {body})",
        ),
        is_additive=True,
        existing=grant.id,
        is_done=not lacking,
    )


def declared_role(name: str, existing: str) -> DeclaredRequest:
    """Return the consent to one application permission; ``existing`` is the ID of the grant."""
    role = permission_reference(name)
    return DeclaredRequest(
        purpose=f"Consent to {name} for the whole organization (requires Privileged Role Administrator).",
        call=lambda tenant: tenant.service_principals.grant_app_role(PRINCIPAL, GRAPH, role),
        unless=Lookup(
            lambda tenant: tenant.service_principals.granted_app_roles(PRINCIPAL),
            f"value[?appRoleId == '{role}'].id | [0]",
        ),
        existing=existing,
        is_done=bool(existing),
    )
