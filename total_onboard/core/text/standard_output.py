"""Standard output for programs: bytes, the same on every platform."""

from __future__ import annotations

import sys


def write_document(text: str) -> None:
    """Write a document alone on standard output, in UTF-8 and with line feeds, also on Windows.

    The reader is a program: it knows the format, not the code page of this machine.
    """
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", errors="backslashreplace"))
    sys.stdout.buffer.flush()
