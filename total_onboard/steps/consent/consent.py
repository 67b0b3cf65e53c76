"""Tenant-wide consent: the delegated grant, and the application permission as an app role of Microsoft Graph."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar, Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.access.action_matching import CONSENT_TO_ANYTHING
from total_onboard.engine.command_line import command_line, targeting_options
from total_onboard.engine.create_once import send_idempotent
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.export.declared_request import Declared
from total_onboard.engine.inspection.audit_matching import AuditSignature, ChangeQuery, by_value, is_same_direction
from total_onboard.engine.journal.known_objects import known_objects
from total_onboard.engine.plan import Action, BlockedItem, Change, ItemLists
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, PortalPage, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.directory_audits import DirectoryAudit
from total_onboard.entra.resources.permission_grants import PermissionGrant
from total_onboard.entra.role_ids import MAY_CONSENT_FOR_ALL
from total_onboard.entra.sign_in.browser.allowed_addresses import consent_page
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import (
    READ_APPLICATIONS,
    WRITE_APP_ROLE_ASSIGNMENTS,
    WRITE_DELEGATED_GRANTS,
)
from total_onboard.steps.consent.declared_grants import declared_role, declared_scopes
from total_onboard.steps.consent.permission_ids import app_role_ids
from total_onboard.steps.ownership import recorded_addition

_GRANTED: Final = by_value("DelegatedPermissionGrant.Scope", "AppRole.Value", "AppRole.Id")


def _by_grant(entry: DirectoryAudit, query: ChangeQuery) -> bool:
    """Recognize the fitting one of two entries: a changed grant is logged as added and as removed, with both lists."""
    return is_same_direction(entry, query) and _GRANTED(entry, query)


CONSENTED: Final = AuditSignature(
    r"delegated permission grant|app role assignment (to|from) service principal", _by_grant
)


_AFTER_CREATION: Final = "Setup shows the command for that person as soon as it has created the application."


class Consent(Step):
    """Granting an application permission of Graph takes a Privileged Role Administrator; others leave it to one."""

    id: ClassVar[StepId] = StepId.CONSENT
    title: ClassVar[str] = "Tenant-wide consent"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION, StepId.PERMISSIONS)
    # Microsoft has no smaller permission to read who consented to what.
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (
        READ_APPLICATIONS,
        WRITE_DELEGATED_GRANTS,
    )
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (
        WRITE_DELEGATED_GRANTS,
        WRITE_APP_ROLE_ASSIGNMENTS,
    )
    role_actions: ClassVar[tuple[str, ...]] = (CONSENT_TO_ANYTHING,)
    audit_signature: ClassVar[AuditSignature] = CONSENTED
    portal_page: ClassVar[PortalPage] = PortalPage("Permissions", "Permissions")
    removed_by: ClassVar[StepId] = StepId.CONSENT
    items: ClassVar[ItemLists] = ItemLists.ONE

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:  # noqa: ARG002
        """Read both kinds of grant."""
        if principal := state.observed.service_principal:
            roles, grants = await asyncio.gather(
                tenant.service_principals.granted_app_roles(principal.id),
                tenant.service_principals.delegated_grants(principal.id),
            )
            state.observed.app_role_grants, state.observed.delegated_grants = tuple(roles), tuple(grants)

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Plan what is missing, or the person that it is blocked by."""
        scopes, roles = _missing_scopes(desired, state), _missing_roles(desired, state)
        if not scopes and not roles:
            kept = "Consent is given for the whole organization"
            return [Change(step=self.id, resource="consent", action=Action.NONE, summary=kept)]
        if not state.identity.roles & MAY_CONSENT_FOR_ALL:
            return [_waiting(self.id, desired, state)]
        return [self._change(name) for name in (*scopes, *roles)]

    def _change(self, name: str) -> Change:
        summary = f"Consent to {name} for the whole organization"
        return Change(step=self.id, resource="consent", action=Action.CREATE, summary=summary, after=name, item=name)

    def requests(self, desired: DesiredState, now: datetime, state: RunState | None = None) -> Sequence[Declared]:  # noqa: ARG002
        """Declare both kinds of grant."""
        grant = grant_of(state) if state else None
        delegated = declared_scopes(desired, grant)
        existing = {one.app_role_id: one.id for one in state.observed.app_role_grants} if state else {}
        ids = app_role_ids(desired, state) if state and state.observed.microsoft_graph else {}
        roles = desired.application_permissions
        return [delegated, *(declared_role(name, existing.get(ids.get(name, ""), "")) for name in roles)]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Create both grants concurrently; they are independent."""
        await asyncio.gather(_grant_scopes(run, desired, state), _grant_roles(run, desired, state))
        names = (*desired.delegated_permissions, *desired.application_permissions)
        return StepResult(StepOutcome.CHANGED, f"granted {', '.join(names)} for the whole organization")


def _waiting(step: StepId, desired: DesiredState, state: RunState) -> BlockedItem:
    """Return the command for that person, and the portal page for the same; both need the application's ID.

    Source: https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent (the consent URL)
    """
    return BlockedItem(
        step=step,
        sentence="A Privileged Role Administrator (or Global Administrator) must consent to the permissions.",
        remedy=_how_a_colleague_consents(desired, state),
    )


def _how_a_colleague_consents(desired: DesiredState, state: RunState) -> str:
    app = state.observed.application
    if app is None or not known_objects(state).knows(app):
        return _AFTER_CREATION
    line = command_line("setup --only consent", *targeting_options(desired, state))
    page = consent_page(
        state.identity.authority_url, state.identity.organization.id, "adminconsent", client_id=app.app_id
    )
    return (
        f"Ask one to consent at {page} or to run the command below. Then run the same command again. "
        f"The command for that person: {line}"
    )


def grant_of(state: RunState) -> PermissionGrant | None:
    """Return the grant of Graph's delegated permissions for everybody in the tenant."""
    graph_id = state.observed.microsoft_graph.id if state.observed.microsoft_graph else ""
    return next(
        (g for g in state.observed.delegated_grants if g.consent_type == "AllPrincipals" and g.resource_id == graph_id),
        None,
    )


def _granted_scopes(state: RunState) -> tuple[str, ...]:
    grant = grant_of(state)
    return tuple(grant.scope.split()) if grant else ()


def not_consented_to(desired: DesiredState, state: RunState) -> list[str]:
    """Return the permissions of both kinds that nobody has consented to for everybody."""
    return [*_missing_scopes(desired, state), *_missing_roles(desired, state)]


def _missing_scopes(desired: DesiredState, state: RunState) -> list[str]:
    granted = _granted_scopes(state)
    return [name for name in desired.delegated_permissions if name not in granted]


def _missing_roles(desired: DesiredState, state: RunState) -> list[str]:
    granted = {grant.app_role_id for grant in state.observed.app_role_grants}
    return [name for name, role_id in app_role_ids(desired, state).items() if role_id not in granted]


async def _grant_scopes(run: ExecutionContext, desired: DesiredState, state: RunState) -> None:
    missing, grant, graph = _missing_scopes(desired, state), grant_of(state), state.observed.microsoft_graph
    assert graph is not None
    if not missing:
        return
    scopes = (*_granted_scopes(state), *missing)
    grants, principal_id = run.tenant.permission_grants, state.observed.the_principal.id
    with recorded_addition(run, Consent.id, principal_id, *missing):
        await send_idempotent(
            run,
            "the consent for sign-in can be granted",
            lambda: grants.set_scopes(grant.id, scopes) if grant else grants.create(principal_id, graph.id, scopes),
        )


async def _grant_roles(run: ExecutionContext, desired: DesiredState, state: RunState) -> None:
    ids, graph = app_role_ids(desired, state), state.observed.microsoft_graph
    assert graph is not None
    for name in _missing_roles(desired, state):
        principal_id = state.observed.the_principal.id
        grant = partial(run.tenant.service_principals.grant_app_role, principal_id, graph.id, ids[name])
        with recorded_addition(run, Consent.id, principal_id, name):
            await send_idempotent(run, f"the consent to {name} can be granted", grant)
