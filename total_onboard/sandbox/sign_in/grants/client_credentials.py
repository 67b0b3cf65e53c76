"""An application signs in with its own secret and gets what was consented for it (RFC 6749, section 4.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from total_onboard.sandbox.directory.catalog import MICROSOFT_GRAPH
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.sign_in.access_tokens import LIFETIME
from total_onboard.sandbox.sign_in.clients import find_client, service_principal_of
from total_onboard.sandbox.sign_in.consent.tenant_wide_consent import graph_principal
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.grants.client_authentication import authenticate
from total_onboard.sandbox.sign_in.scopes import DEFAULT
from total_onboard.sandbox.sign_in.sign_in_state import Platform


def grant_to_application(platform: Platform, form: Mapping[str, str]) -> Body:
    """Answer ``grant_type=client_credentials``. Raises SignInRefused."""
    client = find_client(platform.store, form.get("client_id"))
    authenticate(platform, client, form, missing=7000216)
    _check_scope(platform, form.get("scope"))
    if client.application is None:
        raise SignInRefused(7000218)
    principal = service_principal_of(platform.store, client)
    seconds = int(LIFETIME.total_seconds())
    token = platform.tokens.issue_app(principal, consented_roles(platform.store, principal))
    return {"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token}


def consented_roles(store: Store, principal: Body) -> Iterator[str]:
    """Yield values of Graph's application permissions granted to the principal; grants take effect after a lag."""
    graph = graph_principal(store)
    values = {role["id"]: role["value"] for role in graph["appRoles"]}
    for grant in store.app_role_assignments.all_current():
        is_granted = grant["principalId"] == principal["id"] and grant["resourceId"] == graph["id"]
        if is_granted and store.app_role_assignments.age(grant["id"]) >= store.persona.consent_lag:
            yield values[grant["appRoleId"]]


def _check_scope(platform: Platform, scope: str | None) -> None:
    if not scope:
        raise SignInRefused(900144, parameter="scope")
    resource, _, name = scope.rpartition("/")
    if name != DEFAULT or " " in scope:
        raise SignInRefused(1002012, scope=scope)
    if resource not in (platform.addresses.graph, MICROSOFT_GRAPH):
        raise SignInRefused(500011, resource=resource, tenant=platform.store.organization["displayName"])
