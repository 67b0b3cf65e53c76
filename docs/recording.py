"""Record a setup in the sandbox and its report for the README: ``python -m docs.recording`` (needs tmux and Chromium).

A terminal of 100 columns runs the real command. Ports, codes, IDs, days and times are replaced, so that two recordings
of the same screens differ at most in the order of what happened concurrently.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

FILE: Final = Path(__file__).parent / "images" / "setup.svg"
REPORT: Final = FILE.with_name("report.png")
REPORT_SIZE: Final = "1000,965"
COMMAND: Final = "total-onboard setup --sandbox"
COLUMNS: Final = 100
LINES: Final = 400
LAST: Final = "Look at the sandbox tenant"
LIMIT: Final = 120.0
"""Seconds until the command must have ended."""

_NOT_INHERITED: Final = ("TOTAL_", "NO_COLOR", "FORCE_COLOR", "TMUX")
_FONT_FACES: Final = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_CHANGING: Final = (
    (re.compile(r"localhost:\d+"), "localhost:8443"),
    (re.compile(r"(?<=code )[A-Z0-9]{9}\b"), "K7Q2M9XPD"),
    (re.compile(r"\bscim\.[0-9a-f]{32}\."), "scim."),
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "00000000-0000-4000-8000-000000000000"),
    (re.compile(r"\b\d{1,2} [A-Z][a-z]{2,8} 20\d\d\b"), "1 December 2028"),
    (re.compile(r" \(\d+(\.\d+)?\s+s\)"), ""),
    (re.compile(r"\b\d+(\.\d+)? s\b"), "1 s"),
    (re.compile(r"\b14:\d\d\b"), "14:59"),
    (re.compile(r"/tmp/\S+"), "/tmp/…"),
)


def recorded() -> str:
    """Return the screen after the command, with its colors as escape sequences."""
    with TemporaryDirectory() as home:
        tmux = ("tmux", "-S", str(Path(home) / "tmux"), "-f", "/dev/null")
        program = f"{shlex.quote(sys.executable)} -m total_onboard {COMMAND.removeprefix('total-onboard ')}"
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_INHERITED)}
        environment |= {"HOME": home, "LC_ALL": "C.UTF-8", "COLORTERM": "truecolor"}
        start = (*tmux, "new-session", "-d", "-x", str(COLUMNS), "-y", str(LINES), f"{program}; exec sleep 600")
        subprocess.run(start, env=environment, cwd=home, check=True)
        try:
            return _screen_at_the_end((*tmux, "capture-pane", "-e", "-p"))
        finally:
            subprocess.run((*tmux, "kill-server"), check=False)


def _screen_at_the_end(capture: tuple[str, ...]) -> str:
    """Return what stands above the last line, which offers the pages of the sandbox and waits for a key."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        screen = subprocess.run(capture, capture_output=True, check=True).stdout.decode("utf-8")
        above, found, _ = screen.partition(LAST)
        if found:
            return above.strip("\n")
        time.sleep(0.2)
    raise TimeoutError(f"{COMMAND} did not end within {LIMIT:g} seconds.")


def unchanging(screen: str) -> str:
    """Replace what differs between two runs."""
    for pattern, replacement in _CHANGING:
        screen = pattern.sub(replacement, screen)
    return screen


def svg(screen: str) -> str:
    """Draw a screen; the font is the reader's own."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text("$ " + COMMAND, style="bold"))
    console.print(Text.from_ansi(screen), soft_wrap=True)
    picture = console.export_svg(title=COMMAND, theme=MONOKAI, unique_id="setup")
    return _FONT_FACES.sub("", picture)


def photograph_report() -> None:
    """Take a picture of the top of the report page of a setup."""
    with TemporaryDirectory() as home:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_INHERITED)}
        setup = (sys.executable, "-m", "total_onboard", "setup", "--sandbox", "--report", "report.html")
        subprocess.run(setup, env=environment | {"HOME": home}, cwd=home, capture_output=True, check=True)
        browser = ("chromium", "--headless", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={home}/profile")
        picture = (f"--window-size={REPORT_SIZE}", f"--screenshot={REPORT}", f"file://{home}/report.html")
        subprocess.run((*browser, *picture), capture_output=True, check=True)


def main() -> int:
    """Write the pictures."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(svg(unchanging(recorded())), encoding="utf-8")
    photograph_report()
    return 0


if __name__ == "__main__":
    sys.exit(main())
