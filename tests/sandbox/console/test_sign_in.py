from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests.sandbox.console.browser import Browser, set_up, settings
from tests.sandbox.provisioning.provisioned_tenant import GROUP, SP, identify
from total_onboard.sandbox import SandboxTenant
from total_onboard.sandbox.console.accounts import DEACTIVATED, NOT_PROVISIONED
from total_onboard.sandbox.provisioning.cycle import run_cycle
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.service import synchronization_service

ADA, BO, CLEO = "ada@contoso.com", "bo@contoso.com", "cleo@contoso.com"


@pytest.fixture
def tenant() -> Iterator[SandboxTenant]:
    """Ada and Bo are in TOTAL-Admin, which is assigned; nothing is provisioned yet."""
    with SandboxTenant.start(lag=(0.0, 0.0)) as one:
        yield one


def provision(tenant: SandboxTenant, attribute: str, token: str | None = None) -> Job:
    """Run one cycle, in which people are known by an attribute."""
    service = synchronization_service(tenant.store)
    job = service.new_job(SP)
    values = tenant.sheet_values
    service.secrets[SP] = {"BaseAddress": values.scim_url, "SecretToken": token or values.scim_token}
    identify(job.schema, attribute)
    asyncio.run(_cycle(tenant, job))
    return job


async def _cycle(tenant: SandboxTenant, job: Job) -> None:
    await run_cycle(synchronization_service(tenant.store), job)


def test_a_provisioned_administrator_signs_in_with_the_hand_offs_values(tenant: SandboxTenant) -> None:
    set_up(tenant)
    provision(tenant, "objectId")
    answer = Browser(tenant).sign_in(ADA)
    assert answer.status_code == 200
    assert "Welcome, Ada Lindqvist" in answer.text


def test_with_the_default_mapping_the_door_stays_shut(tenant: SandboxTenant) -> None:
    set_up(tenant)
    provision(tenant, "mailNickname")
    answer = Browser(tenant).sign_in(ADA)
    assert (answer.status_code, NOT_PROVISIONED in answer.text) == (403, True)


def test_before_provisioning_the_door_stays_shut(tenant: SandboxTenant) -> None:
    set_up(tenant)
    assert NOT_PROVISIONED in Browser(tenant).sign_in(ADA).text


def test_who_is_not_assigned_does_not_even_get_past_microsoft(tenant: SandboxTenant) -> None:
    set_up(tenant)
    assert "AADSTS50105" in Browser(tenant).sign_in(CLEO).text


def test_a_session_ends_at_its_next_request_once_the_account_is_deactivated(tenant: SandboxTenant) -> None:
    set_up(tenant)
    job = provision(tenant, "objectId")
    browser = Browser(tenant)
    assert "Welcome" in browser.sign_in(BO).text
    tenant.store.members[GROUP].pop()
    asyncio.run(_cycle(tenant, job))
    assert DEACTIVATED in browser.at("/").text
    assert "Sign in with Microsoft" in browser.at("/").text


def test_an_account_outside_the_admin_groups_is_refused(tenant: SandboxTenant) -> None:
    console = set_up(tenant)
    provision(tenant, "objectId")
    console.accounts.admin_groups = ("5b0c7b1e-0000-4000-8000-0000000000ff",)
    assert NOT_PROVISIONED in Browser(tenant).sign_in(ADA).text


def test_a_wrong_secret_shows_what_microsoft_says(tenant: SandboxTenant) -> None:
    set_up(tenant, secret="mistyped")
    provision(tenant, "objectId")
    answer = Browser(tenant).sign_in(ADA)
    assert (answer.status_code, "AADSTS7000215" in answer.text) == (401, True)


def test_declining_at_microsoft_leads_back_to_the_login_page(tenant: SandboxTenant) -> None:
    set_up(tenant)
    answer = Browser(tenant).sign_in(ADA, "decline")
    assert (answer.status_code, "Microsoft refused the sign-in" in answer.text) == (401, True)


def test_an_answer_that_nobody_asked_for_is_refused(tenant: SandboxTenant) -> None:
    set_up(tenant)
    assert Browser(tenant).at("/auth/oidc/callback?code=forged&state=forged").status_code == 401


def test_without_the_hand_off_nobody_is_sent_to_microsoft(tenant: SandboxTenant) -> None:
    answer = Browser(tenant).at("/auth/oidc/start")
    assert (answer.status_code, "not set up yet" in answer.text) == (503, True)


def test_the_settings_can_be_typed_in_by_hand(tenant: SandboxTenant) -> None:
    console = set_up(tenant)
    console.sign_in = None
    form = {**settings(tenant), "admin_groups": f"{GROUP}\n"}
    browser = Browser(tenant)
    answer = browser.http.post(f"{tenant.addresses.total}/settings", data=form, follow_redirects=True)
    assert "set up for client" in answer.text
    assert settings(tenant)["client_secret"] not in answer.text
    assert console.sign_in is not None


@pytest.mark.parametrize("wrong", [{"client_id": "TOTAL"}, {"client_secret": ""}, {"admin_groups": ["TOTAL-Admin"]}])
def test_settings_that_cannot_be_right_are_refused_without_repeating_the_secret(
    tenant: SandboxTenant, wrong: dict[str, str]
) -> None:
    body = settings(tenant) | wrong
    answer = Browser(tenant).http.post(f"{tenant.addresses.total}/settings", json=body)
    assert answer.status_code == 400
    assert next(iter(wrong)) in answer.json()["error"]
    assert str(settings(tenant)["client_secret"]) not in answer.text
