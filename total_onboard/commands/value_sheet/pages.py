"""Pages for people that accompany a sheet, as HTML or PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from total_onboard.core.errors import BadValue
from total_onboard.core.platforms.extras import Extra, install_remedy
from total_onboard.exchange.safe_files import FOR_ALL, NewFile
from total_onboard.exchange.sheet_page.formats import PageKind, Paper
from total_onboard.exchange.sheet_page.model import PageContent, content_of

if TYPE_CHECKING:
    from total_onboard.exchange.value_sheet.create import CreatedSheet


@dataclass(frozen=True)
class PageOptions:
    """Target files of the pages; None for a page that is not wanted. ``font`` has signs that the PDF's font lacks."""

    html: Path | None = None
    pdf: Path | None = None
    paper: Paper = Paper.A4
    font: Path | None = None

    def drawn(self, made: CreatedSheet, sheet: Path) -> Iterator[NewFile]:
        """Yield the pages before they are written. Raises BadValue: see ``pdf_of``."""
        if self.html:
            from total_onboard.exchange.sheet_page.html import html_page

            yield NewFile(self.html, html_page(content_of(made, sheet, self.html)), "--page", FOR_ALL)
        if self.pdf:
            pdf = pdf_of(content_of(made, sheet, self.pdf), self.paper, self.font)
            yield NewFile(self.pdf, pdf, "--pdf", FOR_ALL)

    def for_sheet(self, sheet: Path, kinds: frozenset[PageKind]) -> PageOptions:
        """Return the options for one sheet of many."""
        html = sheet.with_suffix(".html") if PageKind.HTML in kinds else None
        pdf = sheet.with_suffix(".pdf") if PageKind.PDF in kinds else None
        return PageOptions(html, pdf, self.paper, self.font)


def pdf_of(content: PageContent, paper: Paper, font: Path | None = None) -> bytes:
    """Draw the PDF. Raises BadValue if its libraries are not installed, or the font lacks a character."""
    try:
        from total_onboard.exchange.sheet_page.pdf import pdf_page
    except ModuleNotFoundError as error:
        raise BadValue(
            f"The part that writes PDF files isn't installed ({error.name} is missing).",
            remedy=f"{install_remedy(Extra.PDF)} Or use --page FILE, and print the page from a browser.",
        ) from error
    return pdf_page(content, paper, font)
