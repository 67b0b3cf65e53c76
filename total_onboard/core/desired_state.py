"""Desired state of the tenant after the setup; everything else is compared with this."""

from __future__ import annotations

import re
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from total_onboard.core.attribute_set import AttributeSet
from total_onboard.core.credential import CredentialChoice
from total_onboard.core.resource_values import RESOURCE_VALUES, with_members
from total_onboard.core.secret import SecretText

ADMIN_ROLE: Final = "admin"
OWNERSHIP_NOTE: Final = "Made by total-onboard."
"""What stands in the notes of an application and the description of a group that this tool made, and of no other."""


def _slug(name: str) -> str:
    """Reduce to plain letters and digits; other names get a part of their digest, so that no two are confused."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if name.isascii():
        return plain
    return f"{plain}-{sha256(name.encode()).hexdigest()[:8]}".strip("-")


class DesiredGroup(BaseModel):
    """A group whose members TOTAL lets in, and the role that TOTAL gives them."""

    model_config = ConfigDict(frozen=True)

    name: str
    role: str

    @property
    def mail_nickname(self) -> str:
        """Graph wants one for every group, even for one that never gets mail."""
        return _slug(self.name)[:64]


EXAMPLE_FILE: Final = "token.txt"
"""Name of a file for the SCIM token, in commands that name no other."""


class ScimEndpoint(BaseModel):
    """TOTAL's provisioning address and the token that opens it; ``again`` are the options that give the token again."""

    model_config = ConfigDict(frozen=True)

    url: str
    token: SecretText
    again: tuple[str, ...] = Field(default=("--scim-token-file", EXAMPLE_FILE), exclude=True)


class Recipient(BaseModel):
    """Recipient that the hand-off is sealed to: the sheet that it answers, and TOTAL's public key as a JWK.

    ``nonce`` and ``issued_at`` are the sheet's; None in what an older version remembered, ``nonce`` also for a sheet of
    the first format. ``url`` is the address of TOTAL that takes the sealed hand-off, if the sheet names one.
    """

    model_config = ConfigDict(frozen=True)

    sheet_id: str
    customer: str
    key: dict[str, str | int]
    nonce: str | None = Field(default=None, repr=False)
    issued_at: datetime | None = None
    url: str | None = None


@with_members({one.desired: (tuple[str, ...], ()) for one in RESOURCE_VALUES})
class DesiredState(BaseModel):
    """One customer's desired state, checked; the defaults are the product's (see docs/concepts.md).

    Without a ``recipient`` the hand-off is not sealed. Values that one resource alone needs are declared in its folder.
    """

    model_config = ConfigDict(frozen=True)

    application_name: str = "TOTAL"
    redirect_uris: tuple[str, ...] = ()
    secret_name: str = "TOTAL integration"  # noqa: S105
    secret_months: int = 24
    delegated_permissions: tuple[str, ...] = ("openid", "profile", "email")
    application_permissions: tuple[str, ...] = ("GroupMember.Read.All",)
    groups: tuple[DesiredGroup, ...] = (DesiredGroup(name="TOTAL-Admin", role=ADMIN_ROLE),)
    admins: tuple[str, ...] = ()
    attributes: AttributeSet = AttributeSet.DEFAULT
    credential: CredentialChoice = CredentialChoice()
    scim: ScimEndpoint | None = None
    scim_token_ends: date | None = None
    recipient: Recipient | None = None

    def resource_value(self, name: str) -> tuple[str, ...]:
        """Return a value that a resource declares in its folder."""
        value: tuple[str, ...] = getattr(self, name)
        return value

    @property
    def failure_mails_to(self) -> str:
        """Recipient of failure mails of provisioning: the first text of a value that declares it; empty without one."""
        texts = (text for one in RESOURCE_VALUES if one.failure_mails for text in self.resource_value(one.desired))
        return next(texts, "")

    @property
    def unique_name(self) -> str:
        """The ``uniqueName`` that identifies the application, even if it was renamed."""
        return f"total-onboard-{_slug(self.application_name)}"

    @property
    def federated_name(self) -> str:
        """Name of the federated credential, which is immutable: another trust gets another. None without one."""
        trust = self.credential.federated
        assert trust is not None
        values = (trust.issuer, trust.subject, trust.audience)
        return f"{_slug(self.secret_name)[:100]}-{sha256(chr(10).join(values).encode()).hexdigest()[:8]}"

    def group_unique_name(self, group: DesiredGroup) -> str:
        """Return the ``uniqueName`` of one of our groups."""
        return f"{self.unique_name}-{_slug(group.name)}"

    @property
    def admin_group(self) -> DesiredGroup:
        """The group whose members become TOTAL's administrators."""
        return next((group for group in self.groups if group.role == ADMIN_ROLE), self.groups[0])
