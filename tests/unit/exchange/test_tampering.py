"""A file that was changed on its way is refused, wherever and however it was changed."""

from __future__ import annotations

import os
import string
from collections.abc import Callable, Iterator
from io import FileIO
from pathlib import Path

import pytest

from tests.unit.exchange import samples
from total_onboard.core.errors import BadSheet
from total_onboard.exchange.handoff.sealed_handoff import read_sealed
from total_onboard.exchange.value_sheet.sheet_file import read_sheet

Reader = Callable[[Path], object]


def sheet_and_reader(folder: Path) -> tuple[str, Reader]:
    """Read with --allow-unsigned: that flag must not make a broken signature good."""
    trusted = samples.trusted_file(folder, samples.KEYS)
    return samples.made().text, lambda file: read_sheet(file, trusted, allow_unsigned=True)


def handoff_and_reader(_: Path) -> tuple[str, Reader]:
    return samples.handoff().content(), lambda file: read_sealed(file).opened(samples.KEYS.handoff)


KINDS = pytest.mark.parametrize("kind", [sheet_and_reader, handoff_and_reader])


def accepted(file: Path, contents: Iterator[bytes], read: Reader) -> list[bytes]:
    """Those that are not refused as they should be."""
    wrong = []
    with file.open("wb", buffering=0) as kept:  # a file system takes longer to empty a file than to overwrite it
        for content in contents:
            overwrite(kept, content)
            try:
                read(file)
            except BadSheet:
                continue
            wrong.append(content)
    return wrong


def overwrite(file: FileIO, content: bytes) -> None:
    length = os.fstat(file.fileno()).st_size
    file.seek(0)
    file.write(content)
    if len(content) < length:
        file.truncate()


def with_byte(content: bytes, others: Callable[[int], Iterator[int]]) -> Iterator[bytes]:
    for at, byte in enumerate(content):
        for other in others(byte):
            yield content[:at] + bytes([other]) + content[at + 1 :]


def a_few(byte: int) -> Iterator[int]:
    """The last bit, the case of a letter, and a dot."""
    return iter({byte ^ 1, byte ^ 0x20, ord(".")} - {byte})


ALPHABET = string.ascii_letters.encode() + string.digits.encode() + b"-_."
OUTSIDE_ALPHABET = b'\x00\t\n\r "+/=>{}\x1b\x7f\x80\xa0\xc3\xe2\xef\xfe\xff'


def every_other(byte: int) -> Iterator[int]:
    """Every character that such a file may hold, and one or more of each kind that it may not."""
    return (other for other in ALPHABET + OUTSIDE_ALPHABET if other != byte)


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
    assert accepted(tmp_path / "file", with_byte(text.strip().encode(), a_few), read) == []


@pytest.mark.sweep
@pytest.mark.timeout(900)
@KINDS
def test_every_changed_byte_is_refused_at_every_position(
    kind: Callable[[Path], tuple[str, Reader]], tmp_path: Path
) -> None:
    text, read = kind(tmp_path)
    assert accepted(tmp_path / "file", with_byte(text.strip().encode(), every_other), read) == []


@KINDS
def test_a_file_that_was_cut_or_grew_is_refused(kind: Callable[[Path], tuple[str, Reader]], tmp_path: Path) -> None:
    text, read = kind(tmp_path)
    whole = text.strip().encode()
    cut = (whole[:end] for end in range(len(whole)))
    grown = (whole + more for more in (b"A", b"=", b".", b".e30", b"\x0b", b" A", b"\n> A"))
    shifted = (more + whole for more in (b"A\n", b"-- \n", b".", b"<"))
    for contents in (cut, grown, shifted):
        assert accepted(tmp_path / "file", contents, read) == []


@KINDS
def test_text_that_mail_or_windows_rewrote_is_read(kind: Callable[[Path], tuple[str, Reader]], tmp_path: Path) -> None:
    text, read = kind(tmp_path)
    lines = [text.strip()[at : at + 76] for at in range(0, len(text.strip()), 76)]
    rewritten = [
        "\r\n".join(lines).encode(),
        "".join(f"  {line} \n" for line in lines).encode(),
        "".join(f"> {line}\n" for line in lines).encode(),
        "".join(f"> > {line}\n\n" for line in lines).encode(),
        "=\r\n".join(lines).encode(),
        "\u200b\n".join(lines).encode(),
        b"\n" + text.encode() + b"\n \n",
        text.encode("utf-8-sig"),
        text.encode("utf-16"),
        b"\xfe\xff" + text.encode("utf-16-be"),
        text.encode("utf-16-le"),
        text.encode("utf-32"),
    ]
    assert accepted(tmp_path / "file", iter(rewritten), read) == rewritten


def test_wrapped_sheet_has_the_fingerprint_of_the_sent_one(tmp_path: Path) -> None:
    made, file = samples.made(), tmp_path / "wrapped"
    file.write_bytes(made.text.strip().replace(".", ".\r\n").encode("utf-16"))
    assert read_sheet(file, samples.trusted_file(tmp_path, samples.KEYS)).text == made.text
