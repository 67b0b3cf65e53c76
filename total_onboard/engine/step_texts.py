"""Texts about the steps, from ``texts.toml`` next to each; cheap to import, for completion.

A step's table says what it does (``meaning``), ``why`` TOTAL needs it, and the one thing to do ``next`` if it isn't
finished, for ``total-onboard explain``. A step of setup has a table ``guide``, for ``total-onboard guide``: how an
admin does it in the Microsoft Entra admin center. In its ``path``, {page} is the step's page in the portal;
{application} and {admin_group} are names in this setup. **…** is what the page says. The values to enter are declared
by the step.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final

from total_onboard.engine.step_id import StepId

FILE: Final = "texts.toml"
GUIDE: Final = "guide"


@cache
def step_texts() -> dict[str, dict[str, Any]]:
    """Return what is written about each step, in the order of the steps."""
    found = {name: table for file in _files() for name, table in file.items()}
    return {step: found[step] for step in StepId if step in found}


@cache
def guide_texts() -> dict[str, dict[str, Any]]:
    """Return how each step of setup is done in the Microsoft Entra admin center."""
    return {step: table[GUIDE] for step, table in step_texts().items() if GUIDE in table}


def _files() -> Iterator[dict[str, Any]]:
    steps = files("total_onboard").joinpath("steps")
    for folder in (steps, *(one for one in steps.iterdir() if one.is_dir())):
        if (file := folder.joinpath(FILE)).is_file():
            yield tomllib.loads(file.read_text("utf-8"))
