"""Name a file that isn't one of TOTAL's, so that it isn't called a damaged one."""

from __future__ import annotations

import re
from typing import Final

from total_onboard.core.errors import BadSheet
from total_onboard.exchange.parsing.file_kind import FileKind

_TRACE: Final = re.compile(
    r"eyJ[\w-]{8}|total-(?:handoff|value-sheet)|\"(?:handoff|sealed|client_secret|redirect_uris)\"", re.ASCII
)
"""What a changed or shortened file of TOTAL's still has."""
_FOUND: Final = {
    "-----begin": "a certificate or a key (PEM)",
    "<": "an HTML or XML page",
    "%pdf": "a PDF",
    "{": "JSON of another kind",
    "return-path:": "a whole mail",
    "received:": "a whole mail",
    "from:": "a whole mail",
}
_ENDING: Final = {FileKind.HANDOFF: ".totalhandoff", FileKind.SHEET: ".totalsheet"}


def refuse_unrelated(text: str, name: str, expected: FileKind) -> None:
    """Refuse a file without a trace of TOTAL's formats. Raises BadSheet."""
    if _TRACE.search(text):
        return
    raise BadSheet(
        f"{name} isn't {expected.called}. It is {_found(text)}.",
        remedy=f"Name the file of {expected.called}, usually *{_ENDING[expected]}. "
        "If you received this file, ask the sender for the right one.",
    )


def _found(text: str) -> str:
    start = text.lstrip().lower()
    return next((called for begins, called in _FOUND.items() if start.startswith(begins)), "a text file")
