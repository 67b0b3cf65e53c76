"""Grants to be redeemed: device codes, authorization codes, refresh tokens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Final, Literal

from total_onboard.sandbox.sign_in.clients import Client
from total_onboard.sandbox.sign_in.scopes import Scopes

DEVICE_CODE_LIFE: Final = 900.0
AUTHORIZATION_CODE_LIFE: Final = 600.0
REFRESH_TOKEN_LIFE: Final = 90 * 86_400.0
_USER_CODE_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class SignIn:
    """When the person was seen, in real seconds, and how: what Conditional Access judges a renewal by."""

    at: float
    by_code: bool = False
    device: str = "unmanaged"


def _random() -> str:
    return secrets.token_urlsafe(48)


def _user_code() -> str:
    return "".join(secrets.choice(_USER_CODE_LETTERS) for _ in range(9))


@dataclass
class DeviceCode:
    """A device code (RFC 8628). Times are real seconds of the tenant's clock; ``user_id`` is who approved it."""

    client: Client
    scopes: Scopes
    began: float
    interval: float
    contexts: frozenset[str] = frozenset()
    text: str = field(default_factory=_random)
    user_code: str = field(default_factory=_user_code)
    answer: Literal["pending", "approved", "declined"] = "pending"
    user_id: str | None = None
    polled: float | None = None


@dataclass
class AuthorizationCode:
    """Code from a person's approval in the browser (RFC 6749, section 4.1; RFC 7636 for the challenge)."""

    client: Client
    scopes: Scopes
    user_id: str
    redirect_uri: str
    nonce: str | None
    challenge: str | None
    began: float
    challenge_method: str = "S256"
    contexts: frozenset[str] = frozenset()
    redeemed: bool = False
    text: str = field(default_factory=_random)


@dataclass(frozen=True)
class RefreshToken:
    """Token that renews a person's tokens, in other tenants, too; ``tenant_id`` is the one that issued it."""

    client: Client
    scopes: Scopes
    user_id: str
    began: float
    sign_in: SignIn
    contexts: frozenset[str] = frozenset()
    tenant_id: str = ""
    text: str = field(default_factory=_random)


@dataclass
class Pending:
    """All pending grants, by their text."""

    device_codes: dict[str, DeviceCode] = field(default_factory=dict)
    authorization_codes: dict[str, AuthorizationCode] = field(default_factory=dict)
    refresh_tokens: dict[str, RefreshToken] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)

    def revoke(self) -> None:
        """Let no refresh token that was issued so far renew anything any more."""
        self.revoked |= self.refresh_tokens.keys()

    def waiting(self) -> list[DeviceCode]:
        """Return the device codes without an answer; safe to call from other threads than the sign-in's."""
        return [device for device in tuple(self.device_codes.values()) if device.answer == "pending"]

    def by_user_code(self, typed: str) -> DeviceCode | None:
        """Return the device code that a person typed; spaces, dashes and case do not matter."""
        code = typed.replace("-", "").replace(" ", "").upper()
        return next((device for device in self.device_codes.values() if device.user_code == code), None)
