"""File names that Windows keeps for devices, so that a file of that name is lost."""

from __future__ import annotations

from typing import Final

_DIGITS: Final = "0123456789\u00b9\u00b2\u00b3"
_PORTS: Final = frozenset(f"{port}{digit}" for port in ("com", "lpt") for digit in _DIGITS)
_DEVICES: Final = _PORTS | {"con", "prn", "aux", "nul", "conin$", "conout$"}


def is_reserved(name: str) -> bool:
    """Return whether a name means a device on Windows; an ending changes nothing, nor does the platform here.

    ``aux.io-1.totalsheet`` is one, too: before Windows 11, only what precedes the first dot counts.
    """
    return name.partition(".")[0].rstrip().lower() in _DEVICES
