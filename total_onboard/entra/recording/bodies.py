"""Bodies: JSON, forms and texts, and JSON inside of them, with stand-ins by what a member is called."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, quote_plus, urlencode

from total_onboard.entra.recording.addresses import AddressReplacer
from total_onboard.entra.recording.public_values import members_of, public_ids, public_values
from total_onboard.entra.recording.texts import Texts

LARGEST: Final = 2 * 1024 * 1024
"""Characters of a body that are kept; a longer one is left out."""

_CODE: Final = re.compile(r"[A-Za-z][A-Za-z_.]{1,79}")
_DURATION: Final = re.compile(
    r"P(?=\d|T\d)(?:\d{1,5}Y)?(?:\d{1,5}M)?(?:\d{1,5}W)?(?:\d{1,5}D)?(?:T(?=\d)(?:\d{1,5}H)?(?:\d{1,5}M)?(?:\d{1,5}S)?)?"
)
_NUMBER: Final = re.compile(r"[\d.]{1,5}|W/\"\d+\"")
_ACTION: Final = re.compile(r"microsoft\.[A-Za-z.]+/[A-Za-z0-9./_-]+|(?:ManagePermissionGrants\w+\.)?microsoft-[a-z-]+")
"""Actions of directory roles and consent policies, which Microsoft names."""
_MEMBER: Final = re.compile(
    r"[a-z][A-Za-z]*\d?|[A-Z][a-z]+s|Enabled|[A-Z][a-z]+(?:[A-Z][a-z]+)+|[\w.]*@[A-Za-z]+\.\w+(?:\.\w+)?|[a-z]+(?:[_-][a-z]+)+"
)
_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class BodyReplacer:
    """Replaces bodies by stand-ins."""

    def __init__(self, texts: Texts, addresses: AddressReplacer) -> None:
        self._texts = texts
        self._addresses = addresses
        texts.claims = self.json

    def body(self, content: bytes, kind: str) -> str:
        """Replace a whole body of this media type."""
        text = content.decode("utf-8", "replace")
        if "x-www-form-urlencoded" in kind:
            return self.form(text)
        try:
            return json.dumps(self.json(json.loads(text)), ensure_ascii=False)
        except ValueError:
            return self._texts.message(text)

    def form(self, text: str) -> str:
        """Replace the values of a form."""
        fields = parse_qsl(text, keep_blank_values=True)
        return urlencode([(name, self._field(name, value)) for name, value in fields], quote_via=quote_plus)

    def json(self, document: Any) -> Any:  # noqa: ANN401
        """Replace the texts of a document; numbers, truth values and dates stay."""
        self._keep_request_ids(document)
        return self._within("", document)

    def member(self, name: str, text: str) -> str:
        """Replace one text by the name of its member."""
        if name in members_of("request_ids"):
            return text if _GUID.fullmatch(text) else self._texts.stand_ins.opaque(text)
        is_outcome = name == "key" and text[:1] == "{"
        if name in members_of("secret") and text not in public_values() and not is_outcome:
            return self._texts.token(text)
        if _is_kept(name, text):
            return text
        if text[:1] in ("{", "[") and (inner := _parsed(text)) is not None:
            return json.dumps(self._within(name, inner), separators=(", ", ": ") if '": ' in text else (",", ":"))
        return self._text(name, text)

    def _text(self, name: str, text: str) -> str:
        if name in members_of("messages"):
            return self._texts.message(text)
        if text.startswith("/v1.0/"):
            return self._addresses.path(text)
        if name in members_of("lists"):
            return self._texts.identifiers(text)
        return self._personal(name, text) if name in members_of("personal") else self._texts.value(text)

    def _personal(self, name: str, text: str) -> str:
        """Replace a name. A schema calls its attributes and functions by ``name``, too."""
        is_schema = name in ("name", "description") and text in public_values()
        return text if is_schema else self._texts.personal(text)

    def _field(self, name: str, value: str) -> str:
        if name in ("code", *members_of("secret")):
            return self._texts.token(value)
        if name == "claims":
            return self.member(name, value)
        return " ".join(self._texts.value(part) for part in value.split(" "))

    def _within(self, name: str, document: Any) -> Any:  # noqa: ANN401
        match document:
            case dict():
                return self._members(document)
            case list() | tuple():
                return [self._within(name, one) for one in document]
            case str() if name == "client_info":
                return self._client_info(document)
            case str():
                return self.member(name, document)
            case bool() | int() | float() | None:
                return document
            case _:
                return self.member(name, str(document))

    def _members(self, document: Mapping[str, Any]) -> dict[str, Any]:
        is_public = str(document.get("appId", "")).lower() in public_ids()
        pair = _key_of_pair(document)
        found = {}
        for name, value in document.items():
            shown = name if _MEMBER.fullmatch(name) else self._texts.value(name)
            if is_public and name in members_of("of_public_applications"):
                found[shown] = self._public(value)
            elif pair is not None and name == "key":
                found[shown] = self._texts.value(value)
            elif pair is not None and name == "value" and ("Token" in pair or "Password" in pair):
                found[shown] = self._texts.stand_ins.opaque(str(value))
            else:
                found[shown] = self._within(name, value)
        return found

    def _public(self, value: Any) -> Any:  # noqa: ANN401
        """Keep what an application of Microsoft's own is and offers, and its ids for the rest of the recording."""
        for identifier in _GUID.findall(json.dumps(value)):
            self._texts.stand_ins.keep(identifier)
        return value

    def _client_info(self, text: str) -> str:
        """Replace who signed in, as MSAL reads it: base64url of a document."""
        try:
            inner = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except ValueError:
            return self._texts.value(text)
        return base64.urlsafe_b64encode(json.dumps(self.json(inner)).encode()).rstrip(b"=").decode()

    def _keep_request_ids(self, document: Any) -> None:  # noqa: ANN401
        if isinstance(document, dict):
            for name, value in document.items():
                if name in members_of("request_ids") and isinstance(value, str) and _GUID.fullmatch(value):
                    self._texts.stand_ins.keep(value)
                self._keep_request_ids(value)


def _is_kept(name: str, text: str) -> bool:
    if _ACTION.fullmatch(text):
        return True
    if name in members_of("numbers") and _NUMBER.fullmatch(text):
        return True
    if name in members_of("durations") and _DURATION.fullmatch(text):
        return True
    return name in members_of("codes") and bool(_CODE.fullmatch(text))


def _key_of_pair(document: Mapping[str, Any]) -> str | None:
    """Return the key of a pair; None for what is none, as the outcome of provisioning on demand, a document."""
    key = document.get("key")
    return key if isinstance(key, str) and key[:1] != "{" else None


def _parsed(text: str) -> Any:  # noqa: ANN401
    try:
        return json.loads(text)
    except ValueError:
        return None
