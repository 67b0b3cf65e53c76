"""An address as a QR code made of half blocks, two rows of it in one line of text."""

from __future__ import annotations

from itertools import zip_longest
from typing import Final

from total_onboard.ui.sanitized_rich import Console, Text, in_lines
from total_onboard.ui.symbols import shows_unicode

_BLOCKS: Final = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def qr_code(address: str, console: Console) -> Text | None:
    """Return the drawing, or None if it could not be scanned: black on white needs colors, and blocks need Unicode."""
    if console.color_system is None or console.no_color or not shows_unicode(console):
        return None
    import segno

    rows = [list(row) for row in segno.make(address, micro=False).matrix_iter(border=2)]
    pairs = zip_longest(rows[::2], rows[1::2], fillvalue=[0] * len(rows[0]))
    lines = ("".join(_BLOCKS[upper, lower] for upper, lower in zip(*pair, strict=True)) for pair in pairs)
    style = "black on bright_white"
    return in_lines((Text(line, style=style) for line in lines), style=style, no_wrap=True)
