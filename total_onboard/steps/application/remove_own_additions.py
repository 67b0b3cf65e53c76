"""Removal of what a setup added to an adopted application, and nothing else."""

from __future__ import annotations

from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import Application, RequiredAccess
from total_onboard.entra.resources.service_principals import MICROSOFT_GRAPH_APP_ID
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.steps.access.scope_reasons import REMOVE_APPLICATION
from total_onboard.steps.client_secret.client_secret import ClientSecret
from total_onboard.steps.consent.permission_ids import permission_ids
from total_onboard.steps.consent.required_permissions import Permissions
from total_onboard.steps.ownership import additions, is_adopted_application, record_removed_additions
from total_onboard.steps.redirect_uris import RedirectUris


class RemoveAdditions(Step):
    """Client secrets, redirect addresses, permissions asked for: by the journal alone, never by their names."""

    id: ClassVar[StepId] = StepId.ADDITIONS
    title: ClassVar[str] = "What was added to the application"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.CONSENT,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (REMOVE_APPLICATION,)
    role_actions: ClassVar[tuple[str, ...]] = (
        "applications/credentials/update",
        "applications/authentication/update",
        "applications/permissions/update",
    )

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Plan one sentence for each; nothing if the application itself is deleted."""
        if not is_adopted_application(state):
            return []
        name = state.observed.the_application.display_name
        keys, uris, asked = _keys(state), _uris(state), _permissions(desired, state)
        return [
            *(self._change("client secret", f"Remove our client secret {key}", key) for key in keys),
            *(self._change("web.redirectUris", f"Remove the redirect URI {uri}", uri) for uri in uris),
            *(self._change("requiredResourceAccess", f"Remove the permission {one} from {name}", one) for one in asked),
        ]

    def _change(self, resource: str, summary: str, before: str) -> Change:
        return Change(step=self.id, resource=resource, action=Action.DELETE, summary=summary, before=before)

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Remove the additions; the application is read once more, because its collections are replaced as a whole."""
        app = state.observed.application = await run.tenant.applications.get(state.observed.the_application.id)
        assert app is not None
        keys, uris, asked = _keys(state), _uris(state), _permissions(desired, state)
        for key in keys:
            await run.tenant.applications.remove_password(app.id, key)
        if uris:
            rest = [uri for uri in app.redirect_uris if uri not in uris]
            await run.tenant.applications.set_redirect_uris(app.id, rest)
        if asked:
            await run.tenant.applications.set_required_access(app.id, _without(app, set(asked.values())))
        record_removed_additions(run, state, RedirectUris.id, app.id, uris)
        record_removed_additions(run, state, Permissions.id, app.id, asked)
        return StepResult(StepOutcome.REMOVED, ", ".join((*(f"client secret {key}" for key in keys), *uris, *asked)))


def _keys(state: RunState) -> list[str]:
    made = state.history.remembered(ClientSecret.id)
    return [one.key_id for one in state.observed.the_application.password_credentials if one.key_id in made]


def _uris(state: RunState) -> list[str]:
    app = state.observed.the_application
    owned = additions(state, RedirectUris.id, app.id)
    return [uri for uri in app.redirect_uris if uri in owned]


def _permissions(desired: DesiredState, state: RunState) -> dict[str, tuple[str, str]]:
    app = state.observed.the_application
    owned = additions(state, Permissions.id, app.id)
    graph = [each for each in app.required_resource_access if each.resource_app_id == MICROSOFT_GRAPH_APP_ID]
    asked = {pair for each in graph for pair in each.permissions}
    ids = permission_ids(desired, state)
    return {name: pair for name, pair in ids.items() if name in owned and pair in asked}


def _without(app: Application, pairs: set[tuple[str, str]]) -> list[RequiredAccess]:
    kept = []
    for access in app.required_resource_access:
        graph = access.resource_app_id == MICROSOFT_GRAPH_APP_ID
        rest = tuple(pair for pair in access.permissions if not (graph and pair in pairs))
        if rest:
            kept.append(access.model_copy(update={"permissions": rest}))
    return kept
