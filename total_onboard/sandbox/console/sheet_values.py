"""Values that TOTAL's representative would send to the sandbox's administrator."""

from __future__ import annotations

from dataclasses import dataclass, field

from total_onboard.sandbox.console.state import Console
from total_onboard.sandbox.persona import Persona


@dataclass(frozen=True)
class SheetValues:
    """The values of a value sheet; ``admins`` are user principal names. Every sandbox gets a new token."""

    redirect_uri: str
    scim_url: str
    scim_token: str = field(repr=False)
    admins: tuple[str, ...]

    @classmethod
    def of(cls, console: Console, persona: Persona) -> SheetValues:
        """Return the values that this console shows its customer, unless the representative said something else."""
        return cls(
            redirect_uri=persona.redirect_uri or console.redirect_uri,
            scim_url=console.scim_url,
            scim_token=persona.scim_token or console.scim_token,
            admins=(persona.administrator.upn,) if persona.admins is None else persona.admins,
        )
