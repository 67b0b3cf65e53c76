"""Error pages: what happened, the one next thing to do, and the way back."""

from __future__ import annotations

import pytest

from tests.integration.dashboard.signed_in import AUTHORITY, BASE, ORIGIN, Browser, Dashboard, token_of
from tests.integration.dashboard.test_sheets import SIGN, typed
from total_onboard.dashboard.sheets.form_labels import for_the_page


@pytest.mark.parametrize(
    ("referer", "is_linked"),
    [
        (f"http://{AUTHORITY}{BASE}{{}}", True),
        (f"http://other.example{BASE}{{}}", False),
        (f"http://{AUTHORITY}/elsewhere{{}}", False),
        ("", False),
    ],
)
def test_error_page_links_the_page_that_the_form_came_from(browser: Browser, referer: str, is_linked: bool) -> None:
    review = typed(browser)
    data = SIGN | {"passphrase": "wrong", "csrf": token_of(browser.page(review))}
    headers = ORIGIN | {"referer": referer.format(review)}
    page = browser.client.post(f"{BASE}{review.replace('/review', '/sign')}", data=data, headers=headers).text
    assert ("Go back" in page) == is_linked
    assert (f'href="{BASE}{review}"' in page) == is_linked


@pytest.mark.parametrize("path", ["/nothing", "/files/x/value", "/customers/not-an-id"])
def test_address_without_a_page_is_answered_with_a_page(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code in {404, 405}
    assert "There is no such page" in answer.text
    assert f'href="{BASE}/"' in answer.text


def test_address_outside_the_dashboard_does_not_reveal_its_path(dashboard: Dashboard) -> None:
    answer = dashboard.browser().get("/nothing")
    assert answer.status_code == 404
    assert BASE not in answer.text


@pytest.mark.parametrize(
    ("remedy", "on_the_page"),
    [
        ("Give the address with --scim-url.", "Give the address in the field “SCIM address”."),
        ("Give it with --certificate FILE.", "Give it in the field “TOTAL's certificate”."),
        (
            "Choose another with --key, or make one with total-onboard keys create.",
            "Choose another in the field “Key”, or make one on the page Keys.",
        ),
        (
            "See total-onboard keys list; make one with total-onboard keys create --name NAME.",
            "See the page Keys; make one on the page Keys.",
        ),
        (
            "Ask its owner for the output of total-onboard keys show NAME --public.",
            "Ask its owner for the output of total-onboard keys show NAME --public.",
        ),
    ],
)
def test_remedy_names_fields_and_pages(remedy: str, on_the_page: str) -> None:
    assert for_the_page(remedy) == on_the_page
