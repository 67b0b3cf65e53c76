"""What set-up put into an application that somebody made by hand: taken out again, and nothing else with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from total_onboard.engine.events import Deed
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.entra.resources.applications import RequiredAccess
from total_onboard.entra.resources.service_principals import MICROSOFT_GRAPH_APP_ID
from total_onboard.steps.client_secret.client_secret import ClientSecret
from total_onboard.steps.consent.permission_ids import permission_ids
from total_onboard.steps.consent.required_permissions import Permissions
from total_onboard.steps.ownership import additions, forget_additions, has_additions_alone
from total_onboard.steps.redirect_uris import RedirectUris

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.resources.applications import Application
    from total_onboard.entra.tenant import Tenant


class Additions:
    """Client secrets, redirect addresses, permissions asked for: by the journal alone, never by their names."""

    id: ClassVar[str] = "additions"
    title: ClassVar[str] = "What was added to the application"
    needs: ClassVar[tuple[str, ...]] = ("consent",)
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """They come with the application, and the names of permissions with the consent."""

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """One sentence for each; nothing where the application itself goes."""
        if not has_additions_alone(picture):
            return []
        name = picture.the_application.display_name
        keys, uris, asked = _keys(picture), _uris(picture), _permissions(wanted, picture)
        return [
            *(self._change("client secret", f"Remove our client secret {key}", key) for key in keys),
            *(self._change("web.redirectUris", f"Let sign-in no longer return to {uri}", uri) for uri in uris),
            *(self._change("requiredResourceAccess", f"Let {name} no longer ask for {one}", one) for one in asked),
        ]

    def _change(self, resource: str, summary: str, before: str) -> Change:
        return Change(step=self.id, resource=resource, action=Action.DELETE, summary=summary, before=before)

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:
        """The application is read once more: its collections are replaced as a whole."""
        app = picture.application = await run.tenant.applications.get(picture.the_application.id)
        assert app is not None
        keys, uris, asked = _keys(picture), _uris(picture), _permissions(wanted, picture)
        for key in keys:
            await run.tenant.applications.remove_password(app.id, key)
        if uris:
            rest = [uri for uri in app.redirect_uris if uri not in uris]
            await run.tenant.applications.set_redirect_uris(app.id, rest)
        if asked:
            await run.tenant.applications.set_required_access(app.id, _without(app, set(asked.values())))
        forget_additions(run, picture, RedirectUris.id, app.id, uris)
        forget_additions(run, picture, Permissions.id, app.id, asked)
        return Done(Deed.REMOVED, ", ".join((*(f"client secret {key}" for key in keys), *uris, *asked)))


def _keys(picture: Picture) -> list[str]:
    made = picture.remembered(ClientSecret.id)
    return [one.key_id for one in picture.the_application.password_credentials if one.key_id in made]


def _uris(picture: Picture) -> list[str]:
    app = picture.the_application
    ours = additions(picture, RedirectUris.id, app.id)
    return [uri for uri in app.redirect_uris if uri in ours]


def _permissions(wanted: DesiredState, picture: Picture) -> dict[str, tuple[str, str]]:
    app = picture.the_application
    ours = additions(picture, Permissions.id, app.id)
    graph = [each for each in app.required_resource_access if each.resource_app_id == MICROSOFT_GRAPH_APP_ID]
    asked = {pair for each in graph for pair in each.permissions}
    ids = permission_ids(wanted, picture)
    return {name: pair for name, pair in ids.items() if name in ours and pair in asked}


def _without(app: Application, pairs: set[tuple[str, str]]) -> list[RequiredAccess]:
    kept = []
    for access in app.required_resource_access:
        graph = access.resource_app_id == MICROSOFT_GRAPH_APP_ID
        rest = tuple(pair for pair in access.permissions if not (graph and pair in pairs))
        if rest:
            kept.append(access.model_copy(update={"permissions": rest}))
    return kept
