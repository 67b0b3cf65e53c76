"""The secrets that this process knows, and credentials in addresses: replaced in every text that leaves it.

A registry is necessary, because a secret can come back from outside: a service may repeat a request in its error.
"""

from __future__ import annotations

import json
import re
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import quote, quote_plus

MASK: Final = "••••"
LONGEST_TEXT: Final = 2_000
"""Characters of what a server says of a failure; Microsoft's sentences have a few hundred."""
_SEARCHED: Final = 64 * 1024
_LONGEST_FORM: Final = 16 * 1024
SHORTEST: Final = 8
"""Characters; a shorter value is no secret worth the name, and replacing it would garble ordinary words."""
MOST: Final = 256
"""The newest that are remembered: a run may make ten thousand sheets, and every text is searched for all of them."""

_OF_A_SIGN_IN: Final = frozenset(
    {"access_token", "refresh_token", "id_token", "device_code", "code", "code_verifier", "secret", "client_secret"}
)
_ADDRESS: Final = re.compile(r"://\S+")
_USER: Final = re.compile(r"(?:(?<=://)|\A)[^/?#\s]*@")
_VALUE: Final = re.compile(r"(?<=[?&#])([^=&#\s]+)=[^&#\s]+?(?=[)\]'\"’”`.,;:!]*(?:[&#\s]|\Z))")
"""A value without the punctuation and quotation marks of the sentence or command in which the address stands."""


class KnownSecrets:
    """The values, each with the forms in which it can appear; the forms are computed when they are first needed."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._forms: dict[str, tuple[str, ...] | None] = {}
        self._longest_first: tuple[str, ...] | None = None
        self._shown_on_request: set[str] = set()

    def remember(self, value: str) -> None:
        """Replace this value from now on; the oldest is forgotten when there are too many."""
        if len(value) < SHORTEST or value in self._forms:
            return
        with self._lock:
            self._forms[value] = None
            while len(self._forms) > MOST:
                del self._forms[next(iter(self._forms))]
            self._longest_first = None

    @contextmanager
    def known_temporarily(self, *values: str) -> Iterator[None]:
        """Forget these values afterwards, unless they were known before: what is only tried may be a usual word."""
        new = [value for value in values if value not in self._forms]
        try:
            yield
        finally:
            with self._lock:
                for value in new:
                    self._forms.pop(value, None)
                self._longest_first = None

    def show_on_request(self, value: str) -> None:
        """Let the screen and the JSON document hold this value, because the user asked for it. Logs never do."""
        self._shown_on_request.add(value)

    def forget_all(self) -> None:
        """Begin anew, as a new process does."""
        with self._lock:
            self._forms.clear()
            self._longest_first = None
            self._shown_on_request.clear()

    def replaced(self, text: str, *, everywhere: bool = False) -> str:
        """Replace all of them with a mask; with ``everywhere`` those too that the user asked to see.

        No form of a value is shorter than the value, so longer values than the text are passed over.
        """
        length = len(text)
        for value in self._values():
            if len(value) <= length and (everywhere or value not in self._shown_on_request):
                for form in self._forms_of(value):
                    if form in text:
                        text = text.replace(form, MASK)
        return text

    def _values(self) -> tuple[str, ...]:
        with self._lock:
            if self._longest_first is None:
                self._longest_first = tuple(sorted(self._forms, key=len, reverse=True))
            return self._longest_first

    def _forms_of(self, value: str) -> tuple[str, ...]:
        forms = self._forms.get(value)
        if forms is None:
            forms = tuple(sorted(set(_forms(value)), key=len, reverse=True))
            with self._lock:
                if value in self._forms:
                    self._forms[value] = forms
        return forms


KNOWN_SECRETS: Final = KnownSecrets()


def remember_all(answer: Mapping[str, Any]) -> None:
    """Remember what is secret in a sign-in's request or answer, or in an entry of its cache."""
    for name in _OF_A_SIGN_IN & answer.keys():
        KNOWN_SECRETS.remember(str(answer[name]))


def without_secrets(text: str, *, everywhere: bool = False) -> str:
    """Replace the secrets that this process knows."""
    return KNOWN_SECRETS.replaced(text, everywhere=everywhere)


def abridged(text: str, most: int = LONGEST_TEXT) -> str:
    """Shorten a server's text to a readable length. It is cut after its secrets were replaced: a part of a
    secret would not be recognized any more."""
    if len(text) <= most:
        return text
    beginning = without_secrets(text[:_SEARCHED])
    if len(text) > _SEARCHED:
        beginning = beginning[:-_LONGEST_FORM]  # where a secret may have been cut
    return f"{beginning[:most]}…"


def _forms(value: str) -> Iterator[str]:
    yield value
    for encoded in (quote(value, safe=""), quote(value), quote_plus(value)):
        yield encoded
        yield _small_escapes(encoded)
    for ensure_ascii in (True, False):
        inside = json.dumps(value, ensure_ascii=ensure_ascii)[1:-1]
        yield inside
        yield inside.replace("/", "\\/")
        yield json.dumps(inside, ensure_ascii=ensure_ascii)[1:-1]
    yield from _in_base64(value.encode("utf-8", "surrogatepass"))


def _small_escapes(encoded: str) -> str:
    first, *rest = encoded.split("%")
    return first + "".join(f"%{part[:2].lower()}{part[2:]}" for part in rest)


def _in_base64(value: bytes) -> Iterator[str]:
    """Yield Base64 forms for each offset in the encoded text, without the letters that depend on neighbors."""
    for before in range(3):
        letters = b64encode(bytes(before) + value).decode()
        fixed = letters[-(-before * 8 // 6) : (before + len(value)) * 8 // 6]
        yield fixed
        yield fixed.replace("+", "-").replace("/", "_")


def hide_credentials(address: str) -> str:
    """Return one address with ``…`` in place of user information and values; a flag without a value stays."""
    return _VALUE.sub(r"\1=…", _USER.sub("…@", address))


def hide_credentials_in(text: str) -> str:
    """Return a text in which every address is shown by :func:`hide_credentials`."""
    return _ADDRESS.sub(lambda found: hide_credentials(found[0]), text)


def has_query_value(address: str) -> bool:
    """Return whether the query of an address has a value, which can be a credential."""
    return "=" in address.partition("?")[2]
