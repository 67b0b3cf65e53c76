"""The requested permissions as data: their IDs, and what adds them to those that are requested already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.export.declared_request import (
    APPLICATION,
    Declared,
    DeclaredRequest,
    DeclaredValue,
    Lookup,
    literal,
    reference,
)
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.applications import RequiredAccess
from total_onboard.entra.resources.service_principals import MICROSOFT_GRAPH_APP_ID
from total_onboard.steps.consent.permission_ids import app_role_ids, scope_ids

_QUERIES: Final = {
    "Scope": "oauth2PermissionScopes[?value == {}].id | [0]",
    "Role": "appRoles[?value == {}].id | [0]",
}
_OTHERS: Final = f"requiredResourceAccess[?resourceAppId != '{MICROSOFT_GRAPH_APP_ID}']"
_ASKED: Final = f"requiredResourceAccess[?resourceAppId == '{MICROSOFT_GRAPH_APP_ID}'].resourceAccess[]"
Pair = tuple[str, str]


def permission_requests(desired: DesiredState, state: RunState | None) -> list[Declared]:
    """Return the values and the request."""
    kinds = [("Scope", name) for name in desired.delegated_permissions]
    kinds += [("Role", name) for name in desired.application_permissions]
    wanted = [(permission_reference(name), kind) for kind, name in kinds]
    ids = _known_ids(desired, state)
    graph = state.observed.microsoft_graph if state else None
    missing = "Microsoft Graph isn't there."
    return [
        _graph_value("graph", "id", "Microsoft Graph in this tenant.", missing, graph.id if graph else ""),
        *(_permission_value(kind, name, ids.get(name, "")) for kind, name in kinds),
        _request(wanted, [(ids[name], kind) for kind, name in kinds if name in ids], state),
    ]


def permission_reference(name: str) -> str:
    """Return what stands for a permission's ID in a declared request."""
    return reference(_permission_name(name))


def asked_pairs(state: RunState) -> set[Pair]:
    """Return the permissions of Microsoft Graph that the application requests: ID and kind."""
    accesses = state.observed.application.required_resource_access if state.observed.application else ()
    return {pair for a in accesses if a.resource_app_id == MICROSOFT_GRAPH_APP_ID for pair in a.permissions}


def _request(wanted: Sequence[Pair], known: Sequence[Pair], state: RunState | None) -> DeclaredRequest:
    """Return the request; one that replaces what others requested reads that first."""
    asked = asked_pairs(state) if state else set()
    others = sorted(asked - set(known))
    access = RequiredAccess(resource_app_id=MICROSOFT_GRAPH_APP_ID, permissions=(*wanted, *others))
    declared = DeclaredRequest(
        purpose="Request the Microsoft Graph permissions.",
        call=lambda tenant: tenant.applications.set_required_access(APPLICATION, [access]),
        existing=MICROSOFT_GRAPH_APP_ID if asked else "",
        is_done=bool(known) and set(known) <= asked,
    )
    app = state.observed.application if state else None
    read, all_there = (lambda tenant: tenant.applications.get(APPLICATION)), " && ".join(map(_is_asked, wanted))
    if app is None or not app.required_resource_access:
        return replace(declared, unless=Lookup(read, f"{all_there} && id || null"))
    return replace(declared, body_from=Lookup(read, f"{all_there} && @ || {_with_added(wanted)}"), is_additive=True)


def _is_asked(pair: Pair) -> str:
    return f"({_ASKED} | [?id == '{pair[0]}' && type == '{pair[1]}'])"


def _with_added(wanted: Sequence[Pair]) -> str:
    """Return the query of the body in which what is requested by now stays."""
    added = [f"!{_is_asked(one)} && [{{id: '{one[0]}', type: '{one[1]}'}}] || `[]`" for one in wanted]
    permissions = f"[{', '.join([_ASKED, *added])}][]"
    graph = f"{{resourceAppId: '{MICROSOFT_GRAPH_APP_ID}', resourceAccess: {permissions}}}"
    return f"{{requiredResourceAccess: [{_OTHERS}, [{graph}]][]}}"


def _known_ids(desired: DesiredState, state: RunState | None) -> dict[str, str]:
    if state is None or state.observed.microsoft_graph is None:
        return {}
    return scope_ids(desired, state) | app_role_ids(desired, state)


def _permission_name(name: str) -> str:
    return "permission_" + "".join(each if each.isalnum() else "_" for each in name)


def _permission_value(kind: str, name: str, existing: str) -> DeclaredValue:
    missing = f"Microsoft Graph in this cloud has no permission called {name}."
    query = _QUERIES[kind].format(literal(name))
    return _graph_value(_permission_name(name), query, f"The ID of {name}.", missing, existing)


def _graph_value(name: str, query: str, purpose: str, missing: str, existing: str) -> DeclaredValue:
    lookup = Lookup(lambda tenant: tenant.service_principals.microsoft_graph(), query)
    return DeclaredValue(name, lookup, purpose, missing, existing)
