"""Values from outside in a POSIX shell script: quoted, so that none of them is ever run."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

_SPECIAL: Final = re.compile(r'([\\$`"])')
_SPECIAL_IN_BODY: Final = re.compile(r"([\\$`])")


def double_quoted(text: str, references: Mapping[str, str]) -> str:
    """Return a text in double quotes, in which references are variables of the script."""
    return f'"{_with_variables(_SPECIAL.sub(_escaped, text), references)}"'


def document(body: Any, references: Mapping[str, str]) -> str:  # noqa: ANN401
    """Return JSON for a here-document, in one line of ASCII, so that no value can end it."""
    return _with_variables(_SPECIAL_IN_BODY.sub(_escaped, json.dumps(body)), references)


def comment(text: str) -> str:
    """Return a comment of one line, also if the text has several."""
    return f"# {visible(text)}"


def visible(text: str) -> str:
    """Return a text in one line, without characters that control a terminal or hide others."""
    return "".join(each if each.isprintable() else " " for each in text)


def _escaped(match: re.Match[str]) -> str:
    return "\\" + match[1]


def _with_variables(text: str, references: Mapping[str, str]) -> str:
    for reference, name in references.items():
        text = text.replace(reference, f"${{{name}}}")
    return text
