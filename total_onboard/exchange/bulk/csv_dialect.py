"""Read CSV as spreadsheets write it: encodings, separators, a ``sep=`` line, quotation marks, title rows."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from total_onboard.core.errors import BadValue
from total_onboard.core.text.decoding import DecodedText, NotText, decoded, known_encoding

_SEPARATOR: Final = re.compile(r'"?sep=([,;\t|])"?[,;\t|]*\r?\n?', re.IGNORECASE)
_SAMPLE: Final = 40


class EncodingUnknown(BadValue):
    """The file is neither UTF-8 nor UTF-16; ``assumed`` is the proposal and ``sample`` how a word looks in it."""

    def __init__(self, path: Path, text: DecodedText) -> None:
        line = next((line for line in text.text.splitlines() if not line.isascii()), "")
        at = next((at for at, letter in enumerate(line) if not letter.isascii()), 0)
        self.assumed = text.encoding
        self.sample = line[max(0, at - _SAMPLE // 2) : at + _SAMPLE // 2].strip()
        super().__init__(
            f"{path} isn't in UTF-8 or UTF-16, so names could be read wrong.",
            remedy=f"Save it as “CSV UTF-8”, or add --encoding {self.assumed} if {self.sample!r} is right.",
        )


@dataclass(frozen=True)
class Record:
    """One row; ``number`` is the row as a spreadsheet counts it, the first being 1."""

    number: int
    cells: tuple[str, ...]


def read_records(path: Path, encoding: str | None = None) -> tuple[Record, ...]:
    """Return every row that is not empty. Raises BadValue, EncodingUnknown."""
    return records_in(_text(path, encoding), path)


def records_in(text: str, path: Path) -> tuple[Record, ...]:
    """Split a text into rows. Raises BadValue, naming the row in which a quotation mark is wrong."""
    named = _SEPARATOR.match(text)
    body = text[named.end() :] if named else text
    delimiter = named[1] if named else _delimiter(body)
    found: list[Record] = []
    number = 0
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                found.append(Record(number, tuple(cells)))
    except csv.Error as error:
        raise BadValue(
            f"{path} can't be read: row {number + 1}: a quotation mark is missing, or there is one too many ({error}).",
            remedy='Correct that row: put the cell in quotation marks, and write each mark inside it twice ("").',
        ) from error
    return tuple(found)


def _delimiter(text: str) -> str:
    """Return the separator that most of the first rows agree on; titles above the heading have none."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    return max(",;\t|", key=lambda one: max((line.count(one) for line in lines), default=0))


def _text(path: Path, encoding: str | None) -> str:
    codec = known_encoding(encoding) if encoding else None
    if encoding and codec is None:
        raise BadValue(f"{encoding!r} isn't a known encoding.", remedy="Use one such as cp1252, cp1250 or utf-16.")
    try:
        text = decoded(path.read_bytes(), codec)
    except OSError as error:
        raise BadValue(f"{path} cannot be read: {error.strerror}.", remedy="Check the file after --from.") from error
    except (NotText, UnicodeDecodeError) as error:
        remedy = f"Check --encoding {encoding}." if encoding else "Save it as “CSV UTF-8”; a workbook can't be read."
        raise BadValue(f"{path} isn't a readable text file.", remedy=remedy) from error
    if text.assumed:
        raise EncodingUnknown(path, text)
    return text.text
