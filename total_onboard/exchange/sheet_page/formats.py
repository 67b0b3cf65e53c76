"""Formats of a page."""

from __future__ import annotations

from enum import StrEnum


class PageKind(StrEnum):
    """A page for the screen and the printer, or for the printer alone."""

    HTML = "html"
    PDF = "pdf"


class Paper(StrEnum):
    """Sizes of the PDF; the HTML takes the printer's."""

    A4 = "a4"
    LETTER = "letter"
