"""Stand-ins: the same value gets the same one in a whole recording, of the same form and mostly the same length.

They are derived with a key that is thrown away with the process, so that nobody can try out names. Words are replaced
one by one and without regard to case: what was made of a name (a mail address, a unique name) still resembles it.
"""

from __future__ import annotations

import hmac
import secrets
import string
from collections.abc import Iterator
from hashlib import sha256
from typing import Final
from uuid import UUID

from total_onboard.entra.recording.public_values import PUBLIC_HOSTS, public_ids

_TRIES: Final = 32
_OPAQUE: Final = string.ascii_letters + string.digits


class StandIns:
    """The stand-ins of one recording."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._words: dict[str, str] = {}
        self._taken: set[str] = set()
        self._kept: set[str] = set()

    def keep(self, identifier: str) -> None:
        """Leave an id as it is from now on: a public one, or one under which Microsoft's support finds a request."""
        self._kept.add(identifier.lower())

    def guid(self, value: str) -> str:
        """Replace an object id, with or without hyphens."""
        plain = str(UUID(value))
        if plain in public_ids() or plain in self._kept:
            return value
        made = UUID(bytes=self._digest("guid", plain)[:16], version=4)
        return str(made) if "-" in value else made.hex

    def word(self, value: str) -> str:
        """Replace a word or number by one of the same length and case."""
        key = value.casefold()
        if key not in self._words:
            self._words[key] = self._new_word(key)
        made = self._words[key]
        if len(made) != len(value):  # letters that are written as two in another case
            made = (made + "x" * len(value))[: len(value)]
        return "".join(new.upper() if old.isupper() else new for old, new in zip(value, made, strict=True))

    def opaque(self, value: str) -> str:
        """Replace a token or secret: nothing but its length remains."""
        stream = self._stream("opaque", value)
        return "".join(_OPAQUE[next(stream) % len(_OPAQUE)] for _ in value)

    def domain(self, value: str) -> str:
        """Replace a host name by one in a domain that is reserved for examples (RFC 2606)."""
        lower = value.lower()
        return value if lower in PUBLIC_HOSTS else f"{self.word(f'domain{lower}')[:8]}.example.com"

    def address(self, value: str) -> str:
        """Replace an IPv4 address by one that is reserved for documentation (RFC 5737)."""
        return f"192.0.2.{self._digest('address', value)[0] or 1}"

    def _new_word(self, key: str) -> str:
        for attempt in range(_TRIES):
            made = _shaped(key, self._stream(f"word{attempt}", key))
            if made != key and made not in self._taken:
                break
        self._taken.add(made)
        return made

    def _digest(self, kind: str, value: str) -> bytes:
        return hmac.digest(self._key, f"{kind}\0{value}".encode("utf-8", "surrogatepass"), sha256)

    def _stream(self, kind: str, value: str) -> Iterator[int]:
        """Yield bytes without end. The value is read once: it can be a megabyte long."""
        block, seed = 0, self._digest(kind, value).hex()
        while True:
            yield from self._digest(f"{kind}{block}", seed)
            block += 1


def _shaped(key: str, stream: Iterator[int]) -> str:
    return "".join(
        str(next(stream) % 10) if letter.isdigit() else string.ascii_lowercase[next(stream) % 26] for letter in key
    )
