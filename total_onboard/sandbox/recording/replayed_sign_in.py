"""Sign-in of a replay: recorded tokens made valid for now, and tokens for a sign-in that the recording lacks."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs

from total_onboard.sandbox.recording.archive import RecordedRun, parsed

_LIFETIME: Final = 3_600
_TOKENS: Final = ("access_token", "id_token")
_INTERVAL: Final = 1
_ORDINARY: Final = ("device_code", "refresh_token", "authorization_code")


def with_valid_tokens(answer: str) -> str:
    """Return a token answer whose tokens are valid from now on; they are signed by nobody."""
    document = parsed(answer)
    if not isinstance(document, dict):
        return answer
    for name in _TOKENS:
        if isinstance(document.get(name), str):
            document[name] = _renewed(document[name])
    for name in ("expires_in", "ext_expires_in"):
        if name in document:
            document[name] = max(int(document[name]), _LIFETIME)
    if "interval" in document:
        document["interval"] = _INTERVAL
    return json.dumps(document)


class StandInSignIn:
    """Answers the requests of a sign-in that the recorded run did not need, because it was signed in already."""

    def __init__(self, run: RecordedRun, address: str) -> None:
        self._address = address
        self._claims = next(
            (
                dict(one.claims)
                for one in run.exchanges
                if one.claims.get("idtyp", "user") == "user" and one.claims.get("oid")
            ),
            {},
        )

    def answer(self, method: str, path: str, body: str) -> str | None:
        """Return an answer; None if nobody is known who could sign in, or for another request."""
        tenant = path.split("/")[1] if path.count("/") > 1 else "common"
        if path.endswith("/.well-known/openid-configuration"):
            return json.dumps(self._configuration(tenant))
        if method == "POST" and path.endswith("/devicecode"):
            return json.dumps(self._device_code())
        if method == "POST" and path.endswith("/token") and self._claims:
            return self._token(parse_qs(body))
        return None

    def _configuration(self, tenant: str) -> dict[str, Any]:
        path = f"{self._address}/{tenant}/oauth2/v2.0"
        return {
            "issuer": f"{self._address}/{self._claims.get('tid', tenant)}/v2.0",
            "authorization_endpoint": f"{path}/authorize",
            "token_endpoint": f"{path}/token",
            "device_authorization_endpoint": f"{path}/devicecode",
            "jwks_uri": f"{self._address}/{tenant}/discovery/v2.0/keys",
        }

    def _device_code(self) -> dict[str, Any]:
        page = f"{self._address}/devicelogin"
        return {
            "user_code": "REPLAYED",
            "device_code": "replayed",
            "verification_uri": page,
            "expires_in": 900,
            "interval": _INTERVAL,
            "message": "This is a replay: nobody has to sign in.",
        }

    def _token(self, form: Mapping[str, list[str]]) -> str | None:
        grant = (form.get("grant_type") or [""])[0].rpartition(":")[2]
        if grant not in _ORDINARY:
            return None
        client = (form.get("client_id") or [""])[0]
        oid, tenant = self._claims["oid"], self._claims.get("tid", "")
        name = self._claims.get("upn") or self._claims.get("unique_name") or ""
        identity = {"aud": client, "iss": f"{self._address}/{tenant}/v2.0", "sub": oid, "oid": oid, "tid": tenant}
        info = {"uid": oid, "utid": tenant}
        scope = " ".join(one for one in (form.get("scope") or [""])[0].split() if "/" in one)
        return json.dumps(
            {
                "token_type": "Bearer",
                "scope": scope,
                "expires_in": _LIFETIME,
                "access_token": _token_of(self._claims),
                "id_token": _token_of({**identity, "preferred_username": name, "name": self._claims.get("name", name)}),
                "refresh_token": "replayed",
                "client_info": _packed(info),
            }
        )


def _renewed(token: str) -> str:
    parts = token.split(".")
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (IndexError, ValueError):
        return token
    return _token_of(claims) if isinstance(claims, dict) else token


def _token_of(claims: Mapping[str, Any]) -> str:
    now = int(time.time())
    whole = {**claims, "iat": now - 60, "nbf": now - 60, "exp": now + _LIFETIME}
    return f"{_packed({'typ': 'JWT', 'alg': 'RS256'})}.{_packed(whole)}.{_packed({})}"


def _packed(document: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()
