"""What TOTAL's representative would tell the practice tenant's administrator."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from total_onboard.sandbox.addresses import Addresses
from total_onboard.sandbox.persona import Persona


@dataclass(frozen=True)
class SheetValues:
    """The values of a value sheet; ``admins`` are user principal names. The token is a new one in every rehearsal."""

    redirect_uri: str
    scim_url: str
    scim_token: str = field(repr=False)
    admins: tuple[str, ...]

    @classmethod
    def of(cls, addresses: Addresses, persona: Persona) -> SheetValues:
        """The values for a tenant whose TOTAL is served at these addresses."""
        return cls(
            redirect_uri=f"{addresses.total}/auth/oidc/callback",
            scim_url=f"{addresses.total}/scim/v2",
            scim_token=secrets.token_urlsafe(32),
            admins=(persona.administrator.upn,),
        )
