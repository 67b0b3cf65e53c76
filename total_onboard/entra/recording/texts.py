"""Texts: what in them is an id, an address, a token or a word, and what stands in for it."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from enum import Enum, auto
from typing import Any, Final

from total_onboard.entra.recording.public_values import is_message_word, product_parts, public_names, public_values
from total_onboard.entra.recording.stand_ins import StandIns

_GUID: Final = r"(?<![0-9A-Za-z])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9A-Za-z])"
_TOKENS: Final = re.compile(
    "|".join(
        (
            r"(?P<jwt>\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*)",
            r"(?P<url>https?://[^\s\"'<>\\]+)",
            r"(?P<time>(?<!\d)\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d))",
            rf"(?P<guid>{_GUID}|(?<![0-9A-Za-z])[0-9a-f]{{32}}(?![0-9A-Za-z]))",
            r"(?P<mail>[^\s\"'<>()/,;:@=\[\]{}]+@(?:[\w-]+\.)+\w+)",
            r"(?P<address>(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]))",
            r"(?P<opaque>(?=[\w~.-]*\d)(?=[\w~.-]*[A-Za-z])[A-Za-z0-9~-][\w~.-]{22,}[\w~-])",
            r"(?P<domain>(?<![\w.])(?:[a-z0-9-]+\.)+[a-z]{2,24}(?![\w(]))",
            r"(?P<word>[^\W_]+)",
        )
    )
)
_QUOTED: Final = re.compile(r"'((?:[^']|'')*)'|\"((?:[^\"\\]|\\.)*)\"")
_IDENTIFIER: Final = re.compile(r"[A-Za-z_$#@][\w.$#@:-]*")

_OPERATORS: Final = frozenset({"eq", "ne", "and", "or", "not"})
"""Words of a filter in an attribute's path (RFC 7644)."""


class Mode(Enum):
    """Which words stay: none but the product's, those of Microsoft's messages, public values, or all but literals."""

    STRICT = auto()
    MESSAGE = auto()
    IDENTIFIERS = auto()
    FILTER = auto()


class Texts:
    """Replaces texts; ``urls`` replaces addresses, and ``claims`` the content of tokens."""

    def __init__(self, stand_ins: StandIns) -> None:
        self.stand_ins = stand_ins
        self.urls: Callable[[str], str] = stand_ins.opaque
        self.claims: Callable[[Any], Any] = lambda claims: claims

    def value(self, text: str) -> str:
        """Replace a value, unless all of it is public."""
        return text if text in public_values() or text in public_names() else self.replaced(text)

    def personal(self, text: str) -> str:
        """Replace what people choose freely; only names that Microsoft or the product chose stay."""
        return text if text in public_names() else self.replaced(text)

    def message(self, text: str) -> str:
        """Replace what a message quotes, and every word that is not Microsoft's."""
        return self._around_quotes(text, lambda part: self.replaced(part, Mode.MESSAGE))

    def filter(self, text: str) -> str:
        """Replace the literals of an OData or SCIM filter."""
        return self._around_quotes(text, lambda part: self.replaced(part, Mode.FILTER))

    def identifiers(self, text: str) -> str:
        """Replace each identifier of a list or an expression that is not public."""
        if text in public_values():
            return text
        found = {name for name in _IDENTIFIER.findall(text) if name in public_values() or name in _OPERATORS}
        return self.replaced(text, Mode.IDENTIFIERS, found)

    def replaced(self, text: str, mode: Mode = Mode.STRICT, kept: set[str] | None = None) -> str:
        """Replace everything that is not public."""
        return "".join(
            part if is_product else _TOKENS.sub(lambda found: self._token(found, mode, kept or set()), part)
            for part, is_product in product_parts(text)
        )

    def mail(self, text: str) -> str:
        """Replace an address by one in a reserved domain."""
        local, _, domain = text.rpartition("@")
        return f"{self._words(local)}@{self.stand_ins.domain(domain)}"

    def token(self, text: str) -> str:
        """Replace a JSON Web Token (RFC 7519) by one with stand-ins and without a signature; another token whole."""
        parts = text.split(".")
        try:
            claims = [json.loads(_unpadded(part)) for part in parts[:2]]
        except (ValueError, binascii.Error):
            return self.stand_ins.opaque(text)
        if len(parts) != 3 or not all(isinstance(one, dict) for one in claims):
            return self.stand_ins.opaque(text)
        head = {name: value for name, value in claims[0].items() if name in ("typ", "alg")}
        return ".".join((_packed(head), _packed(self.claims(claims[1])), self.stand_ins.opaque(parts[2])))

    def _around_quotes(self, text: str, outside: Callable[[str], str]) -> str:
        parts, end = [], 0
        for found in _QUOTED.finditer(text):
            inner = found[1] if found[1] is not None else found[2]
            mark = found[0][0]
            parts += [outside(text[end : found.start()]), f"{mark}{self.value(inner)}{mark}"]
            end = found.end()
        return "".join([*parts, outside(text[end:])])

    def _token(self, found: re.Match[str], mode: Mode, kept: set[str]) -> str:
        kind, text = found.lastgroup or "word", found[0]
        replace: dict[str, Callable[[str], str]] = {
            "jwt": self.token,
            "url": self.urls,
            "time": str,
            "guid": self.stand_ins.guid,
            "mail": self.mail,
            "address": self.stand_ins.address,
        }
        if kind in replace:
            return replace[kind](text)
        if text in kept or _stays(text, mode):
            return text
        if kind == "domain" and mode is not Mode.STRICT and all(_stays(part, mode) for part in text.split(".")):
            return text
        return {"opaque": self._long, "domain": self.stand_ins.domain}.get(kind, self.stand_ins.word)(text)

    def _long(self, text: str) -> str:
        """Replace a long run without spaces: as a token if it looks random, else word by word."""
        is_random = any(letter.isdigit() for letter in text) and any(letter.isupper() for letter in text)
        return self.stand_ins.opaque(text) if is_random or len(text) > 40 else self._words(text)

    def _words(self, text: str) -> str:
        return re.sub(
            r"#EXT#|[^\W_]+", lambda word: word[0] if word[0] == "#EXT#" else self.stand_ins.word(word[0]), text
        )


def _stays(word: str, mode: Mode) -> bool:
    if mode is Mode.FILTER:
        return len(word) < 40
    return mode is Mode.MESSAGE and is_message_word(word)


def _unpadded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _packed(document: Any) -> str:  # noqa: ANN401
    """Encode with spaces, which Microsoft's tokens lack, so that a search for a piece of a token finds none."""
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()
