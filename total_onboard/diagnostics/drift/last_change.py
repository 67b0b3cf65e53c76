"""Author of a change, from the directory's audit log; requires an additional permission and a role to read it.

If the log does not distinguish a change from others, the object's last change is reported without naming an author
for the change itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.drift.status_result import Drift, DriftKind, LastChange
from total_onboard.engine.inspection.audit_matching import AuditedObject, AuditSignature, ChangeQuery
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.directory_audits import DirectoryAudit
from total_onboard.entra.resources.groups import Member
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps import REPAIR_STEPS
from total_onboard.steps.application.adoption import WHO_CAN_SIGN_IN

AUDIT_SIGNATURES: Final[Mapping[str, AuditSignature]] = {
    step.id: step.audit_signature for step in REPAIR_STEPS if step.audit_signature
}


Members = Mapping[str, Sequence["Member"]]
"""Members of each group by its name."""

Ids = Sequence[tuple[str | None, str]]
"""Ids of permissions, groups and members, each with the name that a difference uses."""


async def with_last_changes(
    tenant: TenantClient, state: RunState, members: Members, drift: Iterable[Drift]
) -> tuple[tuple[Drift, ...], str]:
    """Return the differences, each with its last change; and the reason if the log cannot be read.

    The monitoring identity is no part of a setup, and is left as it is.
    """
    drift = tuple(drift)
    audited = [one for one in drift if one.step in AUDIT_SIGNATURES]
    objects = sorted({object_id for one in audited if (object_id := _object_of(one, state))})
    try:
        logs = await asyncio.gather(*(tenant.directory_audits.about(object_id) for object_id in objects))
    except OnboardError as error:
        return drift, error.message
    by_object = dict(zip(objects, logs, strict=True))
    ids = _ids(state, members)
    return tuple(_with(one, by_object, _sought(one, state, ids)) if one in audited else one for one in drift), ""


def _with(drift: Drift, logs: Mapping[str, Sequence[DirectoryAudit]], sought: ChangeQuery) -> Drift:
    log = logs.get(sought.object_id, ())
    changed = last_change(AUDIT_SIGNATURES[drift.step], log, sought, _whole_object(drift))
    return drift.model_copy(update={"changed": changed})


# Assumptions removed-value, second-audit-target.
def last_change(
    trace: AuditSignature, log: Sequence[DirectoryAudit], sought: ChangeQuery, whole: str
) -> LastChange | None:
    """Find the change itself in the log, latest first; else the last one of that part, or of the ``whole``."""
    itself = next((entry for entry in log if trace.is_left_by(entry, sought)), None)
    if itself:
        return _last_change(itself)
    of_the_part = next((entry for entry in log if trace.of and trace.is_about(entry)), None)
    if of_the_part:
        return _last_change(of_the_part, only=trace.of)
    return _last_change(log[0], only=whole) if log else None


def _last_change(entry: DirectoryAudit, only: str | None = None) -> LastChange:
    return LastChange(at=entry.at, by=entry.author, activity=entry.activity, only=only)


def _sought(drift: Drift, state: RunState, ids: Ids) -> ChangeQuery:
    texts = {drift.resource, *_each(drift.found), *_each(drift.expected)}
    names = texts | {object_id for name, object_id in ids if name in texts}
    if drift.step == StepId.CLIENT_SECRET and drift.kind is not DriftKind.UNMANAGED:
        names |= set(state.history.delivered_key_ids)
    return ChangeQuery(
        frozenset(name.casefold() for name in names),
        _object_of(drift, state) or "",
        was_added=drift.kind is DriftKind.UNMANAGED,
        is_blocked=drift.kind is DriftKind.BLOCKED,
    )


def _each(texts: str | None) -> list[str]:
    """Split a list at commas; also keep the whole text, because a name can contain commas."""
    return [texts, *texts.split(", ")] if texts else []


def _ids(state: RunState, members: Members) -> Ids:
    graph = state.observed.microsoft_graph
    roles = [(role.value, role.id) for role in graph.app_roles if role.value] if graph else []
    scopes = [(scope.value, scope.id) for scope in graph.oauth2_permission_scopes if scope.value] if graph else []
    asked_for = [(f"{name} (application)", i) for name, i in roles] + [(f"{name} (delegated)", i) for name, i in scopes]
    groups = [(name, found.group.id) for name, found in state.observed.groups.items() if found.group]
    people = [(one.display_name, one.id) for group in members.values() for one in group]
    return [*roles, *scopes, *asked_for, *groups, *people]


def _object_of(drift: Drift, state: RunState) -> str | None:
    """Return the object whose log has the change; an account's own changes are in its log, which is not read."""
    if drift.step == StepId.MEMBERS and drift.kind is DriftKind.BLOCKED and drift.expected:
        return None
    match _log_of(drift):
        case AuditedObject.APPLICATION:
            return state.observed.application.id if state.observed.application else None
        case AuditedObject.GROUP:
            group = state.observed.group(drift.resource).group
            return group.id if group else None
        case AuditedObject.SERVICE_PRINCIPAL:
            return state.observed.service_principal.id if state.observed.service_principal else None


def _whole_object(drift: Drift) -> str:
    match _log_of(drift):
        case AuditedObject.APPLICATION:
            return "the application"
        case AuditedObject.GROUP:
            return f"the group {drift.resource}"
        case AuditedObject.SERVICE_PRINCIPAL:
            return "the enterprise application"


def _log_of(drift: Drift) -> AuditedObject:
    if drift.step == StepId.APPLICATION and drift.resource == WHO_CAN_SIGN_IN:
        return AuditedObject.SERVICE_PRINCIPAL
    return AUDIT_SIGNATURES[drift.step].log
