"""The page as a PDF, from top to bottom."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from total_onboard.exchange.sheet_page.formats import Paper
from total_onboard.exchange.sheet_page.model import LAST_LINE, TITLE, WARNING, PageCommand, PageContent
from total_onboard.exchange.sheet_page.pdf_canvas import BLUE, GREY, MARGIN, PdfCanvas

_NAMES: Final = 38
"""Millimetres, as everywhere here: the width of the column of names."""
_CODE: Final = 30
"""The side of the QR code."""

_XMP: Final = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:t="urn:total-onboard"><t:key>{}</t:key></rdf:Description>'
    "</rdf:RDF></x:xmpmeta>"
)
"""Metadata that no reader shows: the public key for ``keys trust``."""


def pdf_page(content: PageContent, paper: Paper = Paper.A4, font: Path | None = None) -> bytes:
    """Render the whole file. ``font`` is asked for the characters that ours lacks. Raises BadValue if both lack one."""
    page = PdfCanvas(f"{LAST_LINE} Sheet {content.sheet_id}.", paper, font)
    page.require_renderable(content.texts)
    page.set_xmp_metadata(_XMP.format(content.key))
    page.set_title(f"TOTAL value sheet: {content.customer}")
    _head(page, content)
    _comparison(page, content)
    _steps(page, content)
    _values(page, content)
    return bytes(page.output())


def _head(page: PdfCanvas, content: PageContent) -> None:
    """Write the recipient and the expiry date."""
    page.say(TITLE, 10.5, BLUE, bold=True)
    page.say(content.customer, 13 if content.is_long else 20, bold=True)
    page.say(f"Value sheet of {content.issued}, valid until {content.ends}", 8.5, GREY)
    page.ln(1.5)
    page.set_draw_color(BLUE)
    page.set_line_width(0.6)
    page.line(page.l_margin, page.y, page.w - page.r_margin, page.y)
    page.ln(4)


def _comparison(page: PdfCanvas, content: PageContent) -> None:
    """Draw a box with the fingerprint and the QR code."""
    top, height = page.y, _CODE + 8
    page.set_fill_color(238, 245, 250)
    page.rect(page.l_margin, top, page.epw, height, style="F", round_corners=True, corner_radius=2)
    page.draw_code(content.code, page.w - page.r_margin - _CODE - 5, top + 4, _CODE)
    page.set_left_margin(MARGIN + 5)
    page.set_right_margin(MARGIN + _CODE + 11)
    page.set_y(top + 4)
    page.say("Sheet fingerprint to compare on the phone", 10.5, BLUE, bold=True)
    page.say(content.fingerprint, 17, bold=True, typed=True)
    page.ln(1.5)
    page.say(WARNING, 8, GREY)
    page.set_margins(MARGIN, 14, MARGIN)
    page.set_y(top + height + 3)


def _steps(page: PdfCanvas, content: PageContent) -> None:
    """Draw the steps, each with what to type."""
    page.say("What to do", 10.5, BLUE, bold=True)
    for number, step in enumerate(content.steps, 1):
        page.ln(0.5)
        page.say(f"{number}.  {step.what}", 9)
        page.set_fill_color(243, 245, 247)
        page.ln(0.3)
        for command in step.commands:
            _command(page, command)
    page.ln(2.5)


def _command(page: PdfCanvas, command: PageCommand) -> None:
    """Draw what to type, and the shell that it is for at the right end of the line."""
    top = page.y
    page.say(command.text, 8.5, fill=True, typed=True)
    bottom = page.y
    if command.shell:
        page.set_right_margin(MARGIN + 2)
        page.set_y(top + 1)
        page.say(command.shell, 8, GREY, align="R")
        page.set_right_margin(MARGIN)
        page.set_y(bottom)
    page.ln(0.5)


def _values(page: PdfCanvas, content: PageContent) -> None:
    """Draw a table of names and values."""
    page.say("Values in the sheet", 10.5, BLUE, bold=True)
    page.set_draw_color(221, 227, 232)
    page.set_line_width(0.2)
    for name, values in content.values:
        page.ln(0.6)
        if page.will_page_break(6):
            page.add_page()
        top = page.y
        page.say(name, 8.5, GREY, width=_NAMES)
        page.set_y(top)
        page.set_left_margin(MARGIN + _NAMES)
        page.set_x(page.l_margin)
        for value in values:
            page.say(value, 8.5)
        page.set_left_margin(MARGIN)
        page.set_y(page.y + 0.6)
        page.line(page.l_margin, page.y, page.w - page.r_margin, page.y)
