"""The tokens that sign-in issues and that Microsoft Graph accepts: signed JSON Web Tokens."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, Final, Literal
from uuid import uuid4

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from total_onboard.sandbox.directory.role_assignments import roles_held
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.http.base_urls import Addresses
from total_onboard.sandbox.sign_in.step_up import CONTEXT, challenge

LIFETIME: Final = timedelta(minutes=65)
"""Microsoft's lie between 60 and 90 minutes."""

ORDINARY_USER_ROLE: Final = "b79fbf4d-3ef9-4689-8143-76b194e85509"
"""Stands in the ``wids`` of everybody who is not a guest: the default rights of a member."""


@dataclass(frozen=True)
class Caller:
    """Caller. ``scopes`` are delegated permissions or application permissions, by ``kind``.

    ``wids`` are template ids of the directory roles that were active when the token was issued, ``contexts`` the
    authentication contexts that the sign-in met.
    """

    kind: Literal["user", "app"]
    oid: str
    tid: str
    app_id: str
    scopes: frozenset[str]
    wids: frozenset[str]
    contexts: frozenset[str] = frozenset()


class InvalidToken(Exception):
    """The bearer token does not open Graph; the text is the message that Graph gives with its 401."""


def new_signing_key() -> RSAKey:
    """Return a key that nobody has yet."""
    return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)


@cache
def shared_signing_key() -> RSAKey:
    """Return the key of every tenant of this process; Microsoft signs all tenants' tokens with the same keys."""
    return new_signing_key()


class AccessTokens:
    """Issuer and verifier of the tokens of one tenant, which their audience distinguishes from another's."""

    def __init__(self, store: Store, addresses: Addresses, key: RSAKey | None = None) -> None:
        self._store = store
        self._addresses = addresses
        self._key = key or shared_signing_key()
        self._issued: set[str] = set()
        self._ended: set[str] = set()
        self.wants_step_up = False

    @property
    def issuer(self) -> str:
        """The ``iss`` of every token of this tenant."""
        return f"{self._addresses.sign_in}/{self._store.tenant_id}/v2.0"

    def public_keys(self) -> Body:
        """Return the JSON Web Key Set (RFC 7517) that relying parties check signatures with."""
        return {"keys": [{**self._key.as_dict(private=False), "issuer": self.issuer}]}

    def issue_delegated(
        self, user: Body, scopes: Iterable[str], client_id: str, contexts: frozenset[str] = frozenset()
    ) -> str:
        """Issue a token for calling Graph in a person's name; carries the roles active now as ``wids``."""
        roles = roles_held(self._store, user["id"])
        everybody = [] if user.get("userType") == "Guest" else [ORDINARY_USER_ROLE]
        claims = {
            "idtyp": "user",
            "oid": user["id"],
            "name": user["displayName"],
            "upn": user["userPrincipalName"],
            "scp": " ".join(sorted(scopes)),
            "wids": [*roles, *everybody],
            **({"acrs": sorted(contexts)} if contexts else {}),
        }
        return self._sign(self._addresses.graph, claims | _client(client_id, "0"))

    def issue_app(self, service_principal: Body, roles: Iterable[str]) -> str:
        """Issue a token for calling Graph as an application; ``roles`` are application permissions."""
        claims: Body = {"idtyp": "app", "oid": service_principal["id"], "wids": []}
        if name := service_principal.get("displayName"):
            claims["app_displayname"] = name
        if granted := sorted(roles):
            claims["roles"] = granted
        return self._sign(self._addresses.graph, claims | _client(service_principal["appId"], "1"))

    def issue_id_token(self, user: Body, client_id: str, scopes: Iterable[str], nonce: str | None) -> str:
        """Issue the id token for a signed-in user (OpenID Connect Core 1.0, section 2); ``oid`` needs ``profile``."""
        claims: Body = {"nonce": nonce} if nonce else {}
        if "profile" in scopes:
            claims |= {"oid": user["id"], "name": user["displayName"], "preferred_username": home_name(user)}
        if "email" in scopes and user.get("mail"):
            claims["email"] = user["mail"]
        return self._sign(client_id, claims | {"sub": self.subject(user, client_id), "ver": "2.0"})

    def subject(self, user: Body, client_id: str) -> str:
        """Return the person's identifier for one client, in which the person is not to be recognized."""
        named = f"{self._store.tenant_id} {client_id} {user['id']}".encode()
        return base64.urlsafe_b64encode(hashlib.sha256(named).digest()).rstrip(b"=").decode()

    def verify(self, bearer: str) -> Caller:
        """Return who calls Graph with this token. Raises InvalidToken."""
        claims = self._claims(bearer)
        if claims["aud"] != self._addresses.graph:
            raise InvalidToken("Access token validation failure. Invalid audience.")
        if claims["exp"] <= self._store.clock.now().timestamp() or claims["uti"] in self._ended:
            raise InvalidToken("Lifetime validation failed, the token is expired.")
        is_user = claims["idtyp"] == "user"
        return Caller(
            kind="user" if is_user else "app",
            oid=claims["oid"],
            tid=claims["tid"],
            app_id=claims["appid"],
            scopes=frozenset(claims["scp"].split() if is_user else claims.get("roles", [])),
            wids=frozenset(claims["wids"]),
            contexts=frozenset(claims.get("acrs", [])),
        )

    @property
    def challenge(self) -> str:
        """How Graph asks for the authentication context that a token lacks."""
        return challenge(self._addresses.sign_in)

    def require_step_up(self) -> None:
        """Let Graph require an authentication context of people from now on."""
        self.wants_step_up = True

    def lacks_context(self, caller: Caller) -> bool:
        """Return whether Graph asks this caller to step up."""
        return self.wants_step_up and caller.kind == "user" and CONTEXT not in caller.contexts

    def end_all(self) -> None:
        """Let every access token issued so far be expired from now on."""
        self._ended |= self._issued

    def _claims(self, bearer: str) -> dict[str, Any]:
        if not bearer:
            raise InvalidToken("Access token is empty.")
        try:
            return dict(jwt.decode(bearer, self._key, algorithms=["RS256"]).claims)
        except (JoseError, ValueError):
            raise InvalidToken("IDX14100: JWT is not well formed, or its signature is not ours.") from None

    def _sign(self, audience: str, claims: Body) -> str:
        now = self._store.clock.now()
        uti = uuid4().hex
        self._issued.add(uti)
        dates = {"iat": int(now.timestamp()), "nbf": int(now.timestamp()), "exp": int((now + LIFETIME).timestamp())}
        whole = {"aud": audience, "iss": self.issuer, "tid": self._store.tenant_id, "uti": uti} | dates | claims
        return jwt.encode({"typ": "JWT", "alg": "RS256", "kid": self._key.kid or ""}, whole, self._key)


def home_name(user: Body) -> str:
    """Return the name with which a person signs in: an account of another tenant has it at home."""
    is_external = "#EXT#" in user["userPrincipalName"]
    return str(user["mail"] if is_external and user.get("mail") else user["userPrincipalName"])


def _client(client_id: str, strength: Literal["0", "1"]) -> Body:
    """``appidacr`` says how the client proved itself: 0 not at all (public client), 1 with a secret."""
    return {"appid": client_id, "appidacr": strength, "ver": "1.0"}
