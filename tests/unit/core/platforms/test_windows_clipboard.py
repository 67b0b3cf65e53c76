"""A secret in the clipboard of Windows is excluded from its history, before the text is there."""

from __future__ import annotations

import time
from typing import Any

import pytest

from total_onboard.core.platforms.windows_clipboard import (
    EXCLUDED,
    FALSE_FORMATS,
    UNICODE_TEXT,
    ClipboardBusy,
    copy_unrecorded,
)


class Windows:
    """What the functions of user32 and kernel32 were called with; memory is one byte string for each handle."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.calls: list[str] = []
        self.memory: list[bytes] = []
        self.contents: dict[object, bytes] = {}

    def OpenClipboard(self, window: int) -> bool:
        self.refusals -= 1
        return self.refusals < 0

    def CreateWindowExW(self, *_: object) -> int:
        return 7

    def RegisterClipboardFormatW(self, name: str) -> str:
        return name

    def GlobalAlloc(self, flags: int, size: int) -> int:
        self.memory.append(b"")
        return len(self.memory)

    def GlobalLock(self, handle: int) -> int:
        return handle

    def SetClipboardData(self, kind: object, handle: int) -> int:
        self.contents[kind] = self.memory[handle - 1]
        return handle

    def __getattr__(self, name: str) -> Any:
        return lambda *_: self.calls.append(name)

    def move(self, handle: int, content: bytes, size: int) -> None:
        assert size == len(content)
        self.memory[handle - 1] = content


def test_copied_text_is_excluded_from_history_and_cloud_before_it_is_there() -> None:
    windows = Windows()
    copy_unrecorded("Łódź", windows, windows, windows.move)
    assert list(windows.contents) == [EXCLUDED, *FALSE_FORMATS, UNICODE_TEXT]
    assert windows.contents[UNICODE_TEXT].decode("utf-16-le") == "Łódź\0"
    assert {windows.contents[name] for name in FALSE_FORMATS} == {b"\0\0\0\0"}
    assert [name for name in windows.calls if "Clip" in name] == ["EmptyClipboard", "CloseClipboard"]


def test_clipboard_that_another_program_holds_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    windows = Windows(refusals=3)
    copy_unrecorded("a", windows, windows, windows.move)
    assert UNICODE_TEXT in windows.contents


def test_clipboard_that_stays_held_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with pytest.raises(ClipboardBusy):
        copy_unrecorded("a", Windows(refusals=1000), Windows())
