"""When Python looks for circular garbage: not among the many objects that imports make and that last."""

from __future__ import annotations

import gc
from typing import Final

_NEW_OBJECTS: Final = 50_000
"""New objects after which it looks."""


def pause_garbage_collection() -> None:
    """Look for none until :func:`resume_garbage_collection`: what follows imports."""
    gc.disable()


def resume_garbage_collection() -> None:
    """Look for it again, if it was paused, but not among the objects that exist by now.

    Garbage among them is never freed. So this is for the first command of a process, not for each of many tenants.
    Source: https://docs.python.org/3/library/gc.html#gc.freeze
    """
    if gc.isenabled():
        return
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
    gc.enable()
