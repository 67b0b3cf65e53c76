"""Read text files as Windows and spreadsheets write them: UTF-8 with or without a mark, UTF-16, a code page."""

from __future__ import annotations

import codecs
import locale
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""UTF-32 first: its little-endian mark begins with that of UTF-16."""
_WESTERN: Final = "cp1252"
_BINARY: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class NotText(ValueError):
    """The content is not text in any of these encodings."""


@dataclass(frozen=True)
class DecodedText:
    """A file's text; ``assumed`` is whether its code page is an assumption, which may garble letters beyond ASCII."""

    text: str
    encoding: str
    assumed: bool = False


def read_text(path: Path, largest: int | None = None) -> str:
    """Read a text file, or one byte more than ``largest``. Raises OSError, NotText."""
    with path.open("rb") as file:
        return decoded(file.read() if largest is None else file.read(largest + 1)).text


def read_standard_input() -> str:
    """Read standard input to its end. Raises OSError, NotText."""
    binary = getattr(sys.stdin, "buffer", None)
    return decoded(binary.read()).text if binary else sys.stdin.read()


def decoded(content: bytes, encoding: str | None = None) -> DecodedText:
    """Decode a file's content; ``encoding`` is for files without a mark. Raises NotText.

    A file without a mark that is not UTF-8 is taken for the code page of this Windows, or the western one elsewhere.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return DecodedText(_text(content, name), name)
    if encoding is not None:
        return DecodedText(_text(content, encoding), encoding)
    if wide := _wide(content):
        return DecodedText(_text(content, wide), wide)
    try:
        return DecodedText(_text(content, "utf-8"), "utf-8")
    except UnicodeDecodeError:
        page = code_page()
        return DecodedText(_text(content, page), page, assumed=True)


def code_page() -> str:
    """Name the code page that files without a mark are assumed to be in."""
    own = locale.getencoding().lower()
    return own if own.startswith("cp") and own != "cp65001" else _WESTERN


def known_encoding(name: str) -> str | None:
    """Return Python's name of an encoding for text; None for an unknown one."""
    spoken = {"ansi": _WESTERN, "unicode": "utf-16", "utf8": "utf-8-sig"}.get(name.strip().lower(), name.strip())
    try:
        "".encode(spoken)
        return codecs.lookup(spoken).name
    except (LookupError, UnicodeError):
        return None


def _wide(content: bytes) -> str | None:
    """Detect UTF-16 without a byte order mark: in most texts, every second byte is null."""
    some = content[:400]
    half = len(some) // 2
    if half == 0 or len(content) % 2:
        return None
    if some[1::2].count(0) > 0.6 * half and not some[::2].count(0):
        return "utf-16-le"
    return "utf-16-be" if some[::2].count(0) > 0.6 * half and not some[1::2].count(0) else None


def _text(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            raise
        raise NotText(f"it isn't text in {encoding}") from error
    if _BINARY.search(text):
        raise NotText("it contains characters that no text has")
    return text
