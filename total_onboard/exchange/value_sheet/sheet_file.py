"""A value sheet's file: signed, or plain if that was explicitly allowed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from total_onboard.core.errors import BadSheet
from total_onboard.exchange.jose import looks_compact
from total_onboard.exchange.keys.public_keys import SigningKey
from total_onboard.exchange.keys.trusted_keys import load_trusted_keys
from total_onboard.exchange.parsing.file_kind import FileKind, refuse_other_kind
from total_onboard.exchange.safe_files import small_text
from total_onboard.exchange.value_sheet.signature import verify_sheet
from total_onboard.exchange.value_sheet.value_sheet import ASK_REP, ValueSheet, plain_sheet

DANGER: Final = (
    "This sheet isn't signed. Anyone who could change it on its way may have put their own address in it, and "
    "would then receive the sign-ins or the names of your users."
)


@dataclass(frozen=True)
class ReadSheet:
    """The values, the key that vouches for them, or None if nobody does, and the text as it stands in the file."""

    sheet: ValueSheet
    key: SigningKey | None
    text: str


def read_sheet(path: Path, trusted_keys: Path | None, *, allow_unsigned: bool = False) -> ReadSheet:
    """Read and believe a sheet. Raises BadSheet, naming what does not hold; BadValue for unusable trusted keys."""
    text = small_text(path, "value sheet", ASK_REP)
    refuse_other_kind(text, path.name, FileKind.SHEET)
    if looks_compact(text):
        verified = verify_sheet(text, path.name, load_trusted_keys(trusted_keys))
        return ReadSheet(verified.sheet, verified.key, text)
    sheet = plain_sheet(text, path.name)
    if not allow_unsigned:
        raise BadSheet(
            f"{path.name}: signature: it isn't signed, so its author is unknown.",
            remedy="Ask your TOTAL representative for a signed sheet, or compare every value on the phone and add "
            "--allow-unsigned.",
        )
    return ReadSheet(sheet, None, text)
