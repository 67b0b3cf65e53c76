from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msal
import requests

from total_onboard.sandbox import SandboxTenant, load_persona
from total_onboard.sandbox.directory.catalog import MICROSOFT_GRAPH, role_template_id
from total_onboard.sandbox.directory.client_secret_hashes import hash_password
from total_onboard.sandbox.directory.store import Body

TOOLS = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
SCOPE = "Application.ReadWrite.All"
LATER = "2099-01-01T00:00:00Z"


def public_client(sandbox: SandboxTenant, tenant: str = "organizations") -> Any:
    return msal.PublicClientApplication(
        TOOLS, authority=f"{sandbox.addresses.sign_in}/{tenant}", verify=sandbox.ca_bundle, instance_discovery=False
    )


def scopes(sandbox: SandboxTenant) -> list[str]:
    return [f"{sandbox.addresses.graph}/{SCOPE}"]


def start_device_flow(sandbox: SandboxTenant) -> tuple[Any, dict[str, Any]]:
    client = public_client(sandbox)
    return client, client.initiate_device_flow(scopes=scopes(sandbox))


def type_code(sandbox: SandboxTenant, user_code: str, **form: str) -> requests.Response:
    return requests.post(
        f"{sandbox.addresses.sign_in}/devicelogin", {"otc": user_code, **form}, verify=sandbox.ca_bundle
    )


def approve(sandbox: SandboxTenant, user_code: str, account: str = "ada@contoso.com") -> requests.Response:
    return type_code(sandbox, user_code, account=account, decision="approve")


def poll_once(client: Any, flow: dict[str, Any]) -> dict[str, Any]:
    return dict(client.acquire_token_by_device_flow(flow, exit_condition=lambda _: True))


def add_application(sandbox: SandboxTenant, **more: Any) -> tuple[Body, Body]:
    store = sandbox.store
    app = {"id": store.new_id(), "appId": store.new_id(), "displayName": "TOTAL", "passwordCredentials": [], **more}
    principal = {"id": store.new_id(), "appId": app["appId"], "accountEnabled": True}
    return store.applications.put(app), store.service_principals.put(principal)


def add_secret(sandbox: SandboxTenant, app: Body, text: str, end: str = LATER) -> None:
    key_id = sandbox.store.new_id()
    sandbox.store.password_hashes[key_id] = hash_password(text)
    app["passwordCredentials"].append({"keyId": key_id, "endDateTime": end})


def client_credentials(sandbox: SandboxTenant, app: Body, secret: str) -> dict[str, Any]:
    client = msal.ConfidentialClientApplication(
        app["appId"],
        client_credential=secret,
        authority=f"{sandbox.addresses.sign_in}/{sandbox.store.tenant_id}",
        verify=sandbox.ca_bundle,
        instance_discovery=False,
    )
    return dict(client.acquire_token_for_client([f"{sandbox.addresses.graph}/.default"]))


def grant(sandbox: SandboxTenant, principal: Body, permission: str) -> None:
    graph = next(sp for sp in sandbox.store.service_principals.all_current() if sp["appId"] == MICROSOFT_GRAPH)
    role = next(role["id"] for role in graph["appRoles"] if role["value"] == permission)
    body = {"id": sandbox.store.new_id(), "principalId": principal["id"], "resourceId": graph["id"], "appRoleId": role}
    sandbox.store.app_role_assignments.put(body)


def test_a_device_code_waits_and_once_approved_becomes_a_token_with_the_roles_of_the_person(
    sandbox: SandboxTenant,
) -> None:
    client, flow = start_device_flow(sandbox)
    waiting = poll_once(client, flow)
    approve(sandbox, flow["user_code"])
    done = poll_once(client, flow)

    caller = sandbox.tokens.verify(done["access_token"])
    assert (waiting["error"], waiting["error_codes"]) == ("authorization_pending", [70016])
    assert caller.kind == "user"
    assert SCOPE in caller.scopes
    assert role_template_id("Global Administrator") in caller.wids
    assert done["id_token_claims"]["preferred_username"] == "ada@contoso.com"


def test_a_device_code_is_good_once(sandbox: SandboxTenant) -> None:
    client, flow = start_device_flow(sandbox)
    approve(sandbox, flow["user_code"])
    poll_once(client, flow)

    assert poll_once(client, flow)["error"] == "bad_verification_code"


def test_a_declined_device_code_says_so(sandbox: SandboxTenant) -> None:
    client, flow = start_device_flow(sandbox)
    type_code(sandbox, flow["user_code"], account="ada@contoso.com", decision="decline")

    assert poll_once(client, flow)["error"] == "authorization_declined"


def test_polling_too_fast_is_told_to_slow_down(sandbox: SandboxTenant) -> None:
    client, flow = start_device_flow(sandbox)

    errors = [poll_once(client, flow)["error"] for _ in range(2)]

    assert errors == ["authorization_pending", "slow_down"]


def test_the_administrator_approves_by_herself_where_that_was_asked_for(
    start_practice: Callable[..., SandboxTenant],
) -> None:
    sandbox = start_practice(auto_approve=0.2)
    client, flow = start_device_flow(sandbox)

    assert "access_token" in client.acquire_token_by_device_flow(flow)


def test_a_device_code_expires_after_fifteen_minutes(start_practice: Callable[..., SandboxTenant]) -> None:
    sandbox = start_practice()
    client, flow = start_device_flow(sandbox)
    sandbox.store.clock.leap(timedelta(minutes=15))

    answer = poll_once(client, flow)

    assert (answer["error"], answer["error_codes"]) == ("expired_token", [70020])


def test_conditional_access_shows_on_the_page_while_the_client_sees_nothing_but_waiting(
    start_practice: Callable[..., SandboxTenant],
) -> None:
    sandbox = start_practice("device-code-blocked", auto_approve=0.0)
    client, flow = start_device_flow(sandbox)

    shown = approve(sandbox, flow["user_code"])

    assert "AADSTS53003" in shown.text
    assert poll_once(client, flow)["error"] == "authorization_pending"


def test_a_policy_about_devices_refuses_a_code_on_the_page_and_lets_the_managed_browser_in(
    start_practice: Callable[..., SandboxTenant],
) -> None:
    sandbox = start_practice("access-managed-device", auto_approve=0.0)
    client, flow = start_device_flow(sandbox)

    assert "AADSTS53000" in approve(sandbox, flow["user_code"]).text
    assert poll_once(client, flow)["error"] == "authorization_pending"
    assert "code" in parse_qs(urlsplit(in_browser(sandbox, client)).query)

    sandbox.store.persona = sandbox.store.persona.model_copy(update={"device": "unmanaged"})
    assert in_browser(sandbox, client) == "", "no way back from the page"


def in_browser(sandbox: SandboxTenant, client: Any) -> str:
    flow = client.initiate_auth_code_flow(scopes(sandbox), redirect_uri="http://localhost:1234")
    answer = {"account": "ada@contoso.com", "decision": "approve"}
    page = requests.post(flow["auth_uri"], answer, verify=sandbox.ca_bundle, allow_redirects=False)
    return page.headers.get("location", "")


def test_a_policy_that_came_later_and_a_sign_in_that_is_too_old_end_renewals(
    start_practice: Callable[..., SandboxTenant],
) -> None:
    sandbox = start_practice("access-strong-methods", auto_approve=0.0)
    client, flow = start_device_flow(sandbox)
    token = client.acquire_token_by_device_flow(flow)["refresh_token"]

    def renewed() -> dict[str, Any]:
        form = {"grant_type": "refresh_token", "client_id": TOOLS, "refresh_token": token}
        url = f"{sandbox.addresses.sign_in}/organizations/oauth2/v2.0/token"
        return dict(requests.post(url, form, verify=sandbox.ca_bundle).json())

    assert "access_token" in renewed()
    sandbox.store.clock.leap(timedelta(hours=4, minutes=1))
    old = renewed()
    assert (old["error"], old["suberror"], old["error_codes"]) == ("invalid_grant", "bad_token", [70043])

    managed = load_persona("access-managed-device").conditional_access
    sandbox.store.persona = sandbox.store.persona.model_copy(update={"conditional_access": managed})
    refused = renewed()
    assert (refused["error"], refused["error_codes"]) == ("interaction_required", [53000])


def test_an_unknown_code_is_refused_on_the_page(sandbox: SandboxTenant) -> None:
    shown = type_code(sandbox, "NOSUCHCODE")

    assert shown.status_code == 400
    assert "The user code is missing or not known" in shown.text


def test_a_person_without_a_role_cannot_consent_for_tools_that_nobody_consented_to(
    start_practice: Callable[..., SandboxTenant],
) -> None:
    persona = start_practice().store.persona.model_copy(update={"tools_consented": False})
    sandbox = start_practice(persona)
    _, flow = start_device_flow(sandbox)

    assert "AADSTS90094" in approve(sandbox, flow["user_code"], account="bo@contoso.com").text
    assert approve(sandbox, flow["user_code"]).ok


def test_a_refresh_token_brings_the_roles_of_now(start_practice: Callable[..., SandboxTenant]) -> None:
    sandbox = start_practice("p2-pim", auto_approve=0.0)
    client, flow = start_device_flow(sandbox)
    before = client.acquire_token_by_device_flow(flow)
    person = next(sandbox.store.users.all_current())["id"]
    sandbox.store.active_roles[person] = sandbox.store.eligible_roles[person]

    after = client.acquire_token_silent(scopes(sandbox), client.get_accounts()[0], force_refresh=True)

    assert role_template_id("Global Administrator") not in sandbox.tokens.verify(before["access_token"]).wids
    assert role_template_id("Global Administrator") in sandbox.tokens.verify(after["access_token"]).wids


def in_the_browser(sandbox: SandboxTenant, flow: dict[str, Any], **form: str) -> dict[str, str]:
    """What a person's click sends back to the client."""
    data = {"account": "ada@contoso.com", "decision": "approve", **form}
    answer = requests.post(flow["auth_uri"], data, verify=sandbox.ca_bundle, allow_redirects=False)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def test_the_browser_flow_with_pkce_signs_in(sandbox: SandboxTenant) -> None:
    client = public_client(sandbox, "contoso.com")
    flow = client.initiate_auth_code_flow(scopes(sandbox), redirect_uri="http://localhost:51234")

    done = client.acquire_token_by_auth_code_flow(flow, in_the_browser(sandbox, flow))

    assert done["id_token_claims"]["tid"] == sandbox.store.tenant_id
    assert SCOPE in sandbox.tokens.verify(done["access_token"]).scopes


def test_declining_in_the_browser_goes_back_to_the_client_as_access_denied(sandbox: SandboxTenant) -> None:
    client = public_client(sandbox)
    flow = client.initiate_auth_code_flow(scopes(sandbox), redirect_uri="http://localhost:51234")

    assert in_the_browser(sandbox, flow, decision="decline")["error"] == "access_denied"


def test_a_code_without_its_verifier_is_refused(sandbox: SandboxTenant) -> None:
    client = public_client(sandbox)
    flow = client.initiate_auth_code_flow(scopes(sandbox), redirect_uri="http://localhost:51234")
    answer = in_the_browser(sandbox, flow)

    refused = client.acquire_token_by_auth_code_flow(flow | {"code_verifier": "another" * 8}, answer)

    assert refused["error_codes"] == [501481]


def test_a_code_is_redeemed_once(sandbox: SandboxTenant) -> None:
    client = public_client(sandbox)
    flow = client.initiate_auth_code_flow(scopes(sandbox), redirect_uri="http://localhost:51234")
    answer = in_the_browser(sandbox, flow)
    client.acquire_token_by_auth_code_flow(flow, answer)

    assert client.acquire_token_by_auth_code_flow(flow, answer)["error_codes"] == [54005]


def test_a_redirect_uri_that_is_not_registered_shows_a_page_and_goes_nowhere(sandbox: SandboxTenant) -> None:
    flow = public_client(sandbox).initiate_auth_code_flow(scopes(sandbox), redirect_uri="https://elsewhere.example")

    answer = requests.get(flow["auth_uri"], verify=sandbox.ca_bundle, allow_redirects=False)

    assert "AADSTS50011" in answer.text
    assert "location" not in answer.headers


def test_an_application_gets_exactly_what_was_consented(sandbox: SandboxTenant) -> None:
    app, principal = add_application(sandbox)
    add_secret(sandbox, app, "right")
    before = client_credentials(sandbox, app, "right")
    grant(sandbox, principal, "GroupMember.Read.All")
    sandbox.store.clock.leap(timedelta(seconds=sandbox.store.persona.consent_lag))
    after = client_credentials(sandbox, app, "right")

    assert sandbox.tokens.verify(before["access_token"]).scopes == frozenset()
    assert sandbox.tokens.verify(after["access_token"]).scopes == {"GroupMember.Read.All"}
    assert sandbox.tokens.verify(after["access_token"]).oid == principal["id"]


def test_consent_takes_a_while_to_reach_tokens(start_practice: Callable[..., SandboxTenant]) -> None:
    sandbox = start_practice("slow-replication", lag=(0.0, 0.0))
    app, principal = add_application(sandbox)
    add_secret(sandbox, app, "right")
    grant(sandbox, principal, "GroupMember.Read.All")

    early = client_credentials(sandbox, app, "right")

    assert sandbox.tokens.verify(early["access_token"]).scopes == frozenset()


def test_a_wrong_secret_is_refused(sandbox: SandboxTenant) -> None:
    app, _ = add_application(sandbox)
    add_secret(sandbox, app, "right")

    assert client_credentials(sandbox, app, "wrong")["error_codes"] == [7000215]


def test_an_expired_secret_is_refused_by_another_number(sandbox: SandboxTenant) -> None:
    app, _ = add_application(sandbox)
    add_secret(sandbox, app, "right", end="2020-01-01T00:00:00Z")

    assert client_credentials(sandbox, app, "right")["error_codes"] == [7000222]


def test_a_new_secret_is_not_known_everywhere_at_once(start_practice: Callable[..., SandboxTenant]) -> None:
    sandbox = start_practice(lag=(60.0, 60.0))
    app, _ = add_application(sandbox)
    sandbox.store.clock.leap(timedelta(seconds=60))
    add_secret(sandbox, app, "right")
    early = client_credentials(sandbox, app, "right")
    sandbox.store.clock.leap(timedelta(seconds=60))

    assert early["error_codes"] == [7000215]
    assert "access_token" in client_credentials(sandbox, app, "right")


def test_a_removed_secret_no_longer_opens_anything(sandbox: SandboxTenant) -> None:
    app, _ = add_application(sandbox)
    add_secret(sandbox, app, "right")
    app["passwordCredentials"].clear()

    assert client_credentials(sandbox, app, "right")["error_codes"] == [7000215]


def sign_in_to(sandbox: SandboxTenant, app: Body, account: str) -> requests.Response:
    query = {
        "client_id": app["appId"],
        "response_type": "code",
        "redirect_uri": "https://total.example/callback",
        "scope": "openid profile email",
        "state": "s",
        "nonce": "n",
    }
    return requests.post(
        f"{sandbox.addresses.sign_in}/{sandbox.store.tenant_id}/oauth2/v2.0/authorize",
        params=query,
        data={"account": account, "decision": "approve"},
        verify=sandbox.ca_bundle,
        allow_redirects=False,
    )


def total_in_use(sandbox: SandboxTenant) -> tuple[Body, Body, str]:
    """An application as the set-up leaves it, and the id of the one person who is assigned through a group."""
    app, principal = add_application(sandbox, web={"redirectUris": ["https://total.example/callback"]})
    principal["appRoleAssignmentRequired"] = True
    person = next(user["id"] for user in sandbox.store.users.all_current() if user["mail"] == "cleo@contoso.com")
    group = sandbox.store.new_id()
    sandbox.store.members[group] = [person]
    sandbox.store.app_role_assignments.put(
        {"id": sandbox.store.new_id(), "principalId": group, "resourceId": principal["id"], "appRoleId": "x"}
    )
    sandbox.store.permission_grants.put(
        {
            "id": sandbox.store.new_id(),
            "clientId": principal["id"],
            "principalId": None,
            "scope": "openid profile email",
        }
    )
    return app, principal, person


def test_an_assigned_person_signs_in_to_the_application_and_is_named_by_object_id(sandbox: SandboxTenant) -> None:
    app, _, person = total_in_use(sandbox)
    add_secret(sandbox, app, "right")
    back = parse_qs(urlsplit(sign_in_to(sandbox, app, "cleo@contoso.com").headers["location"]).query)

    answer = requests.post(
        f"{sandbox.addresses.sign_in}/{sandbox.store.tenant_id}/oauth2/v2.0/token",
        {"grant_type": "authorization_code", "code": back["code"][0], "redirect_uri": "https://total.example/callback"},
        auth=(app["appId"], "right"),
        verify=sandbox.ca_bundle,
    ).json()

    claims = claims_of(answer["id_token"])
    assert (claims["oid"], claims["nonce"], claims["aud"]) == (person, "n", app["appId"])


def claims_of(token: str) -> dict[str, Any]:
    middle = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4))))


def test_a_person_without_assignment_is_kept_out(sandbox: SandboxTenant) -> None:
    app, _, _ = total_in_use(sandbox)

    assert "AADSTS50105" in sign_in_to(sandbox, app, "bo@contoso.com").text


def test_a_person_cannot_consent_alone_to_an_application_that_requires_assignment(sandbox: SandboxTenant) -> None:
    app, principal, _ = total_in_use(sandbox)
    for one in list(sandbox.store.permission_grants.all_current()):
        if one["clientId"] == principal["id"]:
            sandbox.store.permission_grants.remove(one["id"])

    assert "AADSTS90094" in sign_in_to(sandbox, app, "cleo@contoso.com").text


CLAIMS = '{"access_token": {"acrs": {"essential": true, "value": "c1"}}}'


def stepped_up(sandbox: SandboxTenant, first: str | None, later: str | None) -> int:
    """Sign in with these claims in the first request and in the polls; return how Graph takes the token."""
    sandbox.tokens.require_step_up()
    client = public_client(sandbox)
    flow = client.initiate_device_flow(scopes=scopes(sandbox), claims_challenge=first)
    approve(sandbox, flow["user_code"])
    token = client.acquire_token_by_device_flow(flow, claims_challenge=later)["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.get(f"{sandbox.addresses.graph}/v1.0/applications", headers=headers, verify=sandbox.ca_bundle)
    challenged = 'error="insufficient_claims"' in answer.headers.get("WWW-Authenticate", "")
    assert challenged == (answer.status_code == 401)
    return answer.status_code


def test_step_up_claims_in_the_request_for_the_code_are_met(sandbox: SandboxTenant) -> None:
    assert stepped_up(sandbox, CLAIMS, CLAIMS) == 200


def test_step_up_claims_in_the_polls_alone_change_nothing(sandbox: SandboxTenant) -> None:
    assert stepped_up(sandbox, None, CLAIMS) == 401


def test_refresh_token_of_a_sign_in_without_step_up_cannot_meet_claims(sandbox: SandboxTenant) -> None:
    client, flow = start_device_flow(sandbox)
    approve(sandbox, flow["user_code"])
    client.acquire_token_by_device_flow(flow)
    account = client.get_accounts()[0]

    answer = client.acquire_token_silent_with_error(scopes(sandbox), account, claims_challenge=CLAIMS)

    assert answer["error"] == "interaction_required"
    assert answer["error_codes"] == [50076]
