"""The page as it is rendered: it needs nothing else, runs nothing, believes no name, and can be read and printed."""

from __future__ import annotations

import re
import stat
from base64 import b64encode
from collections.abc import Iterator
from copy import deepcopy
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

from tests.support.chromium import chromium
from tests.unit.exchange.sheet_page.printed_pages import size_of, text_of
from tests.unit.report.report_inputs import known_from
from tests.unit.report.test_report import CASES, WHOLE, entry
from total_onboard.engine.journal.entry import GraphWrite, RunStarted
from total_onboard.report.builder import report_of
from total_onboard.ui.output.pages.html import report_page, write_report
from total_onboard.ui.output.topology_layout import Drawing, fitted, narrow, wide

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
NAMES = {
    "markup": HOSTILE,
    "from right to left": "شركة الاتصالات السعودية ‮evil",
    "without a blank": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 4,
    "wide letters": "株式会社東京海上日動火災保険サービス" * 3,
}
JOURNAL = (
    entry("one", RunStarted, command="setup", account=f"{HOSTILE}@contoso.com"),
    entry("one", GraphWrite, method="POST", path="/v1.0/groups/c0ffee/members/$ref", status=204, request_id=HOSTILE),
)


def html_of(case: dict[str, Any], name: str = "Contoso") -> str:
    """The page of a tenant in which everything that can bear a name bears this one."""
    case = deepcopy(case)
    tenant = case.setdefault("tenant", {})
    if "application" in tenant:
        tenant["application"] |= {"displayName": name}
    if "group" in tenant:
        tenant["group"] = {"displayName": name}
    known = known_from(case, entries=JOURNAL, journal=f"/home/{name}/journal.jsonl")
    known.state.identity.organization = known.state.identity.organization.model_copy(update={"display_name": name})
    return report_page(report_of(known))


class Elements(HTMLParser):
    """Names of the elements, and where their attributes lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.addresses: list[tuple[str, str, str]] = []
        self.handlers: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        leading = {"src", "href", "srcset", "data", "action", "xlink:href", "style"}
        self.addresses += [(tag, name, value or "") for name, value in attrs if name in leading]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


@pytest.mark.parametrize("name", CASES)
def test_the_page_fetches_nothing_and_runs_nothing(name: str) -> None:
    html = html_of(CASES[name])
    elements = Elements(html)
    assert not set(elements.names) & {"script", "link", "img", "iframe", "object", "form", "image", "use", "base"}
    assert {(tag, attribute) for tag, attribute, _ in elements.addresses} <= {("a", "href")}
    assert not re.search(r"@import|url\((?!#head-)", html)


def test_only_its_own_style_is_allowed() -> None:
    html = html_of(WHOLE)
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'content="{policy.replace(chr(39), "&#39;")}"' in html


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_cannot_become_part_of_the_page(name: str) -> None:
    elements = Elements(html_of(WHOLE, name))
    assert elements.names == Elements(html_of(WHOLE)).names
    assert not elements.handlers
    assert {address for _, _, address in elements.addresses} == {
        address for _, _, address in Elements(html_of(WHOLE)).addresses
    }


def test_there_is_no_secret_on_it_not_even_one_that_someone_took_for_a_name() -> None:
    assert "canary" not in html_of(WHOLE)
    assert "abc8Q~" not in html_of(WHOLE, "abc8Q~" + "x" * 34)


def test_headings_tables_and_drawings_can_be_heard() -> None:
    html = html_of(WHOLE)
    levels = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert len(re.findall(r"<th [^>]*>", html)) == len(re.findall(r'<th [^>]*scope="(?:col|row)"', html))
    drawings = [ElementTree.fromstring(one) for one in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]
    assert len(drawings) == 2
    for drawing in drawings:
        title, description = (drawing.find(name) for name in ("title", "desc"))
        assert title is not None
        assert description is not None
        assert drawing.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert "TOTAL-Admin (2 members) is assigned to TOTAL (assignment required)." in (description.text or "")
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("layout", [wide, narrow])
def test_no_box_of_the_drawing_stands_upon_another_or_outside(layout: Any) -> None:
    drawing: Drawing = layout(report_of(known_from(deepcopy(WHOLE))).connection)
    places = [box.at for box in drawing.boxes]
    for at in places:
        assert at.x >= 0
        assert at.x + at.width <= drawing.width
        assert at.y + at.height <= drawing.height
    for number, one in enumerate(places):
        for other in places[number + 1 :]:
            beside = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert beside or one.y + one.height <= other.y or other.y + other.height <= one.y


def test_a_text_that_is_too_long_keeps_its_beginning_and_its_end() -> None:
    assert fitted("scim.yourtotal.com", 400, 9) == "scim.yourtotal.com"
    short = fitted("scim.eu-central-1.customers.yourtotal.com", 190, 9)
    assert short.startswith("scim.eu-")
    assert short.endswith("total.com")
    assert len(short) < 27


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def test_a_browser_shows_it_at_any_width_without_a_word(browser: Browser, tmp_path: Path) -> None:
    said: list[str] = []
    page, path = browser.new_page(), tmp_path / "report.html"
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: said.append(request.url) if request.url != path.as_uri() else None)
    for name in NAMES.values():
        path.write_text(html_of(WHOLE, name), encoding="utf-8")
        page.goto(path.as_uri())
        for width in (400, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") == width
            assert page.locator("svg:visible").count() == 1
            narrowest = "Math.min(...[...document.querySelectorAll('.permissions td')].map(cell => cell.offsetWidth))"
            assert page.evaluate(narrowest) > 150, "no cell is squeezed"
            colour = page.evaluate("getComputedStyle(document.querySelector('.mark.good')).color")
            assert colour == "rgb(18, 101, 59)", "the style is in force"
    assert said == []


@pytest.mark.parametrize(("paper", "points"), [("A4", (595, 842)), ("Letter", (612, 792))])
def test_it_prints(browser: Browser, paper: str, points: tuple[int, int], tmp_path: Path) -> None:
    page, path = browser.new_page(), tmp_path / "report.html"
    path.write_text(html_of(WHOLE), encoding="utf-8")
    page.goto(path.as_uri())
    pdf = page.pdf(format=paper)
    width, height = size_of(pdf)
    assert abs(width - points[0]) <= 1
    assert abs(height - points[1]) <= 1
    read = text_of(pdf, tmp_path)
    for said in ("TOTAL-Admin", "GroupMember.Read.All", "app-object", "total-onboard teardown --tenant tenant"):
        assert said in read


def test_the_file_is_its_owners_alone_and_an_older_one_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("older")
    path.chmod(0o644)
    assert path.read_text() == "older"
    write_report(path, "newer")
    assert path.read_text() == "newer"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
