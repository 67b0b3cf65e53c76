from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from total_onboard.sandbox import SandboxTenant
from total_onboard.sandbox.directory.catalog import MICROSOFT_GRAPH, graph_permissions
from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.sign_in.grants.client_credentials import consented_roles

BACK = "https://total.example/callback"


@pytest.fixture(scope="module")
def sandbox(start_practice: Callable[..., SandboxTenant]) -> SandboxTenant:
    return start_practice("split-duties", lag=(0.0, 0.0))


def add_application(sandbox: SandboxTenant) -> tuple[Body, Body]:
    known, store = graph_permissions(), sandbox.store
    wanted = [{"id": known[name]["delegated"], "type": "Scope"} for name in ("openid", "profile", "email")]
    wanted.append({"id": known["GroupMember.Read.All"]["application"], "type": "Role"})
    app = {
        "id": store.new_id(),
        "appId": store.new_id(),
        "displayName": "TOTAL",
        "web": {"redirectUris": [BACK]},
        "requiredResourceAccess": [{"resourceAppId": MICROSOFT_GRAPH, "resourceAccess": wanted}],
    }
    principal = {"id": store.new_id(), "appId": app["appId"], "displayName": "TOTAL"}
    return store.applications.put(app), store.service_principals.put(principal)


def consent(sandbox: SandboxTenant, account: str, decision: str = "approve", **query: Any) -> requests.Response:
    return requests.post(
        f"{sandbox.addresses.sign_in}/contoso.com/v2.0/adminconsent",
        {"account": account, "decision": decision},
        params=query,
        verify=sandbox.ca_bundle,
        allow_redirects=False,
    )


def granted(sandbox: SandboxTenant, principal: Body) -> tuple[set[str], set[str]]:
    sandbox.store.clock.leap(timedelta(seconds=sandbox.store.persona.consent_lag))
    scopes = {
        scope
        for grant in sandbox.store.permission_grants.all_current()
        if grant["clientId"] == principal["id"]
        for scope in grant["scope"].split()
    }
    return scopes, set(consented_roles(sandbox.store, principal))


def test_a_privileged_role_administrator_consents_to_all_that_is_registered(sandbox: SandboxTenant) -> None:
    app, principal = add_application(sandbox)

    consent(sandbox, "dana@contoso.com", client_id=app["appId"])

    assert granted(sandbox, principal) == ({"openid", "profile", "email"}, {"GroupMember.Read.All"})


def test_consenting_again_changes_nothing(sandbox: SandboxTenant) -> None:
    app, principal = add_application(sandbox)
    consent(sandbox, "dana@contoso.com", client_id=app["appId"])
    before = sandbox.dump()
    consent(sandbox, "dana@contoso.com", client_id=app["appId"])

    assert sandbox.dump() == before
    assert granted(sandbox, principal)[1] == {"GroupMember.Read.All"}


def test_an_application_administrator_cannot_consent_to_an_application_permission(sandbox: SandboxTenant) -> None:
    app, principal = add_application(sandbox)

    shown = consent(sandbox, "ada@contoso.com", client_id=app["appId"])

    assert "AADSTS90094" in shown.text
    assert granted(sandbox, principal) == (set(), set())


def test_an_application_administrator_can_consent_to_what_people_delegate(sandbox: SandboxTenant) -> None:
    app, principal = add_application(sandbox)

    consent(sandbox, "ada@contoso.com", client_id=app["appId"], scope="openid profile")

    assert granted(sandbox, principal) == ({"openid", "profile"}, set())


@pytest.mark.parametrize(("decision", "told"), [("approve", "tenant"), ("decline", "error")])
def test_the_client_is_told_what_became_of_it(sandbox: SandboxTenant, decision: str, told: str) -> None:
    app, _ = add_application(sandbox)

    answer = consent(
        sandbox, "dana@contoso.com", decision, client_id=app["appId"], redirect_uri=BACK, state="s", scope=".default"
    )

    words = parse_qs(urlsplit(answer.headers["location"]).query)
    assert told in words
    assert words["state"] == ["s"]


def test_nobody_is_sent_to_an_address_that_is_not_registered(sandbox: SandboxTenant) -> None:
    app, _ = add_application(sandbox)

    answer = consent(sandbox, "dana@contoso.com", client_id=app["appId"], redirect_uri="https://elsewhere.example")

    assert "AADSTS50011" in answer.text


def test_consent_to_the_command_line_tools_lets_everybody_use_them(
    start_practice: Callable[..., SandboxTenant],
) -> None:
    persona = start_practice().store.persona.model_copy(update={"tools_consented": False})
    sandbox = start_practice(persona)
    tools = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
    scope = f"{sandbox.addresses.graph}/Application.ReadWrite.All"

    def sign_in() -> requests.Response:
        return requests.post(
            f"{sandbox.addresses.sign_in}/contoso.com/oauth2/v2.0/authorize",
            {"account": "bo@contoso.com", "decision": "approve"},
            params={
                "client_id": tools,
                "redirect_uri": "http://localhost:1",
                "response_type": "code",
                "scope": scope,
            },
            verify=sandbox.ca_bundle,
            allow_redirects=False,
        )

    before = sign_in()
    consent(sandbox, "ada@contoso.com", client_id=tools, scope=scope, redirect_uri="http://localhost")

    assert "AADSTS90094" in before.text
    assert "code=" in sign_in().headers["location"]


def test_the_page_names_what_is_asked_for(sandbox: SandboxTenant) -> None:
    app, _ = add_application(sandbox)

    shown = requests.get(
        f"{sandbox.addresses.sign_in}/contoso.com/adminconsent",
        params={"client_id": app["appId"]},
        verify=sandbox.ca_bundle,
    )

    assert "GroupMember.Read.All (application permission)" in shown.text
