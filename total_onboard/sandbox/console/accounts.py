"""TOTAL's accounts, as SCIM made them, and who of their owners may come in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from scim2_models import EnterpriseUser, Group, User
from scim2_server.memory import InMemoryStorage

NOT_PROVISIONED: Final = "You do not have access to this platform"
DEACTIVATED: Final = "Account is deactivated"

Account = User[EnterpriseUser]


@dataclass(frozen=True)
class Admission:
    """Decision on a sign-in at TOTAL; ``message`` is what TOTAL shows if it is refused."""

    account: Any = None
    message: str = ""

    @property
    def is_granted(self) -> bool:
        """Whether the door is open."""
        return not self.message


@dataclass
class Accounts:
    """All accounts and groups. ``admin_groups`` are directory ids of the groups that give full access."""

    storage: InMemoryStorage = field(default_factory=InMemoryStorage)
    admin_groups: tuple[str, ...] = ()

    def people(self) -> Iterator[Any]:
        """Yield every account, in the order of arrival."""
        return (one for one in self.storage.resources if isinstance(one, User))

    def groups(self) -> Iterator[Group]:
        """Yield every group, in the order of arrival."""
        return (one for one in self.storage.resources if isinstance(one, Group))

    def admit(self, oid: str) -> Admission:
        """Decide about the bearer of a token with this ``oid``; an account is known by its ``externalId`` alone."""
        account = next((one for one in self.people() if one.external_id == oid), None)
        if account is None:
            return Admission(message=NOT_PROVISIONED)
        if account.active is False:
            return Admission(account, DEACTIVATED)
        if not any(group.external_id in self.admin_groups for group in self.groups_of(account)):
            return Admission(account, NOT_PROVISIONED)
        return Admission(account)

    def groups_of(self, account: Any) -> list[Group]:  # noqa: ANN401
        """Return the groups that an account is a member of."""
        return [group for group in self.groups() if account.id in (member.value for member in group.members or ())]
