"""A sheet of A4 or Letter to write on, in a font that is shipped with this program."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from total_onboard.core.errors import BadValue
from total_onboard.core.text.visible_text import shown
from total_onboard.exchange.sheet_page.formats import Paper

BLUE: Final = (18, 80, 123)
GREY: Final = (85, 96, 107)
BLACK: Final = (23, 32, 42)
MARGIN: Final = 16
"""Millimetres, as everywhere here."""
_FOOT: Final = 18
_LINE: Final = 0.53
"""The height of a line for each point of its letters."""
_FONTS: Final = Path(__file__).parent / "fonts"
_FAMILY: Final = "DejaVu"
_OTHER: Final = "Other"


class PdfCanvas(FPDF):
    """Canvas that is filled from top to bottom and adds pages when full. ``last_line`` is the footer of each page."""

    def __init__(self, last_line: str, paper: Paper, font: Path | None) -> None:
        super().__init__(format=paper.value)
        self._last_line = last_line
        self.c_margin = 0
        self.set_margins(MARGIN, 14, MARGIN)
        self.set_auto_page_break(True, _FOOT)
        self.set_lang("en")
        self.add_font(_FAMILY, "", _FONTS / "DejaVuSans.ttf")
        self.add_font(_FAMILY, "B", _FONTS / "DejaVuSans-Bold.ttf")
        if font:
            self._add_other_font(font)
        self.set_text_shaping(True)
        self.add_page()

    def _add_other_font(self, font: Path) -> None:
        try:
            self.add_font(_OTHER, "", font)
        except Exception as error:
            raise BadValue(
                f"{font} cannot be used as a font.", remedy="Give a .ttf or .otf with --pdf-font."
            ) from error
        self.set_fallback_fonts([_OTHER], exact_match=False)

    def require_renderable(self, texts: Iterable[str]) -> None:
        """Refuse texts that would show as empty boxes. Raises BadValue."""
        texts = tuple(texts)
        plain, bold, *other = (set(font.cmap) for font in self.fonts.values() if isinstance(font, TTFFont))
        known = (plain & bold).union(*other)
        missing = sorted({sign for sign in "".join(texts) if ord(sign) not in known and not _is_format(sign)})
        if missing:
            raise BadValue(
                f"The PDF's font has no {' '.join(missing[:5])}.",
                remedy="Name a font that has it with --pdf-font FILE, or make the page as HTML with --page.",
            )

    def footer(self) -> None:
        """Draw the footer of each page: what may be done with the paper."""
        self.set_xy(MARGIN, 6 - _FOOT)
        self.say(self._last_line, 8, GREY)

    def say(
        self,
        text: str,
        points: float,
        colour: tuple[int, int, int] = BLACK,
        *,
        bold: bool = False,
        fill: bool = False,
        typed: bool = False,
        width: float = 0,
        align: str = "L",
    ) -> None:
        """Write a paragraph; a long word such as an address is broken at the end of the line.

        ``typed`` marks text to type: every PDF reader has Courier, but only for the letters of ASCII.
        """
        text = shown(text)
        self.set_font("courier" if typed and text.isascii() else _FAMILY, "B" if bold else "", points)
        self.set_text_color(colour)
        self.multi_cell(
            width,
            points * _LINE,
            text,
            align=align,
            fill=fill,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
            padding=(1, 2) if fill else 0,
        )

    def draw_code(self, text: str, left: float, top: float, width: float) -> None:
        """Draw a QR code of squares, not a picture: sharp at any size."""
        rows = [bytes(row) for row in segno.make(text, micro=False, error="m").matrix_iter(border=2)]
        side = width / len(rows)
        self.set_fill_color(255, 255, 255)
        self.rect(left, top, width, width, style="F")
        self.set_fill_color(0, 0, 0)
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                if dark:
                    self.rect(left + x * side, top + y * side, side + 0.02, side + 0.02, style="F")


def _is_format(sign: str) -> bool:
    """Return whether a sign is invisible: a direction mark or a joiner."""
    return unicodedata.category(sign) == "Cf"
