"""Recognize which of TOTAL's files a text is, if any, so that a mix-up is named instead of called damage."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any, Final

from total_onboard.core.errors import BadSheet
from total_onboard.exchange import jose
from total_onboard.exchange.parsing.mailed_text import parse_mailed_json
from total_onboard.exchange.parsing.strict_json import NotJson


class FileKind(Enum):
    """A kind of file: its name, and the command that takes it."""

    SHEET = ("a value sheet", "total-onboard value-sheet show FILE")
    HANDOFF = ("a hand-off", "total-onboard handoff show FILE")
    OWN_KEY = ("the private half of a key", "total-onboard keys show")
    PUBLIC_KEY = ("a public key", "total-onboard keys trust FILE")
    REVOCATIONS = ("a list of revoked keys", "the folder of trusted keys")
    SCIM_TOKEN = ("a sealed SCIM token", "the sheet that it belongs to")

    @property
    def called(self) -> str:
        """The kind's name with its article."""
        return self.value[0]

    @property
    def belongs_to(self) -> str:
        """The command or option that takes such a file."""
        return self.value[1]


_BY_TYP = {
    "total-value-sheet+jws": FileKind.SHEET,
    "total-handoff+jwe": FileKind.HANDOFF,
    "total-keys+jwe": FileKind.OWN_KEY,
    "total-revocations+jws": FileKind.REVOCATIONS,
    "total-scim-token+jwe": FileKind.SCIM_TOKEN,
}


def kind_of(text: str) -> FileKind | None:
    """Return the kind of a file by what it says of itself, which proves nothing; None for an unknown one."""
    if jose.looks_compact(text):
        try:
            return _BY_TYP.get(str(jose.header_of(text).get("typ")))
        except jose.NotGenuine:
            return None
    return _kind_of_document(_document(text))


def refuse_other_kind(text: str, name: str, desired: FileKind) -> None:
    """Refuse a file that says to be of another kind. Raises BadSheet."""
    kind = kind_of(text)
    if kind not in (None, desired):
        raise BadSheet(
            f"{name} is {kind.called}, not {desired.called}.",
            remedy=f"Use it with {kind.belongs_to}. Here, name the file of {desired.called}.",
        )


def _document(text: str) -> dict[str, Any]:
    try:
        return parse_mailed_json(text)
    except NotJson:
        return {}


def _kind_of_document(document: dict[str, Any]) -> FileKind | None:
    form = str(document.get("format", ""))
    if form.startswith("total-value-sheet/"):
        return FileKind.SHEET
    if form.startswith("total-handoff/"):
        return FileKind.HANDOFF
    return FileKind.PUBLIC_KEY if "keys" in document or "kty" in document else None


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
