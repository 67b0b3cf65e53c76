from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.sandbox.console.browser import SECRET, Browser, set_up
from tests.sandbox.console.test_sign_in import provision
from tests.sandbox.provisioning.provisioned_tenant import GROUP
from total_onboard.sandbox import SandboxTenant


@pytest.fixture
def tenant() -> Iterator[SandboxTenant]:
    with SandboxTenant.start(lag=(0.0, 0.0)) as one:
        yield one


class _Page(HTMLParser):
    """The words of a page, and the attributes of its elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.text = re.sub(r"\s+", " ", self.text)

    def handle_starttag(self, tag: str, attrs: list[Any]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def look(tenant: SandboxTenant) -> _Page:
    answer = Browser(tenant).http.get(tenant.page_url)
    assert answer.status_code == 200
    return _Page(answer.text)


def test_an_empty_tenant_says_that_there_is_no_application_yet(tenant: SandboxTenant) -> None:
    assert "No application yet" in look(tenant).text


def test_the_page_shows_the_application_its_secret_s_dates_its_consent_and_its_groups(tenant: SandboxTenant) -> None:
    set_up(tenant)
    text = look(tenant).text
    assert "TOTAL integration expires on 2099-01-01" in text
    assert f"Assigned TOTAL-Admin {GROUP}" in text
    assert "Members: ada@contoso.com, bo@contoso.com" in text


def test_a_permission_that_is_only_asked_for_is_told_from_one_that_is_consented(tenant: SandboxTenant) -> None:
    set_up(tenant)
    application = next(one for one in tenant.store.applications.all_current() if one["displayName"] == "TOTAL")
    access = [
        {"id": "37f7f235-527c-4136-accd-4a02d197296e", "type": "Scope"},
        {"id": "98830695-27a2-44f7-8c18-0c3ebc9698f6", "type": "Role"},
    ]
    graph = "00000003-0000-0000-c000-000000000000"
    application["requiredResourceAccess"] = [{"resourceAppId": graph, "resourceAccess": access}]
    text = look(tenant).text
    assert " Consented openid Delegated" in text
    assert "Not consented GroupMember.Read.All Application" in text


def test_the_page_says_why_the_default_mapping_keeps_everybody_out(tenant: SandboxTenant) -> None:
    set_up(tenant)
    provision(tenant, "mailNickname")
    text = look(tenant).text
    assert "The account's externalId is “ada”, not the object ID. Fix the attribute mapping." in text
    assert "externalId ← mailNickname TOTAL requires objectId" in text
    assert "Can sign in" not in text


def test_the_page_says_who_can_sign_in_once_all_is_right(tenant: SandboxTenant) -> None:
    set_up(tenant)
    provision(tenant, "objectId")
    text = look(tenant).text
    assert text.count("Can sign in") == 2
    assert "Can't sign in Cleo Ruiz cleo@contoso.com You do not have access to this platform" in text
    assert "2 users, 1 group" in text


def test_before_the_hand_off_the_provisioned_wait_for_it(tenant: SandboxTenant) -> None:
    console = set_up(tenant)
    console.sign_in, console.accounts.admin_groups = None, ()
    provision(tenant, "objectId")
    assert look(tenant).text.count("Provisioned. TOTAL doesn't have the hand-off yet.") == 2


def test_no_secret_is_on_the_page(tenant: SandboxTenant) -> None:
    set_up(tenant)
    provision(tenant, "objectId")
    html = Browser(tenant).http.get(tenant.page_url).text
    assert tenant.sheet_values.scim_token not in html
    assert SECRET not in html


def test_names_are_shown_and_never_executed(tenant: SandboxTenant) -> None:
    set_up(tenant)
    next(tenant.store.groups.all_current())["displayName"] = "TOTAL<script>alert(1)</script>"
    page = look(tenant)
    assert "TOTAL<script>alert(1)</script>" in page.text
    assert not [tag for tag, _ in page.elements if tag == "script"]


def test_the_page_needs_nothing_from_elsewhere_and_can_be_read_aloud(tenant: SandboxTenant) -> None:
    set_up(tenant)
    provision(tenant, "objectId")
    page = look(tenant)
    assert not [attributes for _, attributes in page.elements if attributes.get("src")]
    assert all((attributes.get("href") or "/").startswith("/") for _, attributes in page.elements)
    assert ("html", {"lang": "en"}) in page.elements
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    assert {
        attributes["aria-labelledby"] for tag, attributes in page.elements if "aria-labelledby" in attributes
    } <= ids


def test_quarantine_is_shown_with_its_cause(tenant: SandboxTenant) -> None:
    set_up(tenant)
    provision(tenant, "objectId", token="wrong")
    text = look(tenant).text
    assert "In quarantine" in text
    assert "Response Status Code: Unauthorized" in text
