"""Ids of Microsoft Graph permissions in this tenant, by name."""

from __future__ import annotations

from collections.abc import Iterable

from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import PrerequisiteMissing
from total_onboard.engine.state.run_state import RunState


def app_role_ids(desired: DesiredState, state: RunState) -> dict[str, str]:
    """Return the application permissions wanted: name to id.

    Raises PrerequisiteMissing if this cloud has no such one.
    """
    return role_ids_of(desired.application_permissions, state)


def role_ids_of(names: Iterable[str], state: RunState) -> dict[str, str]:
    """Return the IDs of application permissions, by name. Raises PrerequisiteMissing."""
    assert state.observed.microsoft_graph is not None
    known = {role.value: role.id for role in state.observed.microsoft_graph.app_roles if role.value}
    return _pick(names, known)


def scope_ids(desired: DesiredState, state: RunState) -> dict[str, str]:
    """Return the delegated permissions wanted: name to id. Raises PrerequisiteMissing if this cloud has no such one."""
    assert state.observed.microsoft_graph is not None
    known = {scope.value: scope.id for scope in state.observed.microsoft_graph.oauth2_permission_scopes if scope.value}
    return _pick(desired.delegated_permissions, known)


def permission_ids(desired: DesiredState, state: RunState) -> dict[str, tuple[str, str]]:
    """Return both kinds: a name for people to the pair (id, type) that ``requiredResourceAccess`` holds."""
    scopes = {f"{name} (delegated)": (i, "Scope") for name, i in scope_ids(desired, state).items()}
    roles = {f"{name} (application)": (i, "Role") for name, i in app_role_ids(desired, state).items()}
    return scopes | roles


def _pick(names: Iterable[str], known: dict[str, str]) -> dict[str, str]:
    for name in names:
        if name not in known:
            raise PrerequisiteMissing(
                f"Microsoft Graph in this cloud has no permission called {name}.",
                remedy="Ask your TOTAL representative which permission to use in this cloud.",
            )
    return {name: known[name] for name in names}
