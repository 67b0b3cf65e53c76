"""The clipboard of Windows, without a copy in its history or on the user's other machines.

Source: https://learn.microsoft.com/windows/win32/dataxchg/clipboard-formats (cloud clipboard and clipboard history
formats). A format that excludes a text must be there as soon as the text is, so both are set while it is open.
"""

from __future__ import annotations

import ctypes
import time
from contextlib import suppress
from ctypes import c_int, c_size_t, c_uint, c_void_p, c_wchar_p
from typing import Any, Final

UNICODE_TEXT: Final = 13
EXCLUDED: Final = "ExcludeClipboardContentFromMonitorProcessing"
FALSE_FORMATS: Final = ("CanIncludeInClipboardHistory", "CanUploadToCloudClipboard")
_MOVABLE: Final = 0x0002
_TRIALS: Final = 20
_PAUSE: Final = 0.05
_TYPES: Final = {
    "CreateWindowExW": (c_void_p, [c_uint, c_wchar_p, c_wchar_p, c_uint, *[c_int] * 4, *[c_void_p] * 4]),
    "DestroyWindow": (c_int, [c_void_p]),
    "OpenClipboard": (c_int, [c_void_p]),
    "SetClipboardData": (c_void_p, [c_uint, c_void_p]),
    "RegisterClipboardFormatW": (c_uint, [c_wchar_p]),
    "GlobalAlloc": (c_void_p, [c_uint, c_size_t]),
    "GlobalLock": (c_void_p, [c_void_p]),
    "GlobalUnlock": (c_int, [c_void_p]),
}


class ClipboardBusy(Exception):
    """Another program holds the clipboard, or there is none."""


def copy_unrecorded(text: str, user32: Any = None, kernel32: Any = None, move: Any = ctypes.memmove) -> None:  # noqa: ANN401
    """Copy a text that no history keeps. Raises ClipboardBusy."""
    user32, kernel32 = user32 or _library("user32"), kernel32 or _library("kernel32")
    window = user32.CreateWindowExW(0, "STATIC", None, 0, 0, 0, 0, 0, None, None, None, None)
    _open(user32, window)  # without a window as its owner, the clipboard takes nothing
    try:
        user32.EmptyClipboard()
        formats = {EXCLUDED: b"\0" * 4, **dict.fromkeys(FALSE_FORMATS, b"\0" * 4)}
        for name, content in formats.items():
            _put(user32, kernel32, move, user32.RegisterClipboardFormatW(name), content)
        _put(user32, kernel32, move, UNICODE_TEXT, text.encode("utf-16-le") + b"\0\0")
    finally:
        user32.CloseClipboard()
        user32.DestroyWindow(window)


def _open(user32: Any, window: int | None) -> None:  # noqa: ANN401
    for _ in range(_TRIALS):
        if user32.OpenClipboard(window):
            return
        time.sleep(_PAUSE)
    raise ClipboardBusy


def _put(user32: Any, kernel32: Any, move: Any, kind: int, content: bytes) -> None:  # noqa: ANN401
    memory = kernel32.GlobalAlloc(_MOVABLE, len(content))
    move(kernel32.GlobalLock(memory), content, len(content))
    kernel32.GlobalUnlock(memory)
    if not user32.SetClipboardData(kind, memory):
        raise ClipboardBusy


def _library(name: str) -> Any:  # noqa: ANN401
    """Load a library with the types of its functions: a handle has 64 bits, and ctypes supposes 32."""
    library = getattr(ctypes, "WinDLL")(name)  # noqa: B009
    for function, (result, arguments) in _TYPES.items():
        with suppress(AttributeError):
            found = getattr(library, function)
            found.restype, found.argtypes = result, arguments
    return library
