"""Line breaks that keep words whole."""

from __future__ import annotations

import re

from rich.cells import cell_len


def word_breaks(text: str, width: int) -> list[int]:
    """Return the offsets at which lines begin; unlike Rich's own, none begins inside a word."""
    breaks, used = [], 0
    for word in re.finditer(r"\S+\s*", text):
        if used and used + cell_len(word[0].rstrip()) > width:
            breaks.append(word.start())
            used = 0
        used += cell_len(word[0])
    return breaks
