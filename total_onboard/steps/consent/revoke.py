"""The tenant-wide consent, taken back: who granted it to a product ends it with the product."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from total_onboard.engine.events import Deed
from total_onboard.engine.plan import Action, Change, Waiting
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.entra.role_ids import MAY_CONSENT_FOR_ALL
from total_onboard.steps.consent.consent import Consent as Consented
from total_onboard.steps.consent.consent import grant_of
from total_onboard.steps.consent.permission_ids import app_role_ids
from total_onboard.steps.consent.required_permissions import Permissions
from total_onboard.steps.ownership import additions, forget_additions, has_application_of_ours

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.resources.permission_grants import PermissionGrant
    from total_onboard.entra.resources.service_principals import AppRoleAssignment
    from total_onboard.entra.tenant import Tenant


class Consent:
    """To take an application permission back takes whoever may grant it; it ends with its application, too."""

    id: ClassVar[str] = "consent"
    title: ClassVar[str] = "Tenant-wide consent"
    needs: ClassVar[tuple[str, ...]] = ("assignment",)
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """Both kinds of grant, and the names of Graph's permissions."""
        picture.app_role_grants, picture.delegated_grants = (), ()
        await asyncio.gather(
            Permissions().observe(tenant, wanted, picture), Consented().observe(tenant, wanted, picture)
        )

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """What is ours of it, and whose word it takes."""
        scopes, roles = scopes_of_ours(wanted, picture), list(_roles_of_ours(wanted, picture))
        if roles and not picture.roles & MAY_CONSENT_FOR_ALL:
            return [*map(self._change, scopes), *self._leave(roles, picture)]
        return [self._change(name) for name in (*scopes, *roles)]

    def _change(self, name: str) -> Change:
        summary = f"Take the consent to {name} for the whole organisation back"
        return Change(step=self.id, resource="consent", action=Action.DELETE, summary=summary, before=name)

    def _leave(self, roles: list[str], picture: Picture) -> list[Change | Waiting]:
        names = ", ".join(roles)
        if has_application_of_ours(picture):
            ends = f"The consent to {names} ends with the application"
            return [Change(step=self.id, resource="consent", action=Action.NONE, summary=ends)]
        sentence = f"A Privileged Role Administrator (or Global Administrator) must take the consent to {names} back."
        return [Waiting(step=self.id, sentence=sentence, remedy="Ask one to run the same command")]

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:
        """Both kinds at the same time; of a grant that holds more than ours, the rest stays."""
        principal, scopes = picture.the_principal.id, scopes_of_ours(wanted, picture)
        roles = _roles_of_ours(wanted, picture) if picture.roles & MAY_CONSENT_FOR_ALL else {}
        revoke = run.tenant.service_principals.revoke_app_role
        await asyncio.gather(
            _take_back(run, grant_of(picture), scopes), *(revoke(principal, one.id) for one in roles.values())
        )
        forget_additions(run, picture, self.id, principal, [*scopes, *roles])
        return Done(Deed.REMOVED, ", ".join((*scopes, *roles)))


def scopes_of_ours(wanted: DesiredState, picture: Picture) -> list[str]:
    """The delegated permissions in the grant for everybody that set-up consented to."""
    grant = grant_of(picture)
    granted = grant.scopes if grant else frozenset()
    return [name for name in wanted.delegated_permissions if name in granted and _is_ours(name, picture)]


def _roles_of_ours(wanted: DesiredState, picture: Picture) -> dict[str, AppRoleAssignment]:
    granted = {one.app_role_id: one for one in picture.app_role_grants}
    ids = app_role_ids(wanted, picture)
    return {name: granted[one] for name, one in ids.items() if one in granted and _is_ours(name, picture)}


def _is_ours(name: str, picture: Picture) -> bool:
    return has_application_of_ours(picture) or name in additions(picture, Consent.id, picture.the_principal.id)


async def _take_back(run: Run, grant: PermissionGrant | None, scopes: list[str]) -> None:
    if grant is None or not scopes:
        return
    if rest := grant.scopes - set(scopes):
        await run.tenant.permission_grants.set_scopes(grant.id, rest)
    else:
        await run.tenant.permission_grants.delete(grant.id)
