"""Adoption of an existing application: owned, adoptable, or in the way."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import Final

from total_onboard.core.adoption_decisions import NEW, AdoptionDecisions
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.inspection.object_contents import Inspection
from total_onboard.engine.journal.known_objects import KnownObjects, known_objects
from total_onboard.engine.plan import PlanWarning
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import Blocker
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.adoption import Adoption

STEP: Final = StepId.APPLICATION
WHO_CAN_SIGN_IN: Final = "who can sign in"
"""Resource of a change or drift that the audit log has under the service principal."""

SWITCH_IT_ON: Final = (
    "If this isn't intended, enable it in the Microsoft Entra admin center: Enterprise applications, Properties, "
    "Enabled for "
    "users to sign-in."
)


def why_not_adoptable(app: Application, templates: Collection[str]) -> str:
    """Return why this application could not carry sign-in and provisioning safely, or an empty text."""
    if app.application_template_id not in templates:
        return (
            "was created as an app registration, not from the template for non-gallery applications, "
            "so it can't provision users"
        )
    if app.allows_other_organizations:
        return "allows sign-in from other organizations"
    return ""


def adoption_of(desired: DesiredState, state: RunState) -> Adoption[Application]:
    """Return the rules for the application that the observed state contains."""
    adoption, observed = state.choices.adoption, state.observed
    return adoption_by(desired, adoption, known_objects(state), state.identity.templates, observed.inspections)


def adoption_by(
    desired: DesiredState,
    decisions: AdoptionDecisions,
    here: KnownObjects,
    templates: Collection[str],
    inspections: Mapping[str, Inspection],
) -> Adoption[Application]:
    """Return the rules by which the application is used or refused; the preflight applies the same."""
    return Adoption(
        step=STEP,
        noun="application",
        name=desired.application_name,
        mark=desired.unique_name,
        requested=decisions.application,
        adopt=decisions.adopt,
        option="--app-id ",
        rename="--application-name NAME",
        known=here,
        offer=decisions.offer,
        inspections=inspections,
        why_not=lambda app: why_not_adoptable(app, templates),
    )


async def requested_application(tenant: TenantClient, requested: str) -> list[Application]:
    """Return the application of an id that was said, under whichever name: an object ID or a client ID."""
    if requested in ("", NEW):
        return []
    by_both = await asyncio.gather(tenant.applications.get(requested), tenant.applications.find_by_app_id(requested))
    return [app for app in by_both if app]


def is_deleted(state: RunState) -> bool:
    """Return whether it, or its service principal alone, is in the recycle bin."""
    app = state.observed.application
    return state.observed.deleted_principal is not None or (app is not None and app.deleted_date_time is not None)


def ownership_blocker(state: RunState) -> Blocker | None:
    """Return a blocker if an object has the name of an interrupted run and may belong to others."""
    if state.observed.application is not None or not state.observed.unclear_applications:
        return None
    sentences = ", ".join(f"{app.display_name} (object ID {app.id})" for app in state.observed.unclear_applications)
    return Blocker(
        STEP,
        f"An interrupted run or another person may have created {sentences}.",
        "Check in the Microsoft Entra admin center who created it. Delete it, then run the same command again.",
        inspections=tuple(
            state.observed.inspections[app.id]
            for app in state.observed.unclear_applications
            if app.id in state.observed.inspections
        ),
    )


def restore_blocker(state: RunState) -> Blocker | None:
    """Return why restoring it would be of no use, if so."""
    app = state.observed.application
    if app is None or app.deleted_date_time is None or state.observed.deleted_principal:
        return None
    return Blocker(
        STEP,
        f"The application {app.display_name} is in the recycle bin, and its service principal is permanently "
        "deleted, so restoring it wouldn't restore provisioning.",
        "Delete it permanently in Entra (App registrations, Deleted applications), then run the same command again.",
    )


def notes_on_others(state: RunState) -> list[PlanWarning]:
    """Warn of other instances of the template, which a run on another machine may have left behind."""
    template = state.observed.service_principal and state.observed.service_principal.application_template_id
    doubles = [one for one in state.observed.same_named if template and one.application_template_id == template]
    sentences = [
        f"Another application {one.display_name} (client ID {one.app_id}) is kept as it is." for one in doubles
    ]
    sentences += [
        (
            f"{one.display_name} (object ID {one.id}) has the name that an interrupted run used. It may be "
            "unmanaged, so it is left as it is."
        )
        for one in state.observed.unclear_applications
    ]
    return [PlanWarning(step=STEP, sentence=sentence) for sentence in sentences]


def notes_on_sign_in(state: RunState) -> list[PlanWarning]:
    """Report a disabled sign-in and leave it, because it may be intended."""
    sentence = sign_in_disabled(state)
    return [PlanWarning(step=STEP, sentence=f"{sentence} {SWITCH_IT_ON}")] if sentence else []


def sign_in_disabled(state: RunState) -> str:
    """Return that nobody can sign in, if so."""
    principal = state.observed.service_principal
    if principal is None or principal.account_enabled:
        return ""
    return f"Sign-in to {principal.display_name} is disabled, so nobody can sign in."
