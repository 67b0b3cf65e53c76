"""How the admin signs in to Microsoft Entra: silently where that was done before, else by device code or browser.

The way in is :func:`sign_in`; nothing heavy is imported before it is called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from total_onboard.entra.sign_in.request import SignInMethod, SignInRequest

if TYPE_CHECKING:
    from total_onboard.entra.sign_in.device_code import DeviceCode
    from total_onboard.entra.sign_in.session import Session

__all__ = ["SignInMethod", "SignInRequest", "cached_session", "sign_in"]


def sign_in(
    request: SignInRequest,
    *,
    show_code: Callable[[DeviceCode], None],
    show_address: Callable[[str], None] | None = None,
    given_up: Callable[[], bool] = lambda: False,
) -> Session:
    """Sign the admin in, and remember it for the next run; blocks until that is done.

    ``show_code`` is shown the device code; ``show_address`` gets the page to visit in the browser flow, which is
    opened if there is no such function. ``given_up`` is asked every second whether to stop waiting.
    Raises SignInFailed, and Interrupted once ``given_up`` says so.
    """
    from total_onboard.entra.sign_in.browser import open_page, token_by_browser
    from total_onboard.entra.sign_in.client import public_client
    from total_onboard.entra.sign_in.device_code import token_by_device_code
    from total_onboard.entra.sign_in.session import Session
    from total_onboard.entra.sign_in.token_store import TokenStore

    store = TokenStore(request.state_dir, request.cloud)
    app = public_client(request, store.load())
    session = Session.cached(app, request, store)
    if session:
        return session
    if request.method is SignInMethod.BROWSER:
        answer = token_by_browser(app, request, show_address or open_page, given_up)
    else:
        answer = token_by_device_code(app, request, show_code, given_up)
    return Session.begun(app, request, store, answer)


def cached_session(request: SignInRequest) -> Session | None:
    """The sign-in of an earlier run, if Microsoft still honours it; asks the admin nothing. Raises SignInFailed."""
    from total_onboard.entra.sign_in.client import public_client
    from total_onboard.entra.sign_in.session import Session
    from total_onboard.entra.sign_in.token_store import TokenStore

    store = TokenStore(request.state_dir, request.cloud)
    return Session.cached(public_client(request, store.load()), request, store)
