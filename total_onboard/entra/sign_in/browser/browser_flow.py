"""Sign-in in this machine's browser: authorization code with PKCE, back to a port on loopback.

Source: RFC 8252, RFC 7636. It works if device codes are forbidden, or if a managed device is required.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msal
from msal.oauth2cli import AuthCodeReceiver

from total_onboard.core.errors import SignInFailed
from total_onboard.core.known_secrets import remember_all
from total_onboard.entra.sign_in.browser.allowed_addresses import check_sign_in_page
from total_onboard.entra.sign_in.browser.web_browser import open_in_browser
from total_onboard.entra.sign_in.msal_client import msal_failures
from total_onboard.entra.sign_in.request import SignInRequest

_TIME_LIMIT: Final = 600
_NOBODY_CAME: Final = {"error": "browser_not_back"}


def open_page(address: str) -> None:
    """Open a page in the browser. Raises SignInFailed if there is none, as on a server."""
    if not open_in_browser(address):
        raise SignInFailed(
            "No browser could be opened on this machine.",
            remedy="Use --sign-in device-code, and open the page on any other device.",
        )


def token_by_browser(
    app: msal.PublicClientApplication,
    request: SignInRequest,
    show: Callable[[str], None],
    every_second: Callable[[], None],
    claims: str | None = None,
) -> dict[str, Any]:
    """Show the page's address, and wait at most ten minutes until it redirects here.

    ``every_second`` is called meanwhile, and can cancel the wait by raising an exception. ``claims`` is the
    challenge that the sign-in must answer. Raises SignInFailed.
    """
    actions = [(second, every_second) for second in range(_TIME_LIMIT)]
    with AuthCodeReceiver(port=0, scheduled_actions=actions) as receiver:
        # Entra ignores the port of a registered http://localhost, and takes no 127.0.0.1.
        back = f"http://localhost:{receiver.get_port()}"
        with msal_failures(request.cloud):
            flow = app.initiate_auth_code_flow(
                request.full_scopes,
                redirect_uri=back,
                response_mode="form_post",
                prompt="select_account",
                claims_challenge=claims,
            )
        remember_all(flow)
        show(check_sign_in_page(flow["auth_uri"], request.cloud))
        came_back: dict[str, Any] = receiver.get_auth_response(timeout=_TIME_LIMIT, state=flow["state"]) or _NOBODY_CAME
    remember_all(came_back)
    if "code" not in came_back:
        return came_back
    with msal_failures(request.cloud):
        answer: dict[str, Any] = app.acquire_token_by_auth_code_flow(flow, came_back)
    remember_all(answer)
    return answer
