"""The command at the end of a text, which is shown in one piece so that it can be copied."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = r"(?:'[^'\n]*'|\"[^\"\n]*\"|[^\s'\"])+"
_LAST_COMMAND: Final = re.compile(rf"(?<=: )total-onboard(?: {_WORD}(?<!\.))+(?=\.?\Z)")
"""Words as a shell reads them; one that ends a sentence in the middle is no part of a command."""


def last_command(text: str) -> re.Match[str] | None:
    """Return the command with which a text ends, without a final period."""
    return _LAST_COMMAND.search(text)
