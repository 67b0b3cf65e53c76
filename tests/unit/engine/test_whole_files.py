"""A file that somebody relies on is there whole or not at all, whatever happens while it is written."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import IO

import pytest

from total_onboard.core.files import private_files
from total_onboard.core.files.private_files import probe_writing, write_atomically


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "report.html"


def on_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def filling(file: IO[bytes], content: bytes) -> None:
        file.write(content[:2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(private_files, "write_all", filling)


def test_an_older_one_stays_where_the_disk_is_full_and_nothing_else(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_bytes(b"older")
    on_a_full_disk(monkeypatch)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(file, b"newer")
    assert file.read_bytes() == b"older"
    assert list(file.parent.iterdir()) == [file]


def test_what_a_run_that_was_cut_short_has_left_goes_with_the_next(file: Path) -> None:
    left = file.with_name(".report.html.total-onboard.partial")
    left.write_bytes(b"a longer text, half writt")
    left.chmod(0o644)
    write_atomically(file, b"whole")
    assert file.read_bytes() == b"whole"
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_who_may_read_it_is_so_from_the_beginning(file: Path, monkeypatch: pytest.MonkeyPatch, mode: int) -> None:
    seen = []

    def looking(half: IO[bytes], content: bytes) -> None:
        seen.append(stat.S_IMODE(os.fstat(half.fileno()).st_mode))
        half.write(content)

    monkeypatch.setattr(private_files, "write_all", looking)
    write_atomically(file, b"whole", mode=mode)
    umask = os.umask(0)
    os.umask(umask)
    assert [*seen, stat.S_IMODE(file.stat().st_mode)] == [mode & ~umask] * 2


def test_the_trial_leaves_nothing_behind_and_an_older_one_as_it_is(file: Path) -> None:
    file.write_bytes(b"older")
    probe_writing(file)
    assert file.read_bytes() == b"older"
    assert list(file.parent.iterdir()) == [file]
