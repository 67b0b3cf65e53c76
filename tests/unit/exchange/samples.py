"""A representative's keys and orders, and files made with them, for tests."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from total_onboard.core.secret import SecretText
from total_onboard.exchange import jose
from total_onboard.exchange.handoff.model import Handoff, HandoffGroup
from total_onboard.exchange.handoff.sealed_handoff import OUTSIDE
from total_onboard.exchange.handoff.sealed_handoff import TYP as SEALED
from total_onboard.exchange.keys.private_keys import OwnKeys
from total_onboard.exchange.value_sheet.create import CreatedSheet, SheetRequest, create_sheet
from total_onboard.exchange.value_sheet.signature import TYP

NOW = datetime.now(UTC).replace(microsecond=0)
KEYS = OwnKeys.create("total-emea", NOW - timedelta(days=1), NOW + timedelta(days=365))
OTHERS = OwnKeys.create("total-apac", NOW - timedelta(days=1), NOW + timedelta(days=365))
ORDER = SheetRequest(
    customer="Contoso",
    tenant="contoso.com",
    redirect_uris=("https://app.yourtotal.com/auth/oidc/callback",),
    scim_url="https://scim.yourtotal.com/contoso/scim/v2",
    scim_token=SecretText("t0ken-of-contoso"),
)
TENANT_ID = "7e1c6a5e-3a70-4d0f-9d2d-1b6f0c9a2f11"


def made(keys: OwnKeys = KEYS, now: datetime | None = None, **other: Any) -> CreatedSheet:
    """A sheet of :data:`ORDER`, but for what is said otherwise."""
    return create_sheet(replace(ORDER, **other), keys, now)


def trusted_file(folder: Path, *keys: OwnKeys) -> Path:
    """The public keys that an admin was given."""
    file = folder / "trusted.jwk"
    file.write_text(json.dumps({"keys": [key for each in keys for key in each.public.document()["keys"]]}))
    return file


def forged(document: dict[str, Any] | bytes, keys: OwnKeys = KEYS) -> str:
    """Whatever document, with a signature that holds."""
    payload = document if isinstance(document, bytes) else json.dumps(document).encode()
    return jose.sign(payload, keys.signing, typ=TYP, kid=keys.public.signing.kid)


def handoff(keys: OwnKeys = KEYS) -> Handoff:
    """What goes back, sealed to these keys."""
    return Handoff(
        tenant_id=TENANT_ID,
        tenant_name="Contoso",
        client_id="c0ffee00-0000-4000-8000-000000000001",
        client_secret=SecretText("s3cr3t-value"),
        client_secret_key_id="5e1f0000-0000-4000-8000-000000000001",
        client_secret_expires_at=NOW + timedelta(days=700),
        groups=(HandoffGroup(id="9f000000-0000-4000-8000-000000000001", name="TOTAL-Admin", role="admin"),),
        issuer=f"https://login.microsoftonline.com/{TENANT_ID}/v2.0",
        discovery_url=f"https://login.microsoftonline.com/{TENANT_ID}/v2.0/.well-known/openid-configuration",
        recipient=made(keys).sheet.recipient,
    )


def sealed(file: Path, document: dict[str, Any] | None = None, **filing: Any) -> Path:
    """A file that anybody who has the public key could send."""
    good = jose.header_of(handoff().content())[OUTSIDE] | filing
    payload, key = json.dumps(document or handoff().document()).encode(), KEYS.public.handoff
    text = jose.seal_to_key(payload, key.key, typ=SEALED, kid=key.kid, outside={OUTSIDE: good})
    file.write_text(text, encoding="utf-8")
    return file
