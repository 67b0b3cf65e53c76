"""Sign-in to Microsoft Entra: silent after an earlier one, by device code or browser, or without anybody.

The way in is :func:`sign_in`; nothing heavy is imported before it is called.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from total_onboard.entra.sign_in.request import SignInRequest
from total_onboard.entra.sign_in_method import SignInMethod

if TYPE_CHECKING:
    import msal

    from total_onboard.entra.sign_in.person.cache.token_cache import TokenCache
    from total_onboard.entra.sign_in.person.device_code import DeviceCode
    from total_onboard.entra.sign_in.person.person_session import Ask, PersonSession
    from total_onboard.entra.sign_in.session import Session

_LOG: Final = logging.getLogger("total_onboard.sign_in")

__all__ = ["SignInMethod", "SignInRequest", "sign_in"]


class _OtherWay(Exception):
    """Signal that the admin continues with the other way to sign in."""


def sign_in(
    request: SignInRequest,
    *,
    show_code: Callable[[DeviceCode], None],
    show_address: Callable[[str], None] | None = None,
    other_way: Callable[[], bool] = lambda: False,
    while_asking: AbstractContextManager[object] | None = None,
    may_ask: bool = True,
    anew: bool = False,
) -> Session:
    """Sign the admin in, and remember it for the next run; blocks until that is done.

    ``show_code`` is shown the device code; ``show_address`` gets the page to visit in the browser flow, which is
    opened if there is no such function. ``other_way`` is asked every second whether to continue in the browser
    instead of with a code, or the other way round. ``while_asking`` is entered for as long as the admin is waited for.
    That happens a second time when Microsoft wants it in the middle of the run; the two functions are called from
    another thread then. Without ``may_ask`` only a remembered sign-in is used; with ``anew`` none is, and the new one
    replaces it. Raises SignInFailed, and BadValue for an unattended sign-in that lacks a value.
    """
    session = (
        _unattended(request)
        if request.method.is_unattended
        else _by_person(request, show_code, show_address, other_way, while_asking, may_ask, anew)
    )
    _LOG.info("signed in to tenant %s", session.tenant_id, extra={"tenant_id": session.tenant_id})
    return session


def _unattended(request: SignInRequest) -> Session:
    from total_onboard.entra.sign_in.unattended.named_tenant import with_named_tenant
    from total_onboard.entra.sign_in.unattended.token_request import request_token
    from total_onboard.entra.sign_in.unattended.unattended_session import UnattendedSession

    request = with_named_tenant(request)
    return UnattendedSession(request, partial(request_token, request))


def _by_person(
    request: SignInRequest,
    show_code: Callable[[DeviceCode], None],
    show_address: Callable[[str], None] | None,
    other_way: Callable[[], bool],
    while_asking: AbstractContextManager[object] | None,
    may_ask: bool,
    anew: bool,
) -> Session:
    from total_onboard.entra.sign_in.browser.browser_flow import open_page, token_by_browser
    from total_onboard.entra.sign_in.msal_client import public_client
    from total_onboard.entra.sign_in.person.cache.token_cache import TokenCache
    from total_onboard.entra.sign_in.person.device_code import token_by_device_code
    from total_onboard.entra.sign_in.person.person_session import PersonSession

    store = TokenCache(request.state_dir, request.cloud)
    app = public_client(request, store.empty() if anew else store.load())

    def every_second() -> None:
        if other_way():
            raise _OtherWay

    def ask_by(method: SignInMethod, claims: str | None) -> dict[str, Any]:
        if method is SignInMethod.BROWSER:
            return token_by_browser(app, request, show_address or open_page, every_second, claims)
        return token_by_device_code(app, request, show_code, every_second, claims)

    def ask(claims: str | None = None) -> dict[str, Any]:
        method = request.method
        with while_asking or nullcontext():
            while True:
                try:
                    return ask_by(method, claims)
                except _OtherWay:
                    method = method.other

    session = PersonSession.cached(app, request, store) or _begun(app, request, store, ask if may_ask else None)
    session.ask = ask if may_ask else None
    return session


def _begun(
    app: msal.PublicClientApplication, request: SignInRequest, store: TokenCache, ask: Ask | None
) -> PersonSession:
    """Raise SignInFailed, also if nobody may be asked."""
    from total_onboard.entra.sign_in.errors import not_remembered
    from total_onboard.entra.sign_in.person.person_session import PersonSession

    if ask is None:
        raise not_remembered()
    return PersonSession.begun(app, request, store, ask(None))
