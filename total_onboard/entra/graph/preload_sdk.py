"""Loading Microsoft's SDK while the admin is busy signing in, so that no call need wait for it."""

from __future__ import annotations

import sys
import threading
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from typing import Final

_SDK: Final = "msgraph.generated"


def preload_sdk(*, writes: bool = True) -> threading.Thread:
    """Start importing what :func:`connect` and the calls of a setup need; return immediately.

    Without ``writes`` import only what reads need. Nothing has to wait for the thread.
    """
    thread = threading.Thread(target=_import_all, args=(writes,), daemon=True, name="preload-sdk")
    thread.start()
    return thread


def is_sdk_loaded() -> bool:
    """Return whether an earlier run of this process has loaded it, or is loading it."""
    return _SDK in sys.modules


def _import_all(writes: bool) -> None:
    for name in _names(writes):
        import_module(name)


def _names(writes: bool) -> Iterator[str]:
    yield "total_onboard.entra.graph.client"
    yield "anyio._backends._asyncio"  # httpx loads it with the first request
    yield "keyring.core"  # the key to the remembered sign-in is asked for as soon as there is one
    parts = tomllib.loads((files(__package__) / "preloaded.toml").read_text("utf-8"))
    for part in [*parts["reads"], *(parts["writes"] if writes else ())]:
        yield f"{_SDK}.{part}"
