"""State of the TOTAL console: what a representative enters, and what the customer gets to know."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator

from total_onboard.sandbox.console.accounts import Accounts
from total_onboard.sandbox.console.handoff_receiver import HandoffReceiver
from total_onboard.sandbox.console.handoff_upload import HandoffRefused, uploaded_handoff
from total_onboard.sandbox.console.scim_refusals import Refusal
from total_onboard.sandbox.directory.store import Store

HANDOFF_PATH: Final = "/settings/handoff"
_KEY: Final = "console"
_FLAG: Final = "?aadOptscim062020"


class SignInSettings(BaseModel):
    """Content of the hand-off: the application, its secret, and which groups give full access."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    tenant_id: UUID
    client_id: UUID
    client_secret: str = Field(min_length=1, repr=False)
    admin_groups: tuple[UUID, ...]

    @field_validator("admin_groups", mode="before")
    @classmethod
    def _from_lines(cls, value: object) -> object:
        """A form sends one group id a line."""
        return value.split() if isinstance(value, str) else value


@dataclass
class Console:
    """One customer's TOTAL. ``scim_token`` is what the value sheet carries as a secret.

    ``refuses`` is what its SCIM service refuses of Microsoft's requests; ``shows_flag`` says whether the address
    carries the flag with which Microsoft sends PATCH as RFC 7644 has it.
    """

    url: str
    refuses: tuple[Refusal, ...] = ()
    shows_flag: bool = False
    scim_token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    accounts: Accounts = field(default_factory=Accounts)
    sign_in: SignInSettings | None = None
    receiver: HandoffReceiver = field(default_factory=lambda: HandoffReceiver(lambda: datetime.now(UTC)))

    @property
    def redirect_uri(self) -> str:
        """The address that Microsoft sends people back to."""
        return f"{self.url}/auth/oidc/callback"

    @property
    def handoff_url(self) -> str:
        """The address that accepts a whole hand-off."""
        return f"{self.url}{HANDOFF_PATH}"

    @property
    def scim_url(self) -> str:
        """The SCIM Tenant URL."""
        return f"{self.url}/scim/v2{_FLAG if self.shows_flag else ''}"

    def take(self, settings: SignInSettings) -> None:
        """Use these values from now on."""
        self.sign_in = settings
        self.accounts.admin_groups = tuple(str(group) for group in settings.admin_groups)

    def take_handoff(self, document: bytes | str) -> None:
        """Use the values of a whole hand-off from now on. Raises HandoffRefused."""
        values = uploaded_handoff(document)
        secret = values.client_secret or self._secret_of(values.client_id)
        if secret is None:
            raise HandoffRefused(
                "The hand-off contains no client secret, and the console has none for its application."
            )
        self.take(
            SignInSettings(
                tenant_id=values.tenant_id,
                client_id=values.client_id,
                client_secret=secret,
                admin_groups=values.admin_groups,
            )
        )

    def _secret_of(self, client_id: UUID) -> str | None:
        return self.sign_in.client_secret if self.sign_in and self.sign_in.client_id == client_id else None


def console_of(store: Store, url: str) -> Console:
    """Return the console of this tenant, made when it is first asked for."""
    if _KEY not in store.provisioning:
        persona = store.persona
        store.provisioning[_KEY] = Console(url, refuses=persona.total_refuses, shows_flag=persona.shows_flag)
    console: Console = store.provisioning[_KEY]
    return console
