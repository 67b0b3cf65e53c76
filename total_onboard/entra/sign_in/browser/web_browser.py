"""Opens a page in this machine's browser, the only place that does."""

from __future__ import annotations

import subprocess
import sys
import webbrowser

from total_onboard.core.platforms.child_environment import child_environment
from total_onboard.entra.sign_in.browser.allowed_addresses import is_plain_https


def open_in_browser(address: str) -> bool:
    """Open a page; return whether there is a browser and the address is one of the web.

    Python's own opener runs in a separate process, because it passes its own environment to the browser;
    isolated (``-I``), so that no file of the working directory is imported in its place.
    """
    if not is_plain_https(address) or not _has_browser():
        return False
    command = [sys.executable, "-I", "-m", "webbrowser", address]
    quiet = subprocess.DEVNULL
    try:
        subprocess.Popen(  # noqa: S603
            command, env=child_environment(), stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
    except OSError:
        return False
    return True


def _has_browser() -> bool:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True
