"""A file that was changed on its way is refused, wherever and however it was changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.sheet import desks
from total_onboard.errors import BadSheet
from total_onboard.sheet.sealed_handoff import read_sealed
from total_onboard.sheet.sheet_file import read_sheet

Reader = Callable[[Path], object]


def sheet_and_reader(folder: Path) -> tuple[str, Reader]:
    """Read with --allow-unsigned: that flag must not make a broken signature good."""
    trusted = desks.trusted_file(folder, desks.KEYS)
    return desks.made().text, lambda file: read_sheet(file, trusted, allow_unsigned=True)


def handoff_and_reader(_: Path) -> tuple[str, Reader]:
    return desks.handoff().content(), lambda file: read_sealed(file).opened(desks.KEYS.handoff)


KINDS = pytest.mark.parametrize("kind", [sheet_and_reader, handoff_and_reader])


def accepted(file: Path, contents: Iterator[bytes], read: Reader) -> list[bytes]:
    """Those that are not refused as they should be."""
    wrong = []
    for content in contents:
        file.write_bytes(content)
        try:
            read(file)
        except BadSheet:
            continue
        wrong.append(content)
    return wrong


def with_byte(content: bytes, others: Callable[[int], Iterator[int]]) -> Iterator[bytes]:
    for at, byte in enumerate(content):
        for other in others(byte):
            yield content[:at] + bytes([other]) + content[at + 1 :]


def a_few(byte: int) -> Iterator[int]:
    """The last bit, the case of a letter, and a dot."""
    return iter({byte ^ 1, byte ^ 0x20, ord(".")} - {byte})


def every_other(byte: int) -> Iterator[int]:
    return (other for other in range(256) if other != byte)


@KINDS
def test_unchanged_it_is_taken(kind: Callable[[Path], tuple[str, Reader]], tmp_path: Path) -> None:
    text, read = kind(tmp_path)
    for content in (text.encode(), text.strip().encode(), text.strip().encode() + b"\r\n"):
        assert accepted(tmp_path / "file", iter([content]), read) == [content]


@KINDS
def test_a_changed_byte_is_refused_at_every_position(
    kind: Callable[[Path], tuple[str, Reader]], tmp_path: Path
) -> None:
    text, read = kind(tmp_path)
    assert accepted(tmp_path / "file", with_byte(text.encode(), a_few), read) == []


@pytest.mark.sweep
@pytest.mark.timeout(900)
@KINDS
def test_every_changed_byte_is_refused_at_every_position(
    kind: Callable[[Path], tuple[str, Reader]], tmp_path: Path
) -> None:
    text, read = kind(tmp_path)
    assert accepted(tmp_path / "file", with_byte(text.encode(), every_other), read) == []


@KINDS
def test_a_file_that_was_cut_or_grew_is_refused(kind: Callable[[Path], tuple[str, Reader]], tmp_path: Path) -> None:
    text, read = kind(tmp_path)
    whole = text.strip().encode()
    cut = (whole[:end] for end in range(len(whole)))
    grown = (whole + more for more in (b"A", b"=", b" ", b"\n\n", b".", b".e30"))
    shifted = (more + whole for more in (b"\n", b" ", b"\xef\xbb\xbf"))
    for contents in (cut, grown, shifted):
        assert accepted(tmp_path / "file", contents, read) == []


@KINDS
def test_two_lines_that_a_mail_program_made_of_one_are_refused(
    kind: Callable[[Path], tuple[str, Reader]], tmp_path: Path
) -> None:
    text, read = kind(tmp_path)
    wrapped = (text[:at] + "\n" + text[at:] for at in range(1, len(text) - 1, 7))
    assert accepted(tmp_path / "file", (each.encode() for each in wrapped), read) == []
