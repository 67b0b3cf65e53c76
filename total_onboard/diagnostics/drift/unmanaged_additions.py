"""Unmanaged additions: a setup leaves them as they are, and the tenant's administrator should know of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from total_onboard.core.desired_state import DesiredState
from total_onboard.diagnostics.drift.status_result import Drift, DriftKind
from total_onboard.engine.inspection.object_contents import Baseline
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import Step, UnmanagedPart
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.groups import Member
from total_onboard.steps import REPAIR_STEPS
from total_onboard.steps.application.excess_access import (
    excess_assignments,
    excess_granted_permissions,
    excess_requested_permissions,
)
from total_onboard.steps.assignment.assignment import Assignment
from total_onboard.steps.client_secret.client_secret import ClientSecret, all_unexpired, undelivered_secrets
from total_onboard.steps.consent.consent import Consent
from total_onboard.steps.consent.required_permissions import Permissions

_PORTAL = "If nobody needs it, remove it in the Microsoft Entra admin center under {place}."


def unmanaged_by(desired: DesiredState, state: RunState, read: frozenset[str]) -> Iterator[Drift]:
    """Return everything unmanaged on the application, of the steps that were read. Pure."""
    for step in REPAIR_STEPS:
        if step.id in read:
            yield from (_declared(step, part) for part in step.unmanaged(desired, state))
    if state.observed.application:
        yield from _secrets(desired, state)
    if StepId.PERMISSIONS in read:
        yield from _asked_for(desired, state)
    if {StepId.CONSENT, StepId.PERMISSIONS} <= read:
        yield from _granted(desired, state)
    if {StepId.ASSIGNMENT, StepId.GROUPS} <= read:
        yield from _assigned(desired, state)


def accepted_additions(desired: DesiredState, state: RunState, read: frozenset[str]) -> tuple[Drift, ...]:
    """Return what would be unmanaged if the adoption of the application hadn't accepted it. Pure."""
    app = state.observed.application
    if app is None or app.id not in state.history.baselines:
        return ()
    history = replace(state.history, baselines={**state.history.baselines, app.id: Baseline()})
    unmanaged = set(unmanaged_by(desired, state, read))
    return tuple(one for one in unmanaged_by(desired, replace(state, history=history), read) if one not in unmanaged)


def unmanaged_group_parts(
    desired: DesiredState, state: RunState, members: Mapping[str, Sequence[Member]]
) -> Iterator[Drift]:
    """Return what undermines access by group alone; ``members`` are those of each group by its name.

    A group without members is reported if no admin is named: otherwise the named ones are reported as missing.
    """
    for group, people in members.items():
        for member in people:
            if member.odata_type == "#microsoft.graph.group":
                yield _nested(group, member.display_name or member.id)
            if member.id == state.history.in_removal_test:
                yield _left_by_removal_test(group, member.user_principal_name or member.id)
    admins = desired.admin_group.name
    if admins in members and not members[admins] and not state.observed.admins:
        yield _empty(admins)


def _declared(step: Step, part: UnmanagedPart) -> Drift:
    place = step.portal_page.title if step.portal_page else step.title
    drift = unmanaged_parts(step.id, step.title, part.resource, part.found, part.sentence, place)
    return drift.model_copy(update={"remedy": part.remedy}) if part.remedy else drift


def _secrets(desired: DesiredState, state: RunState) -> Iterator[Drift]:
    """Yield unmanaged secrets; without a baseline, a secret of the expected name may come from another machine."""
    app = state.observed.the_application
    owned = {*state.history.delivered_key_ids, *(orphan.key_id for orphan in undelivered_secrets(desired, state))}
    for secret in all_unexpired(state):
        secrets_of_desired_name = secret.display_name == desired.secret_name
        if secret.key_id in owned | state.history.expected_in(app.id) or (
            secrets_of_desired_name and app.id not in state.history.baselines
        ):
            continue
        found = secret.key_id if secrets_of_desired_name else secret.display_name or secret.key_id
        sentence = f"There is another client secret, {found}: anyone who has it can sign in as the application."
        yield unmanaged_parts(
            StepId.CLIENT_SECRET, "Client secret", secret.key_id, found, sentence, ClientSecret.portal_page.title
        )


def _asked_for(desired: DesiredState, state: RunState) -> Iterator[Drift]:
    for resource, name in excess_requested_permissions(desired, state):
        sentence = f"The application also asks for {name}, which TOTAL does not need."
        yield unmanaged_parts(
            StepId.PERMISSIONS, "Permissions", resource, name, sentence, Permissions.portal_page.title
        )


def _granted(desired: DesiredState, state: RunState) -> Iterator[Drift]:
    for name in excess_granted_permissions(desired, state):
        sentence = f"The application was also granted {name}, which TOTAL does not need."
        yield unmanaged_parts(StepId.CONSENT, "Consent", "consent", name, sentence, Consent.portal_page.title)


def _assigned(desired: DesiredState, state: RunState) -> Iterator[Drift]:
    for one in excess_assignments(desired, state):
        name = one.principal_display_name or one.principal_id
        if one.principal_type == "User":
            sentence = f"{name} is assigned directly and keeps access without being in any group."
        else:
            sentence = f"The group {name} is also assigned to TOTAL, but TOTAL doesn't know it."
        yield unmanaged_parts(
            StepId.ASSIGNMENT, "Assignment", one.principal_id, name, sentence, Assignment.portal_page.title
        )


def _nested(group: str, name: str) -> Drift:
    sentence = f"The group {name} is a member of {group}; provisioning ignores nested groups."
    remedy = f"Add its members to {group} directly: total-onboard admins add."
    return _in_the_group(group, name, sentence, remedy)


def _left_by_removal_test(group: str, name: str) -> Drift:
    sentence = f"{name} is in {group} since an interrupted removal test."
    remedy = "Run total-onboard verify --rehearse-removal: it removes the person again."
    return _in_the_group(group, name, sentence, remedy)


def _in_the_group(group: str, found: str, sentence: str, remedy: str) -> Drift:
    return unmanaged(StepId.MEMBERS, "Members", group, found, sentence, remedy)


def _empty(group: str) -> Drift:
    return Drift(
        step=StepId.MEMBERS,
        title="Members",
        resource=group,
        kind=DriftKind.BLOCKED,
        sentence=f"{group} has no members, so nobody can administer TOTAL.",
        remedy="total-onboard admins add UPN",
    )


def unmanaged_parts(step: StepId, title: str, resource: str, found: str, sentence: str, place: str) -> Drift:
    """Describe an unmanaged addition, and where in the portal to remove it."""
    return unmanaged(step, title, resource, found, sentence, _PORTAL.format(place=place))


def unmanaged(step: StepId, title: str, resource: str, found: str, sentence: str, remedy: str) -> Drift:
    """Describe something unmanaged, and what to do about it."""
    return Drift(
        step=step,
        title=title,
        resource=resource,
        kind=DriftKind.UNMANAGED,
        found=found,
        sentence=sentence,
        remedy=remedy,
    )
