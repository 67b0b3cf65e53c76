"""Tests in a real browser: skipped where there is none, except where everything must run."""

from __future__ import annotations

import importlib.util
import os
import shutil

import pytest

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
