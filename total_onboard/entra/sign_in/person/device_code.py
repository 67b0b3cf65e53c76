"""Sign-in by device code: the admin types a short code on Microsoft's page, on this or any other device.

Source: RFC 8628, https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import httpx
import msal

from total_onboard.core.known_secrets import abridged, remember_all
from total_onboard.entra.http.response_limits import DEVICE_CODE_SECONDS
from total_onboard.entra.sign_in.browser.allowed_addresses import is_sign_in_page
from total_onboard.entra.sign_in.errors import BUSY, sign_in_failed
from total_onboard.entra.sign_in.msal_client import msal_failures
from total_onboard.entra.sign_in.request import SignInRequest

Flow = dict[str, Any]
_LONGEST_INTERVAL: Final = 60
_LONGEST_USER_CODE: Final = 64


@dataclass(frozen=True)
class DeviceCode:
    """Data to show the admin; ``expires_at`` is in seconds since 1970, as :func:`time.time` counts.

    Only a page that ``is_microsofts`` may be opened or drawn as a QR code: it is a server's answer.
    """

    user_code: str
    verification_uri: str
    expires_at: float
    is_microsofts: bool

    def seconds_left(self) -> float:
        """Return how long the code still works; never negative."""
        return max(0.0, self.expires_at - time.time())


def token_by_device_code(
    app: msal.PublicClientApplication,
    request: SignInRequest,
    show: Callable[[DeviceCode], None],
    every_second: Callable[[], None],
    claims: str | None = None,
) -> dict[str, Any]:
    """Get a code, show it, and wait until it was used; ``claims`` is the challenge that it must answer.

    Microsoft's page asks for what the claims of the first request want: in the later ones they come too late.

    ``every_second`` is called meanwhile, and can cancel the wait by raising an exception. Raises SignInFailed.

    A policy that blocks device codes shows this on Microsoft's page only: here it looks like a person who never
    came, until the code expires. That is why the remedy then names the browser.
    """
    with msal_failures(request.cloud):
        flow: Flow = app.initiate_device_flow(request.full_scopes, claims_challenge=claims)
        if "user_code" not in flow:
            raise sign_in_failed(flow, request)
        flow["expires_at"] = min(float(flow["expires_at"]), time.time() + DEVICE_CODE_SECONDS)
        # MSAL asks whether the time is over only in its pauses: without a pause it would never be.
        flow["interval"] = min(max(int(flow["interval"]), 1), _LONGEST_INTERVAL)
        page = abridged(str(flow["verification_uri"]))
        user_code = abridged(str(flow["user_code"]), _LONGEST_USER_CODE)
        code = DeviceCode(user_code, page, flow["expires_at"], is_sign_in_page(page, request.cloud))
    remember_all(flow)
    show(code)
    with msal_failures(request.cloud):
        answer = _waited_for(app, flow, every_second, claims)
    remember_all(answer)
    if answer.get("error") in ("authorization_pending", "slow_down"):
        answer = {"error": "expired_token"}
    return answer


def _waited_for(
    app: msal.PublicClientApplication, flow: Flow, every_second: Callable[[], None], claims: str | None
) -> dict[str, Any]:
    """Poll until Microsoft decides; a network or service that is gone for a moment, or throttles, does not end it.

    MSAL itself sends nothing during the pause that a throttling service asks for.
    """

    def over(flow: Flow) -> bool:
        every_second()
        return bool(flow["expires_at"] < time.time())

    while True:
        try:
            answer: dict[str, Any] = app.acquire_token_by_device_flow(
                flow, claims_challenge=claims, exit_condition=over
            )
            if answer.get("error") not in BUSY or over(flow):
                return answer
        except httpx.HTTPError:
            if over(flow):
                raise
        time.sleep(1)
