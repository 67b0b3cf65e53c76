"""Users who can sign in to TOTAL, and what blocks the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from total_onboard.sandbox.console.state import Console
from total_onboard.sandbox.directory.store import Body, Store

_MOST: Final = 100
"""In a large tenant, only members of groups are shown, up to this many."""


@dataclass(frozen=True)
class SignIn:
    """Whether one user can sign in. ``message`` is what TOTAL would show, ``because`` is the reason."""

    name: str
    upn: str
    can: bool
    message: str
    because: str


def sign_ins(store: Store, console: Console) -> tuple[SignIn, ...]:
    """Return all users of a small tenant; of a large one, the members of groups."""
    concerned = {member for members in store.members.values() for member in members}
    users = list(store.users.all_current())
    shown = users if len(users) <= _MOST else [user for user in users if user["id"] in concerned]
    return tuple(_sign_in(user, console) for user in shown[:_MOST])


def _sign_in(user: Body, console: Console) -> SignIn:
    name, upn = user["displayName"], user["userPrincipalName"]
    if not user.get("accountEnabled", True):
        return SignIn(name, upn, False, "", "The account is disabled in Microsoft Entra ID.")
    admission = console.accounts.admit(user["id"])
    if admission.is_granted:
        return SignIn(name, upn, True, "", "Provisioned, active, and a member of an admin group.")
    message = admission.message if console.sign_in else ""
    return SignIn(name, upn, False, message, _because(user, console, admission.account))


def _because(user: Body, console: Console, account: Any) -> str:  # noqa: ANN401
    """Explain a refusal to the person who can repair it."""
    if account is None:
        return _without_account(user, console)
    if account.active is False:
        return "The account at TOTAL is deactivated, because the user is no longer assigned."
    if not console.sign_in:
        return "Provisioned. TOTAL doesn't have the hand-off yet."
    return "Provisioned, but not a member of an admin group."


def _without_account(user: Body, console: Console) -> str:
    for account in console.accounts.people():
        if account.user_name == user["userPrincipalName"]:
            return f"The account's externalId is “{account.external_id}”, not the object ID. Fix the attribute mapping."
    return "Not provisioned: not in an assigned group, or the next cycle hasn't run yet."
