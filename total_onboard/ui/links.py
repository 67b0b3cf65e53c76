"""Addresses that can be clicked in terminals that support it (OSC 8). The address itself is always visible."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from rich.style import Style

from total_onboard.ui.sanitized_rich import Console

if TYPE_CHECKING:
    from rich.text import Text as RichText

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'…]*[^\s<>\"'….,;:)]")
_WITHOUT_LINKS: Final = frozenset({"", "dumb", "linux", "unknown"})


def shows_links(console: Console) -> bool:
    """Return whether a terminal is there that draws colors and Unicode, which older ones than those with links lack."""
    is_plain = console.no_color or console.color_system is None or console.legacy_windows
    is_terminal = console.file.isatty() and os.environ.get("TERM", "windows") not in _WITHOUT_LINKS
    return is_terminal and not is_plain and console.encoding.lower().startswith("utf")


def with_links(console: Console, text: RichText) -> RichText:
    """Return a text in which each address is a link to itself."""
    if not shows_links(console):
        return text
    linked = text.copy()
    for found in _ADDRESS.finditer(text.plain):
        linked.stylize(Style(link=found[0]), found.start(), found.end())
    return linked
