"""Browser and clipboard, which are used only when a key is pressed."""

from __future__ import annotations

import webbrowser
from pathlib import PurePath
from typing import Final

from total_onboard.entra.sign_in.browser.web_browser import open_in_browser
from total_onboard.exchange import clipboard

# Browsers that would take the terminal away from the countdown, and from the admin.
_IN_THE_TERMINAL: Final = frozenset({"www-browser", "links", "elinks", "lynx", "w3m"})


def open_page(address: str) -> bool:
    """Open a page in a windowed browser; return whether there is one."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    if PurePath(str(getattr(browser, "name", ""))).name in _IN_THE_TERMINAL:
        return False
    return open_in_browser(address)


def copy(text: str) -> bool:
    """Put a text into the clipboard; whether there is one."""
    try:
        clipboard.copy(text)
    except clipboard.ClipboardMissing:
        return False
    return True
