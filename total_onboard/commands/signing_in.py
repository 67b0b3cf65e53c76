"""The admin signs in, and sees what for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from total_onboard.entra.preload import preload_sdk
from total_onboard.entra.sign_in import SignInMethod, SignInRequest, sign_in
from total_onboard.terminal.sign_in_view import SignInView

if TYPE_CHECKING:
    from total_onboard.commands.desk import Desk
    from total_onboard.entra.sign_in.scopes import ScopeReason
    from total_onboard.entra.sign_in.session import Session
    from total_onboard.settings import Settings


def request_for(desk: Desk, settings: Settings, scopes: Sequence[ScopeReason]) -> SignInRequest:
    """Who signs in where, and for what."""
    return SignInRequest(
        cloud=settings.the_cloud,
        tenant=settings.tenant,
        client_id=settings.client_id,
        scopes=scopes,
        state_dir=settings.state_dir,
        method=desk.common.sign_in or SignInMethod.DEVICE_CODE,
        ca_bundle=settings.ca_bundle,
    )


def signed_in(desk: Desk, settings: Settings, scopes: Sequence[ScopeReason]) -> Session:
    """Sign in, while Microsoft's SDK is loaded beside it. Raises SignInFailed.

    A second sign-in in the middle of the run is shown by a thread that does not outlive the process: the view is
    closed for it.
    """
    preload_sdk()
    view = SignInView(desk.screen)
    desk.at_the_end.callback(view.close)
    return sign_in(
        request_for(desk, settings, scopes),
        show_code=view.show_code,
        show_address=view.show_address,
        while_asking=view,
        ask_again=not desk.common.no_input,
    )
