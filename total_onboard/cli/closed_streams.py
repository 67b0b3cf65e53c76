"""Standard streams that were closed by the caller (``>&-``)."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

_STREAMS: Final = {"stdin": "r", "stdout": "w", "stderr": "w"}
"""Ordered by number: the null device takes the lowest free number."""


def open_closed_streams() -> None:
    """Open the null device in place of closed standard streams.

    Otherwise the next file that is opened, for example the journal, takes the stream's number, and messages are
    written into it.
    """
    for name, mode in _STREAMS.items():
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
