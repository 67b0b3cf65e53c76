"""The pictures of the README come from real runs, and show nothing that changes from run to run."""

from __future__ import annotations

import difflib
import html
import re
import shutil

import pytest

from docs import recording

SCREEN = (
    "\x1b[1mTenant ID\x1b[0m 3e670682-c209-4cac-a29f-6fbed82c07cd\n"
    "https://localhost:41999/x code NJ66BXJZQ until 29 November 2028 (0.4 s)\n"
)


def shown(picture: str) -> list[str]:
    """The lines of a picture, as a reader sees them."""
    rows: dict[float, str] = {}
    for height, text in re.findall(r'<text [^>]*y="([\d.]+)"[^>]*>([^<]*)</text>', picture):
        rows[float(height)] = rows.get(float(height), "") + html.unescape(text).replace("\N{NO-BREAK SPACE}", " ")
    return [rows[height].strip() for height in sorted(rows)]


def test_unchanging_of_a_screen_has_no_value_of_one_run() -> None:
    screen = recording.unchanging(SCREEN)
    for value in ("3e670682", "41999", "NJ66BXJZQ", "29 November", "0.4"):
        assert value not in screen


def test_svg_of_a_screen_loads_nothing() -> None:
    picture = recording.svg(recording.unchanging(SCREEN))
    assert "Tenant ID" in " ".join(shown(picture))
    assert not re.search(r"(?:href|src)=|url\(['\"]?http|@import|@font-face", picture)


@pytest.mark.sweep
def test_recording_of_a_setup_is_that_of_the_program() -> None:
    """A line or two may differ on a slow machine, where a wait takes minutes."""
    if not shutil.which("tmux"):
        pytest.skip("tmux is not installed")
    now = shown(recording.svg(recording.unchanging(recording.recorded())))
    kept = shown(recording.FILE.read_text(encoding="utf-8"))
    alike = difflib.SequenceMatcher(a=sorted(kept), b=sorted(now)).ratio()
    assert alike > 0.9, "The screens of setup changed. Run python -m docs.recording."
