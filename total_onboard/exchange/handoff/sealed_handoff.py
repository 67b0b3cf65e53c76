"""The seal of a hand-off, a JWE with nothing outside but what is needed to file it: made, read, and opened."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from joserfc.jwk import OKPKey
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from total_onboard.core.credential import CredentialKind
from total_onboard.core.desired_state import Recipient
from total_onboard.core.errors import BadSheet
from total_onboard.exchange import jose
from total_onboard.exchange.keys.public_keys import HandoffKey
from total_onboard.exchange.parsing.file_kind import FileKind, refuse_other_kind, refuse_unrelated
from total_onboard.exchange.parsing.strict_json import NotJson, parse_json
from total_onboard.exchange.safe_files import small_text

TYP: Final = "total-handoff+jwe"
FORMAT: Final = "total-handoff/v1"
FORMAT_2: Final = "total-handoff/v2"
"""Format with the nonce of the sheet that it answers."""
OUTSIDE: Final = "filing"
ASK_CUSTOMER: Final = (
    "Give the hand-off file as total-onboard wrote it; if you received it, ask the sender to send it again, unchanged."
)


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it has characters that cannot be printed")
    return text


class Filing(BaseModel):
    """Readable part of a sealed file, which nobody can change: it is authenticated with the rest.

    ``credential`` is left out for a client secret.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["total-handoff/v1", "total-handoff/v2"] = FORMAT
    sheet_id: UUID
    customer: Annotated[str, Field(max_length=120), AfterValidator(_printable)]
    tenant_id: UUID
    created_at: AwareDatetime
    credential: CredentialKind | None = None


def seal(
    document: dict[str, Any], tenant_id: str, recipient: Recipient, credential: CredentialKind | None = None
) -> str:
    """Return the file's content. An expired key is accepted: a created secret must be delivered."""
    key = HandoffKey.model_validate(recipient.key)
    filing = Filing(
        format=FORMAT_2 if recipient.nonce else FORMAT,
        sheet_id=UUID(recipient.sheet_id),
        customer=recipient.customer,
        tenant_id=UUID(tenant_id),
        created_at=datetime.now(UTC).replace(microsecond=0),
        credential=credential,
    )
    payload = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    outside = {OUTSIDE: filing.model_dump(mode="json", exclude_none=True)}
    return jose.seal_to_key(payload, key.key, typ=TYP, kid=key.kid, outside=outside) + "\n"


@dataclass(frozen=True)
class SealedHandoff:
    """A file that was not opened; ``kid`` is the id of the key that opens it."""

    name: str
    text: str
    kid: str
    filing: Filing

    def opened(self, key: OKPKey) -> dict[str, Any]:
        """Return the sealed document. Raises BadSheet."""
        try:
            return parse_json(jose.open_with_key(self.text, key, typ=TYP, outside=(OUTSIDE,)))
        except jose.NotGenuine:
            raise BadSheet(
                f"{self.name}: seal: it isn't valid; the file was changed or cut short.",
                remedy=ASK_CUSTOMER,
            ) from None
        except NotJson as error:
            raise BadSheet(f"{self.name}: the sealed part is damaged: {error}.", remedy=ASK_CUSTOMER) from error


def is_sealed(path: Path) -> bool:
    """Return whether a file is meant to be sealed; a plain hand-off is a JSON object. Raises BadSheet."""
    return is_sealed_text(text_of(path))


def is_sealed_text(text: str) -> bool:
    """Return whether a hand-off's text is meant to be sealed."""
    return not text.lstrip("> \t\r\n").startswith("{")


def read_sealed(path: Path) -> SealedHandoff:
    """Return the public part of a file. Raises BadSheet, naming what cannot be read; the seal is not checked yet."""
    return sealed_in(text_of(path), path.name)


def sealed_in(text: str, name: str) -> SealedHandoff:
    """Return the public part of a hand-off's text. Raises BadSheet."""
    try:
        header = jose.header_of(text)
        if header.get("typ") != TYP:
            raise BadSheet(f"{name}: typ: this isn't a sealed hand-off ({TYP}).", remedy=ASK_CUSTOMER)
        return SealedHandoff(name, text, str(header.get("kid")), Filing.model_validate(header.get(OUTSIDE)))
    except jose.NotGenuine:
        message = f"{name}: header: it can't be read. The file was changed, cut short, or has other text in it."
        raise BadSheet(message, remedy=ASK_CUSTOMER) from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in (OUTSIDE, *first["loc"]))
        raise BadSheet(f"{name}: {field}: {first['msg']}.", remedy=ASK_CUSTOMER) from None


def text_of(path: Path) -> str:
    """Return the content of a hand-off's file. Raises BadSheet."""
    return checked_text(small_text(path, "hand-off", ASK_CUSTOMER), path.name)


def checked_text(text: str, name: str) -> str:
    """Return a text that may be a hand-off. Raises BadSheet for one of another kind."""
    refuse_other_kind(text, name, FileKind.HANDOFF)
    refuse_unrelated(text, name, FileKind.HANDOFF)
    return text
