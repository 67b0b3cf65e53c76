"""The environment for programs that total-onboard starts: without its own variables, some of which are secrets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

PREFIX: Final = "TOTAL_ONBOARD_"


def child_environment() -> dict[str, str]:
    """Return this process's environment without the variables of total-onboard, in any case."""
    return {name: value for name, value in os.environ.items() if not _is_own_variable(name)}


@contextmanager
def hide_own_variables() -> Iterator[None]:
    """Hide the variables of total-onboard while a library starts a program. Read no settings inside."""
    hidden = {name: os.environ.pop(name) for name in tuple(os.environ) if _is_own_variable(name)}
    try:
        yield
    finally:
        os.environ.update(hidden)


def _is_own_variable(name: str) -> bool:
    return name.upper().startswith(PREFIX)
