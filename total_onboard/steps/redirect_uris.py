"""The addresses (platform Web) to which Microsoft may send a person back after sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.export.additive_query import contained, with_added
from total_onboard.engine.export.declared_request import APPLICATION, Declared, DeclaredRequest, Lookup
from total_onboard.engine.inspection.audit_matching import AuditedObject, AuditSignature, by_value
from total_onboard.engine.plan import Action, Change, ItemLists
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import (
    ExecutionContext,
    PartOf,
    PlanItems,
    PortalPage,
    PortalValue,
    Step,
    StepResult,
    UnmanagedPart,
)
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import is_not_replicated_yet
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.steps.access.scope_reasons import READ_APPLICATIONS, WRITE_APPLICATIONS
from total_onboard.steps.ownership import recorded_addition

_ADDRESSES: Final = by_value("AppAddress", value=r'"Address":\s*"([^"]*)"')


class RedirectUris(Step):
    """Redirect URIs, compared byte by byte like Microsoft does; unmanaged ones are reported, never removed."""

    id: ClassVar[StepId] = StepId.REDIRECT_URIS
    title: ClassVar[str] = "Redirect URIs"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION,)
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (READ_APPLICATIONS,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_APPLICATIONS,)
    role_actions: ClassVar[tuple[str, ...]] = ("applications/authentication/update",)
    audit_signature: ClassVar[AuditSignature] = AuditSignature(
        r"^update application$", _ADDRESSES, AuditedObject.APPLICATION
    )
    portal_page: ClassVar[PortalPage] = PortalPage("Authentication")
    removed_by: ClassVar[StepId] = StepId.ADDITIONS
    part_of: ClassVar[PartOf] = PartOf(StepId.APPLICATION)
    items: ClassVar[ItemLists] = ItemLists.ONE

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Add what is missing."""
        there = _there(state)
        missing = tuple(uri for uri in desired.redirect_uris if uri not in there)
        strangers = tuple(uri for uri in there if uri not in desired.redirect_uris)
        changes = [self._change(Action.UPDATE, f"Allow sign-in to return to {uri}", uri) for uri in missing]
        kept = [self._change(Action.NONE, "The redirect URIs are set", None)] if not missing else []
        unmanaged = [self._unmanaged(uri) for uri in strangers]
        return [*changes, *kept, *unmanaged]

    def _change(self, action: Action, summary: str, after: str | None) -> Change:
        return Change(
            step=self.id, resource="web.redirectUris", action=action, summary=summary, after=after, item=after or ""
        )

    def _unmanaged(self, uri: str) -> Change:
        summary = f"The redirect URI {uri} isn't one of TOTAL's redirect URIs. It is kept."
        return self._change(Action.NONE, summary, None).model_copy(update={"is_remark": True})

    def unmanaged(self, desired: DesiredState, state: RunState) -> Sequence[UnmanagedPart]:
        """Return the addresses that others added, if the desired ones are known."""
        app = state.observed.application
        if app is None or not desired.redirect_uris:
            return ()
        expected = state.history.expected_in(app.id)
        others = [uri for uri in app.redirect_uris if uri not in desired.redirect_uris and f"web {uri}" not in expected]
        sentence = "Sign-in may also return to {uri}, which isn't one of TOTAL's redirect URIs."
        return [UnmanagedPart("web.redirectUris", uri, sentence.format(uri=uri)) for uri in others]

    def requests(self, desired: DesiredState, now: datetime, state: RunState | None = None) -> Sequence[Declared]:  # noqa: ARG002
        """Declare the addresses; a new application has none, and others keep what they have."""
        there = _there(state) if state else ()
        uris = (*there, *(uri for uri in desired.redirect_uris if uri not in there))
        declared = DeclaredRequest(
            purpose="Allow sign-in to return to TOTAL (platform Web).",
            call=lambda tenant: tenant.applications.set_redirect_uris(APPLICATION, uris),
            existing="Web" if there else "",
            is_done=bool(uris) and there == uris,
        )
        all_there = " && ".join(contained("web.redirectUris", uri) for uri in desired.redirect_uris)
        if not there:
            is_set = Lookup(lambda tenant: tenant.applications.get(APPLICATION), f"{all_there} && id || null")
            return [replace(declared, unless=is_set)]
        added = with_added("web.redirectUris", desired.redirect_uris)
        body = f"{all_there} && @ || {{web: {{redirectUris: {added}}}}}"
        read = Lookup(lambda tenant: tenant.applications.get(APPLICATION), body)
        return [replace(declared, body_from=read, is_additive=True)]

    def portal_values(self, desired: DesiredState, now: datetime) -> Sequence[PortalValue]:  # noqa: ARG002
        """Return the platform and the addresses."""
        return [PortalValue("Platform", "Web"), *(PortalValue("Redirect URI", uri) for uri in desired.redirect_uris)]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Replace the collection as a whole, including the existing addresses."""
        app = state.observed.the_application
        missing = [uri for uri in desired.redirect_uris if uri not in app.redirect_uris]
        uris = (*app.redirect_uris, *missing)
        with recorded_addition(run, self.id, app.id, *missing):
            await run.poller.retry_while(
                "the redirect URIs of the new application can be set",
                lambda: run.tenant.applications.set_redirect_uris(app.id, uris),
                is_not_replicated_yet,
            )
        state.observed.application = state.observed.the_application.model_copy(update={"redirect_uris": uris})
        return StepResult(StepOutcome.CHANGED, ", ".join(desired.redirect_uris))


def _there(state: RunState) -> tuple[str, ...]:
    return state.observed.application.redirect_uris if state.observed.application else ()
