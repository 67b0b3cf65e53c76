"""Reads the cases that lie beside the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.yaml_text import read_yaml


def cases(name: str) -> Any:
    """What ``cases/NAME.yaml`` holds."""
    return read_yaml((Path(__file__).parent / "cases" / f"{name}.yaml").read_text(encoding="utf-8"))
