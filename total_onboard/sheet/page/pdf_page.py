"""The page as a PDF on A4 or Letter, in a font that is shipped with this program."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from total_onboard.errors import BadValue
from total_onboard.sheet.page.content import LAST_LINE, TITLE, WARNING, PageContent
from total_onboard.sheet.page.paper import Paper

JOINS_LETTERS: Final = find_spec("uharfbuzz") is not None
"""Whether scripts that run from right to left, or join their letters, can be set here."""
FONTS: Final = Path(__file__).parent / "fonts"
_FAMILY: Final = "DejaVu"
_OTHER: Final = "Other"
_BLUE: Final = (18, 80, 123)
_GREY: Final = (85, 96, 107)
_BLACK: Final = (23, 32, 42)
_MARGIN: Final = 16
_NAMES: Final = 38
"""Millimetres, as everywhere here: the width of the column of names."""
_LINE: Final = 0.53
"""The height of a line for each point of its letters."""
_FOOT: Final = 18
_CODE: Final = 34
"""The side of the QR code."""


def pdf_page(content: PageContent, paper: Paper = Paper.A4, font: Path | None = None) -> bytes:
    """The whole file. ``font`` is asked for the characters that ours lacks. Raises BadValue where both lack one."""
    page = _Page(f"{LAST_LINE} Sheet {content.sheet_id}.", paper, font)
    page.refuse_what_cannot_be_shown(content.texts)
    page.set_title(f"TOTAL value sheet: {content.customer}")
    page.head(content)
    page.comparison(content)
    page.steps(content)
    page.values(content)
    return bytes(page.output())


class _Page(FPDF):
    """From top to bottom; a second page begins where the first is full."""

    def __init__(self, last_line: str, paper: Paper, font: Path | None) -> None:
        super().__init__(format=paper.value)
        self._last_line = last_line
        self.c_margin = 0
        self.set_margins(_MARGIN, 14, _MARGIN)
        self.set_auto_page_break(True, _FOOT)
        self.set_lang("en")
        self.add_font(_FAMILY, "", FONTS / "DejaVuSans.ttf")
        self.add_font(_FAMILY, "B", FONTS / "DejaVuSans-Bold.ttf")
        if font:
            self._add_other_font(font)
        self.set_text_shaping(JOINS_LETTERS)
        self.add_page()

    def _add_other_font(self, font: Path) -> None:
        try:
            self.add_font(_OTHER, "", font)
        except Exception as error:
            raise BadValue(
                f"{font} cannot be used as a font.", remedy="Give a .ttf or .otf with --pdf-font."
            ) from error
        self.set_fallback_fonts([_OTHER], exact_match=False)

    def refuse_what_cannot_be_shown(self, texts: Iterable[str]) -> None:
        """Empty boxes on paper would be worse than no paper. Raises BadValue."""
        texts = tuple(texts)
        if not JOINS_LETTERS and any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in "".join(texts)):
            raise BadValue(
                "The PDF cannot show a script that runs from right to left.",
                remedy="Install uharfbuzz beside this program, or make the page as HTML with --page.",
            )
        known = set[int]().union(*(font.cmap for font in self.fonts.values()))  # type: ignore[union-attr]
        missing = sorted({sign for sign in "".join(texts) if ord(sign) not in known and not _is_format(sign)})
        if missing:
            raise BadValue(
                f"The PDF's font has no {' '.join(missing[:5])}.",
                remedy="Name a font that has it with --pdf-font FILE, or make the page as HTML with --page.",
            )

    def head(self, content: PageContent) -> None:
        """Whom it is for, and until when."""
        self._say(TITLE, 10.5, _BLUE, bold=True)
        self._say(content.customer, 20, bold=True)
        self._say(f"Value sheet of {content.issued}, good until {content.ends}", 8.5, _GREY)
        self.ln(1.5)
        self.set_draw_color(_BLUE)
        self.set_line_width(0.6)
        self.line(self.l_margin, self.y, self.w - self.r_margin, self.y)
        self.ln(5)

    def comparison(self, content: PageContent) -> None:
        """A box with the fingerprint, and the QR code in it."""
        top, height = self.y, _CODE + 10
        self.set_fill_color(238, 245, 250)
        self.rect(self.l_margin, top, self.epw, height, style="F", round_corners=True, corner_radius=2)
        self._draw_code(content.code, self.w - self.r_margin - _CODE - 5, top + 5)
        self.set_left_margin(_MARGIN + 5)
        self.set_right_margin(_MARGIN + _CODE + 11)
        self.set_y(top + 5)
        self._say("Fingerprint, to compare on the phone", 10.5, _BLUE, bold=True)
        self._say(content.fingerprint, 14.5, bold=True)
        self.ln(1.5)
        self._say(WARNING, 8, _GREY)
        self.set_margins(_MARGIN, 14, _MARGIN)
        self.set_y(top + height + 4)

    def steps(self, content: PageContent) -> None:
        """Three, each with what to type."""
        self._say("What to do", 10.5, _BLUE, bold=True)
        for number, step in enumerate(content.steps, 1):
            self.ln(1)
            self._say(f"{number}.  {step.what}", 9.5)
            self.set_fill_color(243, 245, 247)
            self.ln(0.5)
            self._say(step.command, 8, fill=True)
        self.ln(4)

    def values(self, content: PageContent) -> None:
        """A table of names and values."""
        self._say("What the sheet says", 10.5, _BLUE, bold=True)
        self.set_draw_color(221, 227, 232)
        self.set_line_width(0.2)
        for name, values in content.values:
            self.ln(1)
            if self.will_page_break(5 * len(values)):
                self.add_page()
            top = self.y
            self._say(name, 9, _GREY, width=_NAMES)
            below = self.y
            self.set_y(top)
            self.set_left_margin(_MARGIN + _NAMES)
            self.set_x(self.l_margin)
            for value in values:
                self._say(value, 9)
            self.set_left_margin(_MARGIN)
            self.set_y(max(self.y, below) + 1)
            self.line(self.l_margin, self.y, self.w - self.r_margin, self.y)

    def footer(self) -> None:
        """On each page: what may be done with the paper."""
        self.set_y(6 - _FOOT)
        self._say(self._last_line, 8, _GREY)

    def _say(
        self,
        text: str,
        points: float,
        colour: tuple[int, int, int] = _BLACK,
        *,
        bold: bool = False,
        fill: bool = False,
        width: float = 0,
    ) -> None:
        """A paragraph; a long word such as an address is broken where the line ends."""
        self.set_font(_FAMILY, "B" if bold else "", points)
        self.set_text_color(colour)
        self.multi_cell(
            width,
            points * 0.53,
            text,
            align="L",
            fill=fill,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
            padding=(1, 2) if fill else 0,
        )

    def _draw_code(self, text: str, left: float, top: float) -> None:
        """Squares, not a picture: sharp at any size."""
        rows = [bytes(row) for row in segno.make(text, micro=False, error="m").matrix_iter(border=2)]
        side = _CODE / len(rows)
        self.set_fill_color(255, 255, 255)
        self.rect(left, top, _CODE, _CODE, style="F")
        self.set_fill_color(0, 0, 0)
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                if dark:
                    self.rect(left + x * side, top + y * side, side + 0.02, side + 0.02, style="F")


def _is_format(sign: str) -> bool:
    """Marks of direction and joiners have no picture of their own."""
    return unicodedata.category(sign) == "Cf"
