"""Possible sign-ins to TOTAL, and what blocks the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from total_onboard.sandbox.console.console import Console
from total_onboard.sandbox.directory.store import Body, Store

_MOST: Final = 100
"""In a large tenant, those who matter and nobody else are shown, up to this many."""


@dataclass(frozen=True)
class SignIn:
    """One person's prospect. ``message`` is what TOTAL would say, ``because`` why."""

    name: str
    upn: str
    can: bool
    message: str
    because: str


def sign_ins(store: Store, console: Console) -> tuple[SignIn, ...]:
    """Return everybody in a small tenant; in a large one, the members of groups and the owners of accounts."""
    concerned = {member for members in store.members.values() for member in members}
    users = list(store.users.all_true())
    shown = users if len(users) <= _MOST else [user for user in users if user["id"] in concerned]
    return tuple(_sign_in(user, console) for user in shown[:_MOST])


def _sign_in(user: Body, console: Console) -> SignIn:
    name, upn = user["displayName"], user["userPrincipalName"]
    if not user.get("accountEnabled", True):
        return SignIn(name, upn, False, "", "The account is disabled in Microsoft Entra ID.")
    admission = console.accounts.admit(user["id"])
    if admission.is_granted:
        return SignIn(name, upn, True, "", "Provisioned, active, and in an admin group.")
    message = admission.message if console.sign_in else ""
    return SignIn(name, upn, False, message, _because(user, console, admission.account))


def _because(user: Body, console: Console, account: Any) -> str:  # noqa: ANN401
    """Explain a refusal to the person who can repair it."""
    if account is None:
        return _without_account(user, console)
    if account.active is False:
        return "The account is deactivated: no longer assigned."
    if not console.sign_in:
        return "Provisioned; TOTAL waits for the hand-off's values."
    return "Has an account, and is in no admin group."


def _without_account(user: Body, console: Console) -> str:
    for account in console.accounts.people():
        if account.user_name == user["userPrincipalName"]:
            return f"The account's externalId is “{account.external_id}” and not the object id: the mapping is wrong."
    return "Not provisioned: in no assigned group, or the next cycle has not run yet."
