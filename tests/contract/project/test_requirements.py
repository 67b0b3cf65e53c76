"""What the lock files promise: each package pinned in every form in which another one asks for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FILES = sorted((Path(__file__).parents[3] / "requirements").glob("*.txt"))
PIN = re.compile(r"^([A-Za-z0-9._-]+)(\[[^\]]+\])?==([^ \\]+).*\n((?:    --hash=\S+.*\n)+)", re.MULTILINE)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_lock_file_pins_each_extra_without_it_too(file: Path) -> None:
    pins = [(name, extra, version, hashes.split()) for name, extra, version, hashes in PIN.findall(file.read_text())]
    plain = {
        name: (version, [part for part in hashes if part != "\\"]) for name, extra, version, hashes in pins if not extra
    }
    extras = [pin for pin in pins if pin[1]]
    assert extras or file.name == "docs.txt", "a lock file without extras would make this test say nothing"
    for name, extra, version, hashes in extras:
        assert plain.get(name) == (version, [part for part in hashes if part != "\\"]), f"{name}{extra}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_lock_file_line_without_version_or_hash_is_refused(file: Path) -> None:
    listed = re.findall(r"^[A-Za-z0-9].*$", file.read_text(), re.MULTILINE)
    assert len(listed) == len(PIN.findall(file.read_text()))
