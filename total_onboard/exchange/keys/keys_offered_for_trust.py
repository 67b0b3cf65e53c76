"""Signing keys that a value sheet's page or a file of public keys offers. None is trusted before its fingerprint is."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from total_onboard.core.errors import BadSheet
from total_onboard.core.files.small_files import TooLarge, read_small
from total_onboard.core.text.decoding import NotText, decoded
from total_onboard.core.text.visible_text import json_text
from total_onboard.exchange.keys.public_key_file import parsed_keys
from total_onboard.exchange.keys.public_keys import SigningKey
from total_onboard.exchange.parsing.file_kind import FileKind, kind_of
from total_onboard.exchange.parsing.mailed_text import unwrapped
from total_onboard.exchange.parsing.strict_json import LARGEST, NotJson, parse_json

MARK: Final = "total-public-key/v1:"
"""Precedes the key in a page, where no reader and no printer shows it."""
_IN_PAGE: Final = re.compile(re.escape(MARK.encode()) + rb"([A-Za-z0-9_-]{1,4000})(?![A-Za-z0-9_-])")
_LARGEST_PAGE: Final = 4_000_000
"""Bytes; a PDF brings its fonts."""
_ASK: Final = "Ask your TOTAL representative for the page (.html or .pdf) or the key file (.jwk)."


def page_mark(key: SigningKey) -> str:
    """Return the text that carries a key inside a page."""
    return MARK + urlsafe_b64encode(json_text(key.model_dump(), indent=None).encode()).decode().rstrip("=")


def offered_keys(file: Path) -> tuple[SigningKey, ...]:
    """Return the keys of a page, which has exactly one, or of a JWK or JWK Set. Raises BadSheet."""
    content = _content_of(file)
    marks = set(_IN_PAGE.findall(content))
    if len(marks) > 1:
        raise _refused(file, "it holds more than one key, so it was changed")
    keys = _keys_of(_page_text(file, marks.pop()) if marks else _text_of(file, content), file)
    if not keys:
        raise _refused(file, "it holds no key that signs value sheets")
    return keys


def _content_of(file: Path) -> bytes:
    try:
        return read_small(file, _LARGEST_PAGE)
    except OSError as error:
        raise BadSheet(f"{file} can't be read: {error.strerror}.", remedy="Check the file's name.") from error
    except TooLarge:
        raise _refused(file, "it is too large") from None


def _page_text(file: Path, mark: bytes) -> str:
    try:
        return urlsafe_b64decode(mark + b"=" * (-len(mark) % 4)).decode("utf-8")
    except ValueError as error:
        raise _refused(file, "its key is damaged") from error


def _text_of(file: Path, content: bytes) -> str:
    """Return the text of a file of keys; another kind of file is named as what it is."""
    try:
        text = decoded(content).text
    except NotText as error:
        raise _refused(file, "it holds no key") from error
    if len(text) > LARGEST:
        raise _refused(file, "it holds no key")
    if kind_of(unwrapped(text)) is FileKind.SHEET:
        raise _refused(file, "it is a value sheet, which doesn't hold the key that signed it")
    return text


def _keys_of(text: str, file: Path) -> tuple[SigningKey, ...]:
    try:
        if _holds_private_key(parse_json(text)):
            raise _refused(file, "it holds a private key, which only its owner may have")
        return tuple(parsed_keys(text, SigningKey, other_use="enc"))
    except (NotJson, TypeError, ValidationError) as error:
        raise _refused(file, "it holds no valid public key") from error


def _holds_private_key(document: dict[str, Any]) -> bool:
    keys = document.get("keys", [document])
    return isinstance(keys, list) and any(isinstance(key, dict) and "d" in key for key in keys)


def _refused(file: Path, why: str) -> BadSheet:
    return BadSheet(f"No key of {file.name} can be trusted: {why}.", remedy=_ASK)
