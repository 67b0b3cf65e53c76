"""Tests in a real browser: skipped where there is none, except where everything must run."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")


def need_chromium() -> None:
    """Skip with the reason, or fail where CI says that nothing may be left out."""
    missing = []
    if not any(shutil.which(name) for name in PROGRAMS):
        missing.append("no Chromium is installed")
    if importlib.util.find_spec("playwright") is None:
        missing.append("playwright is not installed (the extra “browser”)")
    if not missing:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(" and ".join(missing))
    pytest.skip(" and ".join(missing))


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser."""
    need_chromium()
    from playwright.sync_api import sync_playwright

    program = next(found for name in PROGRAMS if (found := shutil.which(name)))
    with sync_playwright() as driver, driver.chromium.launch(executable_path=program, args=["--no-sandbox"]) as opened:
        yield opened
