"""What the monitoring identity has beyond what ``monitor enable`` gave it: other ways in, and other permissions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from total_onboard.engine.state.observed_state import ObservedMonitor
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.groups import Member
from total_onboard.entra.resources.non_secret_credentials import Certificate, FederatedCredential
from total_onboard.steps.access.scope_reasons import READ_AUDIT_LOG
from total_onboard.steps.monitor.desired_monitor import PERMISSIONS, fingerprint, name_of

_PERMITTED: Final = {each.scope for each in (*PERMISSIONS, READ_AUDIT_LOG)}
"""``AuditLog.Read.All`` may be added manually, for ``status --who``."""
_OWNER: Final = "owner "


def differences(state: RunState, wanted: str) -> Iterator[str]:
    """Yield each as the object of a sentence; ``wanted`` is the fingerprint of its credential, if known. Pure."""
    seen, now = state.observed.monitor, state.identity.now
    app = seen.application
    if app is None:
        return
    for secret in app.password_credentials:
        yield f"the client secret {secret.display_name or secret.key_id}"
    for certificate in seen.certificates:
        if certificate.can_sign_in_at(now) and not is_own(certificate, certificate.display_name, wanted):
            yield f"another certificate, {certificate.display_name or certificate.key_id}"
    for trust in seen.trusts:
        if not is_own(trust, trust.name, wanted):
            yield f"another federated credential, {trust.name}, for {trust.subject} of {trust.issuer}"
    for one in seen.principal_credentials:
        yield f"a credential of its service principal, {one.display_name or one.key_id}"
    yield from (f"the owner {_name(one)}" for one in seen.owners if not _is_one_of_us(one, state))
    yield from (f"the permission {name}" for name in _other_permissions(seen, state))


def is_own(one: Certificate | FederatedCredential, name: str | None, wanted: str) -> bool:
    """Return whether it is the credential of this fingerprint; without one, an older version named it by its own."""
    content = fingerprint(one)
    return content == wanted if wanted else name == name_of(content)


def journaled_fingerprint(state: RunState) -> str:
    """Return that of the credential which ``monitor enable`` gave it, or an empty text. Pure."""
    return next((what for what in _journaled(state) if not what.startswith(_OWNER)), "")


def owner_note(owner_id: str) -> str:
    """Return how the journal notes who created it: Graph makes that person an owner."""
    return f"{_OWNER}{owner_id}"


def _journaled(state: RunState) -> frozenset[str]:
    app, step = state.observed.monitor.application, StepId.MONITOR_APPLICATION
    return frozenset(one.what for one in state.history.added if app and (one.step, one.object_id) == (step, app.id))


def _other_permissions(seen: ObservedMonitor, state: RunState) -> Iterator[str]:
    graph = state.observed.microsoft_graph
    names = {role.id: role.value for role in graph.app_roles} if graph else {}
    for grant in seen.all_grants:
        name = names.get(grant.app_role_id) if graph and grant.resource_id == graph.id else None
        if name not in _PERMITTED:
            yield name or f"{grant.app_role_id} of {grant.resource_display_name or grant.resource_id}"


def _is_one_of_us(owner: Member, state: RunState) -> bool:
    """Return whether the person ran this tool here; the journal has the ID too, as names may be unreadable."""
    known = owner.id == state.identity.me.id or owner_note(owner.id) in _journaled(state)
    return known or (owner.user_principal_name or "").casefold() in state.history.accounts


def _name(owner: Member) -> str:
    return owner.user_principal_name or owner.display_name or owner.id
