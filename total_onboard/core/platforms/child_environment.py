"""The environment for programs that total-onboard starts: without its own variables, some of which are secrets.

The self-contained program's libraries are not for them either: on Linux it finds its own by a variable, and keeps what
the variable was before.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from total_onboard.core.platforms.extras import is_frozen

PREFIX: Final = "TOTAL_ONBOARD_"
ENVIRONMENT_LOCK: Final = threading.RLock()
"""Held while variables are hidden, and while settings are read: runs in other threads share the environment."""
LIBRARY_PATH: Final = "LD_LIBRARY_PATH"
LIBRARY_PATH_BEFORE: Final = "LD_LIBRARY_PATH_ORIG"
"""PyInstaller's name for what the user had set; absent where nothing was."""


def child_environment() -> dict[str, str]:
    """Return this process's environment without the variables and libraries of total-onboard."""
    with ENVIRONMENT_LOCK:
        return _with_former_libraries({name: value for name, value in os.environ.items() if not _is_own_variable(name)})


@contextmanager
def hide_own_variables() -> Iterator[None]:
    """Hide what is total-onboard's while a library starts a program. Read no settings inside."""
    with ENVIRONMENT_LOCK:
        clean = child_environment()
        hidden = {name: os.environ.pop(name) for name in tuple(os.environ) if os.environ[name] != clean.get(name)}
        os.environ.update({name: clean[name] for name in hidden if name in clean})
        try:
            yield
        finally:
            os.environ.update(hidden)


def _with_former_libraries(environment: dict[str, str]) -> dict[str, str]:
    if not is_frozen():
        return environment
    environment.pop(LIBRARY_PATH, None)
    before = environment.pop(LIBRARY_PATH_BEFORE, None)
    return environment if before is None else {**environment, LIBRARY_PATH: before}


def _is_own_variable(name: str) -> bool:
    return name.upper().startswith(PREFIX)
