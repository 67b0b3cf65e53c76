"""The tenant-wide consent, taken back: who granted it to a product ends it with the product."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.plan import Action, BlockedItem, Change, ItemLists
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.permission_grants import PermissionGrant
from total_onboard.entra.resources.service_principals import AppRoleAssignment
from total_onboard.entra.role_ids import MAY_CONSENT_FOR_ALL
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import REMOVE_APP_ROLE_ASSIGNMENTS, REMOVE_DELEGATED_GRANTS
from total_onboard.steps.consent.consent import Consent as Consented
from total_onboard.steps.consent.consent import grant_of
from total_onboard.steps.consent.permission_ids import app_role_ids
from total_onboard.steps.consent.required_permissions import Permissions
from total_onboard.steps.ownership import additions, owns_application, record_removed_additions


class RevokeConsent(Step):
    """Revoke the consent; this requires the right to grant it, and deleting the application has the same effect."""

    id: ClassVar[StepId] = StepId.CONSENT
    title: ClassVar[str] = "Tenant-wide consent"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.ASSIGNMENT,)
    # Its plan looks at the roles: without them, the consent ends with the application.
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (
        REMOVE_DELEGATED_GRANTS,
        REMOVE_APP_ROLE_ASSIGNMENTS,
    )
    items: ClassVar[ItemLists] = ItemLists.ONE

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:
        """Read both kinds of grant, and the names of Graph's permissions."""
        state.observed.app_role_grants, state.observed.delegated_grants = (), ()
        await asyncio.gather(Permissions().observe(tenant, desired, state), Consented().observe(tenant, desired, state))

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Plan to revoke what is owned, or the person that it is blocked by."""
        scopes, roles = owned_scopes(desired, state), list(_owned_roles(desired, state))
        if roles and not state.identity.roles & MAY_CONSENT_FOR_ALL:
            return [*map(self._change, scopes), *self._leave(roles, state)]
        return [self._change(name) for name in (*scopes, *roles)]

    def _change(self, name: str) -> Change:
        summary = f"Revoke the consent to {name} for the whole organization"
        return Change(step=self.id, resource="consent", action=Action.DELETE, summary=summary, before=name, item=name)

    def _leave(self, roles: list[str], state: RunState) -> list[Change | BlockedItem]:
        names = ", ".join(roles)
        if owns_application(state):
            ends = f"The consent to {names} is removed with the application"
            return [Change(step=self.id, resource="consent", action=Action.NONE, summary=ends)]
        sentence = f"A Privileged Role Administrator (or Global Administrator) must revoke the consent to {names}."
        return [BlockedItem(step=self.id, sentence=sentence, remedy="Ask one to run the same command")]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Revoke both kinds concurrently; of a grant that holds more, the rest stays."""
        principal, scopes = state.observed.the_principal.id, owned_scopes(desired, state)
        roles = _owned_roles(desired, state) if state.identity.roles & MAY_CONSENT_FOR_ALL else {}
        revoke = run.tenant.service_principals.revoke_app_role
        await asyncio.gather(
            _take_back(run, grant_of(state), scopes), *(revoke(principal, one.id) for one in roles.values())
        )
        record_removed_additions(run, state, self.id, principal, [*scopes, *roles])
        return StepResult(StepOutcome.REMOVED, ", ".join((*scopes, *roles)))


def owned_scopes(desired: DesiredState, state: RunState) -> list[str]:
    """Return the tenant-wide delegated permissions that a setup consented to."""
    grant = grant_of(state)
    granted = grant.scopes if grant else frozenset()
    return [name for name in desired.delegated_permissions if name in granted and _is_owned(name, state)]


def _owned_roles(desired: DesiredState, state: RunState) -> dict[str, AppRoleAssignment]:
    granted = {one.app_role_id: one for one in state.observed.app_role_grants}
    ids = app_role_ids(desired, state)
    return {name: granted[one] for name, one in ids.items() if one in granted and _is_owned(name, state)}


def _is_owned(name: str, state: RunState) -> bool:
    return owns_application(state) or name in additions(state, RevokeConsent.id, state.observed.the_principal.id)


async def _take_back(run: ExecutionContext, grant: PermissionGrant | None, scopes: list[str]) -> None:
    if grant is None or not scopes:
        return
    if rest := grant.scopes - set(scopes):
        await run.tenant.permission_grants.set_scopes(grant.id, rest)
    else:
        await run.tenant.permission_grants.delete(grant.id)
