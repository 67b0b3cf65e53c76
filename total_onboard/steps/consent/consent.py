"""Tenant-wide consent: the delegated grant, and the application permission as an app role of Microsoft Graph."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from total_onboard.engine.command_line import command_line, words_for
from total_onboard.engine.events import Deed
from total_onboard.engine.journal.known_objects import known
from total_onboard.engine.plan import Action, Change, Waiting
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.entra.role_ids import MAY_CONSENT_FOR_ALL
from total_onboard.entra.sign_in.sign_in_pages import consent_page
from total_onboard.steps.consent.permission_ids import app_role_ids
from total_onboard.steps.idempotent import tolerating_repeats

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.resources.permission_grants import PermissionGrant
    from total_onboard.entra.tenant import Tenant

_AFTER_CREATION: Final = (
    "That person needs the ID of the application, which doesn't exist yet: setup shows the command for them as soon "
    "as it has created the application."
)


class Consent:
    """Granting an application permission of Graph takes a Privileged Role Administrator; others leave it to one."""

    id: ClassVar[str] = "consent"
    title: ClassVar[str] = "Tenant-wide consent"
    needs: ClassVar[tuple[str, ...]] = ("application", "permissions")
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:  # noqa: ARG002
        """Both kinds of grant as they stand."""
        if principal := picture.service_principal:
            roles, grants = await asyncio.gather(
                tenant.service_principals.granted_app_roles(principal.id),
                tenant.service_principals.delegated_grants(principal.id),
            )
            picture.app_role_grants, picture.delegated_grants = tuple(roles), tuple(grants)

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """What is missing, or whose word it waits for."""
        scopes, roles = _missing_scopes(wanted, picture), _missing_roles(wanted, picture)
        if not scopes and not roles:
            kept = "Consent is given for the whole organisation"
            return [Change(step=self.id, resource="consent", action=Action.NONE, summary=kept)]
        if not picture.roles & MAY_CONSENT_FOR_ALL:
            return [_waiting(self.id, wanted, picture)]
        return [self._change(name) for name in (*scopes, *roles)]

    def _change(self, name: str) -> Change:
        summary = f"Consent to {name} for the whole organisation"
        return Change(step=self.id, resource="consent", action=Action.CREATE, summary=summary, after=name)

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:
        """Both grants at the same time; they know nothing of each other."""
        run.journal.about_to_add(self.id, picture.the_principal.id, *not_consented_to(wanted, picture))
        await asyncio.gather(_grant_scopes(run, wanted, picture), _grant_roles(run, wanted, picture))
        names = (*wanted.delegated_permissions, *wanted.application_permissions)
        return Done(Deed.CHANGED, f"granted {', '.join(names)} for the whole organisation")


def _waiting(step: str, wanted: DesiredState, picture: Picture) -> Waiting:
    """The command for that person, and the page where the same can be done; both need the application's ID.

    Source: https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent (the consent URL)
    """
    return Waiting(
        step=step,
        sentence="A Privileged Role Administrator (or Global Administrator) must consent to the permissions.",
        remedy=_how_a_colleague_consents(wanted, picture),
    )


def _how_a_colleague_consents(wanted: DesiredState, picture: Picture) -> str:
    app = picture.application
    if app is None or not known(wanted, picture).knows(app):
        return _AFTER_CREATION
    line = command_line("setup --only consent", *words_for(wanted, picture))
    page = consent_page(picture.authority_url, picture.organization.id, "adminconsent", client_id=app.app_id)
    return f"Ask one to run: {line} (or to consent at {page}); then run the same command again"


def grant_of(picture: Picture) -> PermissionGrant | None:
    """The grant of Graph's delegated permissions for everybody in the tenant."""
    graph_id = picture.microsoft_graph.id if picture.microsoft_graph else ""
    return next(
        (g for g in picture.delegated_grants if g.consent_type == "AllPrincipals" and g.resource_id == graph_id), None
    )


def _granted_scopes(picture: Picture) -> tuple[str, ...]:
    grant = grant_of(picture)
    return tuple(grant.scope.split()) if grant else ()


def not_consented_to(wanted: DesiredState, picture: Picture) -> list[str]:
    """The permissions of both kinds that nobody has consented to for everybody."""
    return [*_missing_scopes(wanted, picture), *_missing_roles(wanted, picture)]


def _missing_scopes(wanted: DesiredState, picture: Picture) -> list[str]:
    granted = _granted_scopes(picture)
    return [name for name in wanted.delegated_permissions if name not in granted]


def _missing_roles(wanted: DesiredState, picture: Picture) -> list[str]:
    granted = {grant.app_role_id for grant in picture.app_role_grants}
    return [name for name, role_id in app_role_ids(wanted, picture).items() if role_id not in granted]


async def _grant_scopes(run: Run, wanted: DesiredState, picture: Picture) -> None:
    missing, grant, graph = _missing_scopes(wanted, picture), grant_of(picture), picture.microsoft_graph
    assert graph is not None
    if not missing:
        return
    scopes = (*_granted_scopes(picture), *missing)
    grants = run.tenant.permission_grants
    await tolerating_repeats(
        run,
        "the consent for people's sign-in is taken",
        lambda: (
            grants.set_scopes(grant.id, scopes) if grant else grants.create(picture.the_principal.id, graph.id, scopes)
        ),
    )


async def _grant_roles(run: Run, wanted: DesiredState, picture: Picture) -> None:
    ids, graph = app_role_ids(wanted, picture), picture.microsoft_graph
    assert graph is not None
    for name in _missing_roles(wanted, picture):
        grant = partial(run.tenant.service_principals.grant_app_role, picture.the_principal.id, graph.id, ids[name])
        await tolerating_repeats(run, f"the consent to {name} is taken", grant)
