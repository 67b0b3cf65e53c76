"""Standard output for programs: bytes, the same on every platform."""

from __future__ import annotations

import sys
from typing import IO


def write_document(text: str, stream: IO[str] | None = None) -> None:
    """Write a document alone on standard output, in UTF-8 and with line feeds, also on Windows.

    The reader is a program: it knows the format, not the code page of this machine. ``stream`` stands in for standard
    output if the run isn't alone in its process.
    """
    if stream:
        stream.write(text)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", errors="backslashreplace"))
    sys.stdout.buffer.flush()
