"""The dashboard in a real Chromium: a representative's journey, the keyboard, and what axe-core finds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.clients.installed import NODE_MODULES, need_node
from tests.e2e.loop import ONLY_THE_SHEET
from tests.integration.dashboard.signed_in import PASSPHRASE, Dashboard
from tests.integration.dashboard.test_files import answer_to, issue
from tests.integration.dashboard.test_lists import populated
from tests.integration.documentation.scenes import Scene, new_tenant
from tests.support.chromium import chromium, need_chromium
from tests.support.total_credentials import public_pem
from total_onboard.dashboard.app import SIGN_IN, dashboard_app
from total_onboard.dashboard.server import HOST, loopback_socket, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.sweep, pytest.mark.timeout(300)]
AXE = NODE_MODULES / "axe-core" / "axe.min.js"
KEY_PASSPHRASE = "#passphrase"
REFUSED = "Failed to load resource: the server responded with a status of 40"


@contextmanager
def opened(
    dashboard: Dashboard, browser: Browser, *, refuses: bool = False, **context: Any
) -> Iterator[tuple[Page, str]]:
    """A page that is signed in, and the address below which all pages are; an error in a script fails the test.

    With ``refuses``, the test sends what is refused, which a browser's console reports, too.
    """
    listening = loopback_socket(0)
    authority = f"{HOST}:{listening.getsockname()[1]}"
    base = f"http://{authority}{dashboard.services.base}"
    errors: list[str] = []
    with serving(dashboard_app(dashboard.services, dashboard.sessions, authority), listening):
        window = browser.new_context(accept_downloads=True, **context)
        window.grant_permissions(["clipboard-read", "clipboard-write"], origin=f"http://{authority}")
        page = window.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(f"{base}{SIGN_IN}?token={dashboard.sessions.token}")
        yield page, base
        window.close()
    assert [error for error in errors if not (refuses and error.startswith(REFUSED))] == []


def test_journey_of_a_representative_from_a_sheet_to_the_calendar(tmp_path: Path) -> None:
    need_chromium()
    (tmp_path / "admin").mkdir()
    home = tmp_path / "representative"
    home.mkdir()
    with new_tenant(tmp_path / "admin") as admin:
        dashboard = Dashboard(home, reach=_reach(admin))
        with chromium() as browser, opened(dashboard, browser) as (page, base):
            sheet, passphrase = _makes_a_sheet(page, base, admin)
        handoff = _sets_up(admin, sheet, passphrase, dashboard.settings.trusted_keys)
        days_later = Dashboard(home, reach=_reach(admin))
        with chromium() as browser, opened(days_later, browser) as (page, base):
            _opens(page, base, handoff)
            _finishes(page)
            page.goto(f"{base}/calendar")
            assert "Contoso" in page.inner_text("main")
            assert "client secret" in page.inner_text("main")
        assert days_later.ledger.overview().nobody == 1


def _reach(admin: Scene) -> dict[str, Any]:
    prefix = "TOTAL_ONBOARD_"
    names = ("CLOUD", "AUTHORITY_URL", "GRAPH_URL", "CA_BUNDLE")
    return {name.lower(): admin.session.tenant.environment[f"{prefix}{name}"] for name in names}


def _makes_a_sheet(page: Page, base: str, admin: Scene) -> tuple[Path, str]:
    """Fill in the form, sign, save the sheet, and read the passphrase in the view for the phone."""
    page.goto(f"{base}/sheets/new")
    values = {"customer": "Contoso", "tenant": "contoso.com", "redirect_uri": admin.values.redirect_uri}
    for name, text in (values | {"scim_url": admin.values.scim_url, "scim_token": admin.values.scim_token}).items():
        page.fill(f"#{name}", text)
    page.click("button:has-text('Review')")
    page.wait_for_url("**/review")
    page.fill(KEY_PASSPHRASE, PASSPHRASE)
    page.click("main button:has-text('Sign')")
    page.wait_for_url("**/files")
    with page.expect_download() as download:
        page.click("text=contoso.totalsheet")
    sheet = admin.home / "contoso.totalsheet"
    download.value.save_as(sheet)
    page.click("text=Open the view for the phone")
    page.click("text=Show it once")
    shown = page.locator("section:has-text('passphrase') .fingerprint")
    shown.wait_for()
    words = shown.inner_text()
    page.fill("#partner", "Ada of Contoso")
    page.click("text=Both fingerprints are equal")
    page.wait_for_selector("text=Compared by ada on")
    return sheet, words


def _sets_up(admin: Scene, sheet: Path, passphrase: str, trusted: Path | None) -> Path:
    """The customer's administrator uses nothing but the sheet, the key and the passphrase."""
    environment = {**ONLY_THE_SHEET, "TOTAL_ONBOARD_SHEET_PASSPHRASE": passphrase}
    environment["TOTAL_ONBOARD_TRUSTED_KEYS"] = str(trusted)
    words = ("setup", "--sheet", sheet.name, "--admin", "ada@contoso.com", "--handoff", "contoso.totalhandoff")
    done = admin.session.runs(*words, **environment)
    assert done.status == 0, done.err
    return admin.home / "contoso.totalhandoff"


def _opens(page: Page, base: str, handoff: Path) -> None:
    """Drop the hand-off, open it, test its secret, and copy it."""
    page.goto(f"{base}/files")
    page.set_input_files("#file", handoff)
    page.fill(KEY_PASSPHRASE, PASSPHRASE)
    page.click("text=Open and verify")
    page.wait_for_selector("text=Verified.")
    page.click("text=Test the client secret at Microsoft")
    page.wait_for_selector("text=Microsoft accepts the client secret.")
    assert page.locator("td:has-text('hidden')").count() == 1
    page.click("button:has-text('Copy Client secret')")
    page.wait_for_selector("button:has-text('Copied')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert len(copied) > 20
    assert copied not in page.content()


def _finishes(page: Page) -> None:
    """Tick each step on the customer's page."""
    page.click("text=Continue with the checklist")
    for step in ("Entered at TOTAL", "Sign-in tested", "Customer informed", "Finished"):
        page.click(f".checklist li:has-text('{step}') button:has-text('Mark as done')")
        page.wait_for_selector(f".checklist li.yes:has-text('{step}')")


PAGES = (
    "/",
    "/customers",
    "/customers?search=nobody",
    "/sheets/new",
    "/files",
    "/import",
    "/calendar",
    "/keys",
    "/audit",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(tmp_path: Path, scheme: str) -> None:
    need_chromium()
    need_node("axe-core")
    dashboard = Dashboard(tmp_path)
    populated(dashboard.ledger, 60)
    sheet = issue(dashboard)
    (tmp_path / "contoso.totalhandoff").write_text(answer_to(sheet), encoding="utf-8")
    dashboard.ledger.store_post(sheet.sheet.id, "0" * 64, answer_to(sheet))
    customer = f"/customers/{sheet.sheet.id}"
    with chromium() as browser, opened(dashboard, browser, color_scheme=scheme) as (page, base):
        found = {}
        for path in (*PAGES, customer, f"{customer}/phone", f"{customer}/files"):
            page.goto(f"{base}{path}")
            found[path] = _axe(page)
        page.goto(f"{base}/files")
        page.set_input_files("#file", tmp_path / "contoso.totalhandoff")
        page.wait_for_selector(KEY_PASSPHRASE)
        found["sealed"] = _axe(page)
        page.fill(KEY_PASSPHRASE, PASSPHRASE)
        page.click("text=Open and verify")
        page.wait_for_selector("text=Verified.")
        page.click("button:has-text('Show Client secret')")
        page.wait_for_selector(".secret")
        found["opened"] = _axe(page)
        page.goto(f"{base}/import")
        page.set_input_files("#file", {"name": "a.csv", "mimeType": "text/csv", "buffer": b"customer,x\nContoso,1"})
        page.wait_for_selector("text=0 good, 1 wrong")
        found["import"] = _axe(page)
        page.set_viewport_size({"width": 390, "height": 800})
        page.goto(f"{base}/")
        found["on a phone"] = _axe(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert {path: each for path, each in found.items() if each} == {}
    assert overflow == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_pages_of_forms(tmp_path: Path, scheme: str, width: int) -> None:
    need_chromium()
    need_node("axe-core")
    dashboard = Dashboard(tmp_path)
    look = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    with chromium() as browser, opened(dashboard, browser, refuses=True, **look) as (page, base):
        found = dict(_on_pages_of_forms(page, base))
    assert {name: each for name, each in found.items() if each} == {}
    assert len(found) == 11


def _on_pages_of_forms(page: Page, base: str) -> Iterator[tuple[str, list[str]]]:
    """What is wrong with pages that only a form leads to: axe-core's findings, and what is wider than the window."""
    page.goto(f"{base}/sheets/new")
    for summary in page.locator("summary").all():
        summary.click()
    yield "form", _findings(page)
    page.fill("#redirect_uri", "http://wrong.example/")
    page.select_option("#credential", "certificate")
    page.click("button:has-text('Review')")
    page.wait_for_url("**/edit")
    yield "form with faults", _findings(page)
    page.fill("#customer", "Contoso Deutschland GmbH & Co. KG")
    page.fill("#redirect_uri", "https://app.yourtotal.com/auth/oidc/callback")
    page.fill("#handoff_url", "https://handoff.yourtotal.com/emea")
    page.set_input_files("#certificate_file", {"name": "a.cer", "mimeType": "x", "buffer": public_pem()})
    page.click("button:has-text('Review')")
    page.wait_for_url("**/review")
    yield "review", _findings(page)
    page.fill(KEY_PASSPHRASE, "wrong")
    page.click("main button:has-text('Sign')")
    page.wait_for_selector("[role=alert]")
    yield "error", _findings(page)
    page.click("text=Go back")
    page.wait_for_url("**/review")
    page.fill(KEY_PASSPHRASE, PASSPHRASE)
    page.click("main button:has-text('Sign')")
    page.wait_for_url("**/files")
    yield "unlocked files", _findings(page)
    page.goto(page.url.replace("/files", "/phone"))
    yield "phone", _findings(page)
    page.goto(f"{base}/import")
    rows = b"customer,redirect_uri\nContoso,https://a.example/cb\nFabrikam,http://a.example/\n"
    page.set_input_files("#file", {"name": "a.csv", "mimeType": "text/csv", "buffer": rows})
    page.wait_for_selector("text=1 good, 1 wrong")
    page.click("summary")
    yield "import", _findings(page)
    page.fill(KEY_PASSPHRASE, PASSPHRASE)
    page.click("main button:has-text('Sign')")
    page.wait_for_url("**/done")
    yield "import result", _findings(page)
    page.goto(f"{base}/nothing")
    yield "no such page", _findings(page)
    page.goto(f"{base}/keys")
    page.click("summary")
    yield "revocation of a key", _findings(page)
    page.click("text=Sign out")
    page.wait_for_selector("text=signed out")
    yield "signed out", _findings(page)


def _findings(page: Page) -> list[str]:
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*_axe(page), *([f"{overflow} pixels are outside the window"] if overflow else [])]


def _axe(page: Page) -> list[str]:
    """What axe-core finds on the page as it is, once its styles have come."""
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = "async () => (await axe.run()).violations.map(one => one.id + ' ' + one.nodes.map(node => node.html))"
    found: list[str] = page.evaluate(rules)
    return found


def test_keyboard_alone_signs_a_sheet(tmp_path: Path) -> None:
    need_chromium()
    dashboard = Dashboard(tmp_path)
    with chromium() as browser, opened(dashboard, browser) as (page, base):
        page.goto(f"{base}/sheets/new")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        for text in ("Contoso", "", "", ""):
            page.keyboard.press("Tab")
            page.keyboard.type(text)
        page.keyboard.press("Tab")
        page.keyboard.type("https://app.yourtotal.com/auth/oidc/callback")
        page.focus("button:has-text('Review')")
        page.keyboard.press("Enter")
        page.wait_for_url("**/review")
        page.focus(KEY_PASSPHRASE)
        page.keyboard.type(PASSPHRASE)
        page.keyboard.press("Enter")
        page.wait_for_url("**/files")
    assert dashboard.ledger.lines()[0].customer == "Contoso"


def test_search_narrows_the_list_while_typing(tmp_path: Path) -> None:
    need_chromium()
    dashboard = Dashboard(tmp_path)
    populated(dashboard.ledger, 60)
    with chromium() as browser, opened(dashboard, browser) as (page, base):
        page.goto(f"{base}/customers")
        page.locator("#search").press_sequentially("00042")
        page.wait_for_selector("text=1 customer")
        assert "Customer 00042" in page.inner_text("#list")
        assert "search=00042" in page.url
