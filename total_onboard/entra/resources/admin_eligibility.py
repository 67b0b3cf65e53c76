"""Which accounts can administer TOTAL, and what is unusual about one that can."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto

from total_onboard.entra.graph.model import Member
from total_onboard.entra.resources.users import User


class Ineligibility(Enum):
    """Reason why an account cannot administer TOTAL."""

    NESTED_GROUP = auto()
    NO_PERSON = auto()
    DISABLED = auto()
    NO_USER_NAME = auto()


class Remark(Enum):
    """Remark for an admin before granting an account full access."""

    GUEST = auto()
    EXTERNAL = auto()
    NO_MAIL = auto()


def ineligibility_of(account: User | Member) -> Ineligibility | None:
    """Return why nobody can administer TOTAL with this account, or None.

    An account counts as enabled unless Microsoft says that it is disabled.
    """
    if isinstance(account, Member) and not account.is_user:
        is_group = account.odata_type == "#microsoft.graph.group"
        return Ineligibility.NESTED_GROUP if is_group else Ineligibility.NO_PERSON
    if account.account_enabled is False:
        return Ineligibility.DISABLED
    return None if account.user_principal_name else Ineligibility.NO_USER_NAME


def can_administer(account: User | Member) -> bool:
    """Return whether provisioning creates an account at TOTAL with which a person can sign in."""
    return ineligibility_of(account) is None


def remarks_on(account: User | Member) -> Iterator[Remark]:
    """Return what is unusual about an account that can administer TOTAL."""
    if account.user_type == "Guest":
        yield Remark.GUEST
    elif "#EXT#" in (account.user_principal_name or ""):
        yield Remark.EXTERNAL
    if not account.mail:
        yield Remark.NO_MAIL
