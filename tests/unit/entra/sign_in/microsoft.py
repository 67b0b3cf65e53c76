"""Microsoft's sign-in for one tenant, answered from a list at the level of HTTP; MSAL itself runs unchanged."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import httpx
import respx

from total_onboard.entra.clouds import custom_cloud
from total_onboard.entra.sign_in import SignInMethod, SignInRequest
from total_onboard.steps.access.command_scopes import SETUP_SCOPES

TENANT = "11111111-1111-4111-8111-111111111111"
CLIENT = "22222222-2222-4222-8222-222222222222"
CLOUD = custom_cloud("https://login.example.test:8443", "https://graph.example.test")
CODE = {
    "user_code": "ABCD-EFGH",
    "device_code": "secret-device-code",
    "verification_uri": "https://login.example.test/device",
    "expires_in": 900,
    "interval": 1,
}
PENDING = {"error": "authorization_pending", "error_codes": [70016]}


def request_for(state_dir: Path, tenant: str = "contoso.com", method: str = "device-code") -> SignInRequest:
    return SignInRequest(CLOUD, tenant, CLIENT, SETUP_SCOPES, state_dir, SignInMethod(method))


def token(**claims: Any) -> str:
    """An unsigned JSON Web Token."""
    return f"e30.{_encoded(claims)}.unsigned"


def _encoded(document: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


def tokens_for(username: str, tenant: str = TENANT, lifetime: int = 3600, nonce: str = "") -> dict[str, Any]:
    """What the token endpoint answers when it lets somebody in."""
    now = time.time()
    identity = {"aud": CLIENT, "sub": "s", "oid": "o", "tid": tenant, "preferred_username": username, "nonce": nonce}
    return {
        "token_type": "Bearer",
        "access_token": token(tid=tenant, for_=username, uti=uuid4().hex),
        "refresh_token": "refresh-token-of-ada",
        "expires_in": lifetime,
        "scope": " ".join(CLOUD.scope(each.scope) for each in SETUP_SCOPES) + " openid profile",
        "id_token": token(iss="issuer", iat=now, exp=now + 3600, **identity),
        "client_info": _encoded({"uid": username, "utid": tenant}),
    }


class Microsoft:
    """``tokens`` is what the token endpoint answers, one after the other; a dictionary with an error as 400."""

    def __init__(self, router: respx.MockRouter) -> None:
        self.tokens: list[dict[str, Any] | httpx.Response | Exception] = []
        self.code: dict[str, Any] = CODE
        self.asked: list[dict[str, str]] = []
        base = f"{CLOUD.authority_url}/{TENANT}/oauth2/v2.0"
        discovery = rf"{CLOUD.authority_url}/[^/]+/v2.0/.well-known/openid-configuration"
        self.discovery = router.get(url__regex=discovery).respond(
            json={
                "issuer": f"{CLOUD.authority_url}/{TENANT}/v2.0",
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "device_authorization_endpoint": f"{base}/devicecode",
            }
        )
        self.device = router.post(f"{base}/devicecode").mock(side_effect=self._device)
        router.post(f"{base}/token").mock(side_effect=self._token)

    def _device(self, request: httpx.Request) -> httpx.Response:
        return _answer(self.code)

    def _token(self, request: httpx.Request) -> httpx.Response:
        self.asked.append({name: values[0] for name, values in parse_qs(request.content.decode()).items()})
        answer = self.tokens.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return answer
        return _answer(answer)


def _answer(body: dict[str, Any]) -> httpx.Response:
    return httpx.Response(400 if "error" in body else 200, json=body)
