"""Undo what mail programs do to a file's text: wrapped lines, quotation marks at their beginning, soft line breaks."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from total_onboard.exchange.jose import looks_compact
from total_onboard.exchange.parsing.strict_json import NotJson, parse_json

_NOT_OF_IT: Final = r"[ \t\r\n\xa0\u200b\u200c\u200d\u2060\ufeff\u00ad]"
"""White space, and characters without a width."""
_SOFT_BREAK: Final = re.compile(r"=[ \t]*\r?\n")
"""In quoted-printable."""
_LOST: Final = re.compile(rf"^[ \t]*(?:>[ \t]*)+|{_SOFT_BREAK.pattern}|{_NOT_OF_IT}", re.MULTILINE)
_QUOTED: Final = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_STRING: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BREAK: Final = re.compile(r"(?<![ \t])[ \t]*+\r?\n[ \t]*+")


def unwrapped(text: str) -> str:
    """Return the text as it was sent, if it is a compact serialization that was wrapped; any other text unchanged.

    A signature or a seal is checked afterwards, so that nothing is believed that was not sent.
    """
    if looks_compact(text):
        return text
    joined = _LOST.sub("", text)
    return f"{joined}\n" if looks_compact(joined) else text


def parse_mailed_json(text: str) -> dict[str, Any]:
    """Parse one JSON object, also one that a mail program wrapped. Raises NotJson, about the text as it is."""
    for reading in json_readings(text):
        with suppress(NotJson):
            return parse_json(reading)
    return parse_json(text)


def json_readings(text: str) -> Iterator[str]:
    """Yield the text of a JSON file, then what it may have been before a mail program wrapped it."""
    yield text
    plain = _QUOTED.sub("", text)
    if _SOFT_BREAK.search(plain):
        yield _joined(quopri.decodestring(plain.encode()).decode("utf-8", "replace"))
    yield _joined(plain)


def _joined(text: str) -> str:
    """Join wrapped lines: a break inside a string stood where a blank was; between strings it means nothing."""
    return _STRING.sub(lambda string: _BREAK.sub(" ", string[0]), text)
