"""Device code flow: a code for a person to type elsewhere, and the client's polling (RFC 8628)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.sign_in.approval import approve_when_due, is_expired
from total_onboard.sandbox.sign_in.clients import find_client
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.grants.client_authentication import authenticate
from total_onboard.sandbox.sign_in.grants.pending_grants import DEVICE_CODE_LIFE, DeviceCode, SignIn
from total_onboard.sandbox.sign_in.grants.token_response import issue_to_person
from total_onboard.sandbox.sign_in.scopes import read_scopes
from total_onboard.sandbox.sign_in.sign_in_state import Platform
from total_onboard.sandbox.sign_in.step_up import contexts_in

_INTERVAL: Final = 1
"""In seconds; Microsoft's is 5."""
_PATIENCE: Final = 0.5
"""The part of the interval after which another poll is not yet called too fast."""
_SLOWER: Final = 5.0


def start_device_code(platform: Platform, form: Mapping[str, str]) -> Body:
    """Answer ``/devicecode``. Raises SignInRefused.

    The page where the code is entered meets the ``claims`` of this request; those of a later poll change nothing.
    """
    client = find_client(platform.store, form.get("client_id"))
    tenant = platform.store.organization["displayName"]
    scopes = read_scopes(form.get("scope"), platform.addresses.graph, client, tenant)
    device = DeviceCode(
        client,
        scopes,
        began=platform.store.clock.real(),
        interval=_INTERVAL,
        contexts=contexts_in(form.get("claims")),
    )
    platform.pending.device_codes[device.text] = device
    page = platform.store.persona.verification_uri or f"{platform.addresses.sign_in}/devicelogin"
    return {
        "user_code": device.user_code,
        "device_code": device.text,
        "verification_uri": page,
        "expires_in": int(DEVICE_CODE_LIFE),
        "interval": _INTERVAL,
        "message": f"To sign in, open the page {page} in a browser and enter the code {device.user_code}.",
    }


def redeem_device_code(platform: Platform, form: Mapping[str, str]) -> Body:
    """Answer a poll of ``/token``. Raises SignInRefused; 70016 while nobody has answered."""
    client = find_client(platform.store, form.get("client_id"))
    text = form.get("device_code")
    if not text:
        raise SignInRefused(900144, parameter="device_code")
    device = platform.pending.device_codes.get(text)
    if device is None or device.client.app_id != client.app_id:
        raise SignInRefused(70018)
    authenticate(platform, client, form)
    persona = platform.store.persona
    if persona.device_code == "blocked" and persona.readings.blocked_device_code == "refused":
        raise SignInRefused(53003)
    approve_when_due(platform, device)
    return _outcome(platform, device)


def _outcome(platform: Platform, device: DeviceCode) -> Body:
    if is_expired(platform, device):
        raise SignInRefused(70020)
    if device.answer == "declined":
        raise SignInRefused(65004, error="authorization_declined")
    if device.user_id is None:
        _check_pace(platform, device)
        raise SignInRefused(70016)
    user = platform.person(device.user_id)
    del platform.pending.device_codes[device.text]
    sign_in = SignIn(platform.store.clock.real(), by_code=True)
    return issue_to_person(platform, device.client, user, device.scopes, contexts=device.contexts, sign_in=sign_in)


def _check_pace(platform: Platform, device: DeviceCode) -> None:
    now, last = platform.store.clock.real(), device.polled
    device.polled = now
    if last is not None and now - last < device.interval * _PATIENCE:
        device.interval += _SLOWER
        raise SignInRefused(70016, error="slow_down")
