"""Replacing a file that a virus scanner has open on Windows: tried again for two seconds, and no longer."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from total_onboard.core.files.private_files import write_atomically

SHARING, DENIED, OTHER = 32, 5, 19


def held(monkeypatch: pytest.MonkeyPatch, number: int, times: int) -> list[float]:
    """Refuse to replace a file some times, with an error number of Windows. Return the waits."""
    waits: list[float] = []
    replace, left = Path.replace, iter(range(times))

    def refused(path: Path, to: Path) -> Path:
        if next(left, None) is None:
            return replace(path, to)
        error = PermissionError(13, "in use")
        error.winerror = number  # type: ignore[attr-defined, unused-ignore]
        raise error

    monkeypatch.setattr(Path, "replace", refused)
    monkeypatch.setattr(time, "sleep", waits.append)
    return waits


@pytest.mark.parametrize("number", [SHARING, DENIED])
def test_write_whole_of_a_file_in_use_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    waits = held(monkeypatch, number, times=3)
    write_atomically(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert len(waits) == 3


def test_write_whole_of_a_file_that_stays_in_use_fails_after_two_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = held(monkeypatch, SHARING, times=100)
    with pytest.raises(PermissionError):
        write_atomically(tmp_path / "a", b"new")
    assert 1 < sum(waits) < 3
    assert list(tmp_path.iterdir()) == []


def test_write_whole_after_another_error_fails_without_a_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = held(monkeypatch, OTHER, times=100)
    with pytest.raises(PermissionError):
        write_atomically(tmp_path / "a", b"new")
    assert waits == []
