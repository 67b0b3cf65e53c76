from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from tests.unit.exchange.samples import made
from tests.unit.exchange.sheet_page.printed_pages import number_of_pages, printed, size_of, text_of
from total_onboard.core.desired_state import DesiredGroup
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.exchange.sheet_page.formats import Paper
from total_onboard.exchange.sheet_page.html import html_page
from total_onboard.exchange.sheet_page.model import PageContent, content_of
from total_onboard.exchange.sheet_page.pdf import pdf_page

SHEET, PAGE = Path("contoso.totalsheet"), Path("contoso.html")
FIVE = tuple(f"https://app{number}.yourtotal.com/auth/oidc/callback" for number in range(5))
LONG = "Verwaltungsgesellschaft der Donaudampfschifffahrt und Söhne Beteiligungs-Holding, Geschäftsbereich Ελλάς и Юг"
POINTS = {Paper.A4: (595, 842), Paper.LETTER: (612, 792)}


def content(**said: Any) -> PageContent:
    return content_of(made(**said), SHEET, PAGE)


def full() -> PageContent:
    groups = (DesiredGroup(name="TOTAL-Admin", role="admin"), DesiredGroup(name="TOTAL-Analyst", role="analyst"))
    return content(customer=LONG, redirect_uris=FIVE, cloud="usgov", groups=groups, contact="Grace Hopper, +1 555 0100")


def commands(page: PageContent) -> list[str]:
    return [command.text for step in page.steps for command in step.commands]


class Elements(HTMLParser):
    """Names of the elements, and of their attributes that could fetch something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.addresses: list[str | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.addresses += [value for name, value in attrs if name in {"src", "href", "srcset", "data", "action"}]


def test_the_page_says_what_the_sheet_says_and_what_to_do() -> None:
    page, html = full(), html_page(full())
    for said in (LONG, *FIVE, "usgov", "TOTAL-Analyst (analyst)", "Grace Hopper, +1 555 0100", "24 months"):
        assert said in html
    assert page.fingerprint in html_page(page)
    assert commands(page) == [
        "pipx install total-onboard",
        "py -m pip install pipx; py -m pipx install total-onboard; py -m pipx ensurepath",
        "total-onboard keys trust contoso.html",
        "total-onboard value-sheet check contoso.totalsheet",
        "total-onboard check-prereqs --sheet contoso.totalsheet",
        "total-onboard setup --sheet contoso.totalsheet --admin YOU@YOUR-DOMAIN --handoff contoso.totalhandoff",
    ]


def test_a_file_name_with_blanks_can_be_typed_as_it_stands() -> None:
    page = content_of(made(), Path("folder/the sheet.totalsheet"), Path("folder/the page.html"))
    assert any(line.endswith("trust 'the page.html'") for line in commands(page))
    assert any(line.endswith("check 'the sheet.totalsheet'") for line in commands(page))


def test_the_page_needs_nothing_else_and_runs_nothing() -> None:
    html = html_page(full())
    elements = Elements(html)
    assert elements.addresses == []
    assert not elements.names & {"script", "link", "img", "iframe", "object", "form"}
    assert "default-src 'none'" in html


def test_what_a_customer_is_called_cannot_become_part_of_the_page() -> None:
    html = html_page(content(customer="<script>alert(1)</script>", contact='"><img src=x onerror=alert(1)>'))
    assert "<script>" not in html
    assert not Elements(html).names & {"script", "img"}


def test_there_is_no_secret_on_the_page(tmp_path: Path) -> None:
    sheet = made(scim_token=SecretText("canary-of-a-token"))
    page = content_of(sheet, SHEET, PAGE)
    assert sheet.passphrase
    passphrase = sheet.passphrase.reveal(to="the search for it in this test")
    written = repr(page) + page.code + html_page(page) + text_of(pdf_page(page), tmp_path)
    assert "canary" not in written
    assert passphrase not in written
    assert (sheet.sheet.sealed_scim_token or "none") not in written


@pytest.mark.parametrize("paper", Paper)
def test_a_browser_prints_five_redirect_uris_on_one_page(paper: Paper, tmp_path: Path) -> None:
    pdf = printed(html_page(full()), paper.name, tmp_path)
    assert size_of(pdf) == POINTS[paper]
    assert number_of_pages(pdf) == 1
    assert full().steps[4].what in text_of(pdf, tmp_path)


@pytest.mark.parametrize("paper", Paper)
def test_the_pdf_says_the_same_on_one_page(paper: Paper, tmp_path: Path) -> None:
    page = full()
    pdf = pdf_page(page, paper)
    assert size_of(pdf) == POINTS[paper]
    assert number_of_pages(pdf) == 1
    read = text_of(pdf, tmp_path)
    for said in (page.fingerprint, *FIVE, "TOTAL-Analyst (analyst)", "Юг", *commands(page)):
        assert said in read


def test_more_than_fits_goes_on_the_next_page(tmp_path: Path) -> None:
    many = tuple(f"https://app{number}.yourtotal.com/callback" for number in range(60))
    page = content(redirect_uris=many)
    pdf = pdf_page(page)
    assert number_of_pages(pdf) == 2
    assert all(uri in text_of(pdf, tmp_path) for uri in (many[0], many[-1]))
    assert number_of_pages(printed(html_page(page), "A4", tmp_path)) == 2


def test_what_the_pdfs_font_lacks_is_refused_by_name() -> None:
    with pytest.raises(BadValue, match="株") as refused:
        pdf_page(content(customer="株式会社"))
    assert "--pdf-font" in refused.value.remedy


def test_a_font_that_has_it_helps(tmp_path: Path) -> None:
    page = content(customer="株")
    assert number_of_pages(pdf_page(page, font=font_with("株", tmp_path / "other.ttf"))) == 1


def test_what_is_no_font_is_told(tmp_path: Path) -> None:
    (tmp_path / "font.ttf").write_text("no font")
    with pytest.raises(BadValue, match="cannot be used as a font"):
        pdf_page(content(), font=tmp_path / "font.ttf")


def test_names_from_right_to_left_are_printed() -> None:
    assert number_of_pages(pdf_page(content(customer="شركة الاتصالات", contact="יעל כהן"))) == 1


def font_with(sign: str, path: Path) -> Path:
    """A font with one sign in it, a box."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 700), (900, 700), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "box"])
    builder.setupCharacterMap({ord(sign): "box"})
    builder.setupGlyf({".notdef": pen.glyph(), "box": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "box": (1000, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path
