"""Shared state of sign-in: the tenant, its tokens, and pending grants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.http.base_urls import Addresses
from total_onboard.sandbox.sign_in.access_tokens import AccessTokens, home_name
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.external_issuers import ExternalIssuers
from total_onboard.sandbox.sign_in.grants.pending_grants import Pending

ANY_TENANT: Final = frozenset({"organizations", "common"})


@dataclass
class Platform:
    """The identity platform of one sandbox tenant.

    ``auto_approve`` is the number of real seconds after which the persona's administrator approves a device code
    automatically; None leaves it to people. ``home_tenants`` are the tenants that accounts from elsewhere belong to, by
    object id, as far as these are in the sandbox, too.
    """

    store: Store
    tokens: AccessTokens
    addresses: Addresses
    auto_approve: float | None = None
    pending: Pending = field(default_factory=Pending)
    issuers: ExternalIssuers = field(default_factory=ExternalIssuers)
    home_tenants: Mapping[str, str] = field(default_factory=dict)

    @property
    def domains(self) -> frozenset[str]:
        """The verified domains of the tenant."""
        return frozenset(domain["name"] for domain in self.store.organization["verifiedDomains"])

    def check_tenant(self, named: str) -> None:
        """Raise SignInRefused 90002 unless the name is this tenant's id, a verified domain, or means any tenant."""
        if named.lower() not in ANY_TENANT | {self.store.tenant_id} | self.domains:
            raise SignInRefused(90002, tenant=named)

    def revoke_sign_ins(self) -> None:
        """End every session, as an administrator's *Revoke sessions* does: tokens, and what renews them."""
        self.tokens.end_all()
        self.pending.revoke()

    def person(self, object_id: str) -> Body:
        """Return who is to get tokens.

        Raises SignInRefused 50057 for a disabled account, 70000 for one that is gone.
        """
        user = self.store.users.truth(object_id)
        if user is None:
            raise SignInRefused(70000, parameter="account")
        if not user.get("accountEnabled", True):
            raise SignInRefused(50057)
        return user

    def person_named(self, upn: str) -> Body:
        """Return the person of that user principal name. Raises SignInRefused 50020 or 50057."""
        for user in self.store.users.all_current():
            if upn.lower() in (user["userPrincipalName"].lower(), home_name(user).lower()):
                return self.person(user["id"])
        raise SignInRefused(50020, upn=upn, tenant=self.store.organization["displayName"])
