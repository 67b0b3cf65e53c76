"""Recognises an order that was given before, so that no customer gets two sheets for one row."""

from __future__ import annotations

import hmac
import json
from dataclasses import fields
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from total_onboard.exchange.keys.private_keys import OwnKeys
    from total_onboard.exchange.value_sheet.create import SheetRequest

_PURPOSE: Final = b"total-onboard: which orders are alike"

_ADDED: Final = frozenset({"attributes", "credential", "handoff_url"})
"""Parts that orders did not have in an earlier version; without them an order keeps its key."""
_APART: Final = frozenset({"expires_at", "admin_key", "tenant_id", "sealed_token"})


class ContentKeys:
    """Two orders have one content key if everything in them is equal, the SCIM token too.

    It is a digest that takes the private key (docs/decisions/0041): nobody without that can try tokens against it.
    When the sheet ends does not count: 14 days from now is another day tomorrow.
    """

    def __init__(self, keys: OwnKeys) -> None:
        private = keys.signing.as_dict(private=True)["d"]
        self._key = HKDF(SHA256(), 32, None, _PURPOSE).derive(str(private).encode())

    def of(self, order: SheetRequest) -> str:
        """Return the content key of one order."""
        token = order.scim_token and order.scim_token.reveal(to="the digest that the private key makes")
        parts = {part.name: getattr(order, part.name) for part in fields(order) if part.name not in _APART}
        parts = {name: part for name, part in parts.items() if part is not None or name not in _ADDED}
        parts["scim_token"] = token
        if order.admin_key:
            parts["admin_key"] = order.admin_key.kid
        return hmac.new(self._key, json.dumps(parts, sort_keys=True, default=str).encode(), sha256).hexdigest()
