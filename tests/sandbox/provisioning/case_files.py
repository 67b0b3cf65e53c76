"""Reads the cases that lie beside the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def cases(name: str) -> Any:
    """What ``cases/NAME.yaml`` holds."""
    return yaml.safe_load((Path(__file__).parent / "cases" / f"{name}.yaml").read_text(encoding="utf-8"))
