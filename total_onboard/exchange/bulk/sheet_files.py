"""The files of many sheets: one for each customer, and one table of the passphrases for the phone."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from total_onboard.core.errors import BadValue
from total_onboard.core.files.private_files import PRIVATE, open_to_append, write_atomically
from total_onboard.core.platforms.reserved_file_names import is_reserved
from total_onboard.core.secret import SecretText
from total_onboard.core.text.visible_text import csv_cell
from total_onboard.exchange.safe_files import FOR_ALL

if TYPE_CHECKING:
    from total_onboard.exchange.value_sheet.create import CreatedSheet

HEADING: Final = ("customer", "file", "passphrase")
_LONGEST_NAME: Final = 150
"""Bytes; most file systems take 255, and endings follow."""


def file_name(customer: str, content_key: str) -> str:
    """Build a file name that is equal for equal orders and differs between orders."""
    plain = re.sub(r"[^\w.-]+", "-", customer.lower()).strip("-.")
    short = plain.encode()[:_LONGEST_NAME].decode(errors="ignore")
    own = f"customer-{short}" if is_reserved(short) else short
    return f"{own or 'customer'}-{content_key[:10]}.totalsheet"


def write_one(path: Path, content: str | bytes) -> None:
    """Write all or nothing. An existing file is of the same order: earlier, or left by an interrupted run.

    The disk is not waited for: there may be ten thousand, and meanwhile the ledger is shut for others.
    Raises BadValue.
    """
    with _write_errors(path, "--out-dir"):
        write_atomically(path, content.encode() if isinstance(content, str) else content, mode=FOR_ALL, wait=False)


@dataclass(frozen=True)
class PassphraseTable:
    """Table for its owner alone; a second run adds to it."""

    path: Path

    def check(self) -> None:
        """Make sure that it can be added to, before there is a passphrase. Raises BadValue."""
        try:
            head = self.path.read_text(encoding="utf-8-sig").splitlines()[:1] if self.path.exists() else []
        except (OSError, UnicodeDecodeError):
            head = ["something else"]
        if head and head != [",".join(HEADING)]:
            raise BadValue(
                f"{self.path} already exists, and isn't a table of passphrases.",
                remedy="Move it, or give another name with --passphrase-file.",
            )

    def add(self, made: Iterable[tuple[CreatedSheet, Path]]) -> None:
        """Add one row for each sheet that has a passphrase; on the disk before this returns. Raises BadValue."""
        rows = [_row(sheet.sheet.customer, path, sheet.passphrase) for sheet, path in made if sheet.passphrase]
        if not rows:
            return
        with (
            _write_errors(self.path, "--passphrase-file"),
            os.fdopen(open_to_append(self.path, PRIVATE), "a", encoding="utf-8", newline="") as file,
        ):
            writer = csv.writer(file, lineterminator="\n")
            if not file.tell():
                file.write("\ufeff")  # without the mark, Excel reads the code page of this Windows
                writer.writerow(HEADING)
            writer.writerows(rows)
            file.flush()
            os.fsync(file.fileno())


def table_text(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table as CSV for spreadsheets; no cell is taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows([csv_cell(cell) for cell in row] for row in rows)
    return "\ufeff" + text.getvalue()


def passphrase_table(made: Iterable[tuple[CreatedSheet, Path]]) -> str:
    """Return the table of passphrases as text, for those sheets that have one."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADING)
    writer.writerows(_row(one.sheet.customer, path, one.passphrase) for one, path in made if one.passphrase)
    return "\ufeff" + text.getvalue()


def _row(customer: str, path: Path, passphrase: SecretText) -> tuple[str, str, str]:
    words = passphrase.reveal(to="the table that the representative asked for")
    return csv_cell(customer), csv_cell(path.name), words


@contextmanager
def _write_errors(path: Path, option: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise BadValue(message, remedy=f"Choose another file with {option}, and run the same command again.") from error
