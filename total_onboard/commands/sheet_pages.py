"""The pages for people that were asked for beside a sheet, as HTML or PDF."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from total_onboard.sheet.files import FOR_ALL, refuse_existing, write_new
from total_onboard.sheet.page.content import content_of
from total_onboard.sheet.page.paper import PageKind, Paper

if TYPE_CHECKING:
    from total_onboard.sheet.sheet_order import MadeSheet


@dataclass(frozen=True)
class PageWishes:
    """Where they are written; None where one is not wanted. ``font`` is for what the PDF's own font lacks."""

    html: Path | None = None
    pdf: Path | None = None
    paper: Paper = Paper.A4
    font: Path | None = None

    def check(self) -> None:
        """Raises BadValue where something is there already."""
        for path, option in ((self.html, "--page"), (self.pdf, "--pdf")):
            if path:
                refuse_existing(path, option)

    def drawn(self, made: MadeSheet, sheet: Path) -> dict[Path, bytes]:
        """What is written, not yet written. Raises BadValue where the PDF's font lacks a character."""
        content, pages = content_of(made, sheet), {}
        if self.html:
            from total_onboard.sheet.page.html_page import html_page

            pages[self.html] = html_page(content).encode()
        if self.pdf:
            from total_onboard.sheet.page.pdf_page import pdf_page

            pages[self.pdf] = pdf_page(content, self.paper, self.font)
        return pages

    def beside(self, sheet: Path, kinds: frozenset[PageKind]) -> PageWishes:
        """The same for one sheet of many."""
        html = sheet.with_suffix(".html") if PageKind.HTML in kinds else None
        pdf = sheet.with_suffix(".pdf") if PageKind.PDF in kinds else None
        return PageWishes(html, pdf, self.paper, self.font)


def write_pages(pages: dict[Path, bytes]) -> None:
    """Raises BadValue where something is there already."""
    for path, content in pages.items():
        write_new(path, content, option="--page" if path.suffix != ".pdf" else "--pdf", mode=FOR_ALL)
