"""A program for a real terminal: shows a device code until Ctrl-C. Keys write what they did instead of doing it."""

from __future__ import annotations

import sys
import time

from tests.terminal.examples import ShownCode
from total_onboard.terminal import outside
from total_onboard.terminal.screen import open_screen
from total_onboard.terminal.sign_in_view import SignInView


def _open(address: str) -> bool:
    print(f"OPENED {address}", file=sys.stderr)
    return True


def _copy(text: str) -> bool:
    print(f"COPIED {text}", file=sys.stderr)
    return False


if __name__ == "__main__":
    outside.open_page, outside.copy = _open, _copy
    try:
        with SignInView(open_screen()) as view:
            view.show_code(ShownCode())
            time.sleep(30)
    except KeyboardInterrupt:
        print("INTERRUPTED")
