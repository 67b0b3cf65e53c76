"""A program for a real terminal: shows a device code, or the other way to sign in, until Ctrl-C.

Keys write what they did instead of doing it.
"""

from __future__ import annotations

import signal
import sys
import time

from tests.unit.ui.examples import ShownCode
from total_onboard.ui import browser_and_clipboard
from total_onboard.ui.console import open_screen
from total_onboard.ui.views.sign_in import SignInView


def _open(address: str) -> bool:
    print(f"OPENED {address}", file=sys.stderr)
    return True


def _copy(text: str) -> bool:
    print(f"COPIED {text}", file=sys.stderr)
    return False


if __name__ == "__main__":
    browser_and_clipboard.open_page, browser_and_clipboard.copy = _open, _copy
    signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background of a shell it is ignored
    try:
        with SignInView(open_screen()) as view:
            view.show_code(ShownCode())
            while not view.wants_other_way():
                time.sleep(0.05)
            view.show_address("https://login.example.test/authorize")
            while not view.wants_other_way():
                time.sleep(0.05)
            view.show_code(ShownCode(user_code="SECOND"))
            time.sleep(30)
    except KeyboardInterrupt:
        print("INTERRUPTED")
