"""Approval of a sign-in request: on a page, through the sandbox controls, or after a delay."""

from __future__ import annotations

from typing import Final, Literal

from total_onboard.sandbox.directory.conditional_access import SignInAttempt, refusal_of
from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.sign_in.clients import Client, service_principal_of
from total_onboard.sandbox.sign_in.consent.consent_check import check_consent, check_may_use, not_consented_to
from total_onboard.sandbox.sign_in.consent.tenant_wide_consent import grant_delegated
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.grants.pending_grants import DEVICE_CODE_LIFE, DeviceCode
from total_onboard.sandbox.sign_in.scopes import Scopes
from total_onboard.sandbox.sign_in.sign_in_state import Platform

Answer = Literal["approved", "declined"]
_NEEDS_AN_ADMINISTRATOR: Final = 90094


def check_conditional_access(platform: Platform, attempt: SignInAttempt, **words: str) -> None:
    """Raise SignInRefused with the number of the policy's control that isn't met: 53000 to 53003, 53009."""
    if code := refusal_of(platform.store, attempt):
        raise SignInRefused(code, **words)


def let_in(platform: Platform, client: Client, user: Body, scopes: Scopes) -> None:
    """Note what the person consents to by approving, which outlives the sign-in.

    Raises SignInRefused if this person cannot sign in to the client: 50105, 90094, 7000112, 7000229.
    """
    store, principal = platform.store, service_principal_of(platform.store, client)
    check_may_use(store, principal, client, user)
    check_consent(store, principal, client, user, scopes)
    if new := not_consented_to(store, principal, user, scopes.permissions | scopes.openid):
        grant_delegated(store, principal, new, user["id"])


def device_code_typed(platform: Platform, typed: str) -> DeviceCode:
    """Return the request behind a typed code.

    Raises SignInRefused: 90119 unknown, 70020 expired, 90120 answered already.
    """
    device = platform.pending.by_user_code(typed)
    if device is None:
        raise SignInRefused(90119)
    if is_expired(platform, device):
        raise SignInRefused(70020)
    if device.answer != "pending":
        raise SignInRefused(90120)
    return device


def answer_device_code(platform: Platform, device: DeviceCode, upn: str, answer: Answer) -> None:
    """Approve or decline. Raises SignInRefused.

    What Conditional Access refuses shows on the page alone: the polling client continues to see
    ``authorization_pending`` until the code expires (Azure/azure-cli#32420).
    """
    user = platform.person_named(upn)
    check_conditional_access(platform, SignInAttempt(user, device.client.app_id, by_code=True))
    if answer == "approved":
        let_in(platform, device.client, user, device.scopes)
    device.user_id, device.answer = user["id"], answer


def is_expired(platform: Platform, device: DeviceCode) -> bool:
    """Return whether the code's fifteen minutes are over."""
    return platform.store.clock.real() >= device.began + DEVICE_CODE_LIFE


def approve_when_due(platform: Platform, device: DeviceCode) -> None:
    """Approve in the administrator's name once the platform's ``auto_approve`` seconds have passed.

    A refusal stays on the page that nobody sees, and the code pending; if only another administrator could consent,
    she returns to the application without granting anything.
    """
    due = platform.auto_approve
    if due is None or device.answer != "pending" or platform.store.clock.real() < device.began + due:
        return
    try:
        answer_device_code(platform, device, platform.store.persona.administrator.upn, "approved")
    except SignInRefused as refusal:
        if refusal.code == _NEEDS_AN_ADMINISTRATOR:
            device.answer = "declined"
