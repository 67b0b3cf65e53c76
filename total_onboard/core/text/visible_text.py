"""The gate for foreign text: what every output does to a value before it becomes visible to a person or a program.

Names and messages come from the tenant, from Microsoft, from TOTAL, from files and from the command line. A character
that would control a terminal, reorder a line or break it is written as an escape instead.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from total_onboard.core.known_secrets import without_secrets
from total_onboard.core.text.blank_runs import BLANK_RUNS
from total_onboard.core.text.long_values import LONG_VALUES

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's categories of control and format characters, lone surrogates, and separators of lines and paragraphs."""
_BLANK: Final = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
"""Letters and a symbol without ink: fonts draw nothing for Hangul's fillers and the empty pattern of Braille."""
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_FORMULA: Final = ("=", "+", "-", "@")
_AFTER_SEPARATOR: Final = re.compile(r"(;\s*)(?=[=+@-])")
"""Spreadsheets of locales with decimal commas split the line of a CSV file at semicolons instead."""


def is_unseen(character: str) -> bool:
    """Return whether it controls, reorders or breaks a line instead of being seen in it."""
    return unicodedata.category(character) in _UNSEEN or bool(_BLANK.match(character))


def visible(text: str) -> str:
    """Return one line in which every character is seen; line feeds too are written as escapes."""
    if text.isprintable() and not _BLANK.search(text):
        return text
    return "".join(_escape(one) if is_unseen(one) else one for one in text)


def shown(text: str, *, everywhere: bool = False) -> str:
    """Return one line of output for people: visible, with foreign values of a readable length, and without
    known secrets, which ``everywhere`` are those too that the user asked to see."""
    whole = BLANK_RUNS.collapsed_in(LONG_VALUES.abridged_in(text))
    return visible(without_secrets(whole, everywhere=everywhere))


def shown_lines(text: str, *, everywhere: bool = False) -> str:
    """Make a text visible like :func:`shown`, keeping its line feeds."""
    return "\n".join(shown(line, everywhere=everywhere) for line in text.split("\n"))


def for_page(value: object) -> object:
    """Return what Jinja does to every value that it puts into a page; ``finalize`` of its environment."""
    return value if hasattr(value, "__html__") else shown(str(value))


def csv_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; its value is whole."""
    cell = _AFTER_SEPARATOR.sub(r"\1'", visible(without_secrets(text)))
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) or text[:1] in ("\t", "\r", "\n") else cell


def json_text(value: object, *, indent: int | None = 2) -> str:
    """Serialize with whole values, but escape unseen characters and replace known secrets."""
    text = json.dumps(_without_secrets(value), indent=indent, ensure_ascii=False)
    if indent is None and text.isprintable() and not _BLANK.search(text):
        return text
    return "".join(_json_escape(one) if one != "\n" and is_unseen(one) else one for one in text)


def _without_secrets(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return without_secrets(value)
    if isinstance(value, dict):
        return {_without_secrets(key): _without_secrets(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_secrets(one) for one in value]
    return value


def _escape(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return _SHORT.get(character, f"\\x{number:02x}")
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _json_escape(character: str) -> str:
    return "".join(f"\\u{unit:04x}" for unit in _utf16(character))


def _utf16(character: str) -> Iterator[int]:
    units = character.encode("utf-16-be", "surrogatepass")
    return (int.from_bytes(units[at : at + 2], "big") for at in range(0, len(units), 2))
