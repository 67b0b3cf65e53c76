from __future__ import annotations

from pathlib import Path

import pytest

from total_onboard.core.errors import BadValue
from total_onboard.exchange.bulk.sheet_files import file_name
from total_onboard.exchange.safe_files import NewFile, new_files


def two(folder: Path) -> tuple[NewFile, NewFile]:
    return NewFile(folder / "a", "one", "--out"), NewFile(folder / "b", b"two", "--page")


def test_several_files_are_written_together(tmp_path: Path) -> None:
    with new_files(two(tmp_path)):
        pass
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"a": b"one", "b": b"two"}


def test_where_something_fails_meanwhile_none_is_left(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), new_files(two(tmp_path)):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_what_was_there_before_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("earlier")
    with pytest.raises(BadValue, match="already exists"), new_files(two(tmp_path)):
        pass
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {"b": "earlier"}


@pytest.mark.parametrize("customer", ["株" * 120, "../../etc/passwd", "CON", "...", "a/b\\c:d*e?f", " "])
def test_every_customer_gets_a_file_name_that_any_disk_takes(customer: str) -> None:
    name = file_name(customer, "0123456789abcdef")
    assert Path(name).name == name
    assert name.endswith("-0123456789.totalsheet")
    assert len(name.encode()) < 200
    assert not set(name) & set('/\\:*?"<>|')
    assert not name.startswith(".")
