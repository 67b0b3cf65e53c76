"""Content of an object that is not known here, or is about to be adopted: shown before a decision."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from total_onboard.core.errors import PrerequisiteMissing
from total_onboard.core.text.formatting import format_date

_NO_NAME: Final = "name unavailable"


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class InspectedPerson(_Shown):
    """An owner or a member; ``kind`` is ``user``, or what else it is."""

    id: str
    display_name: str | None = None
    user_principal_name: str | None = None
    kind: str = "user"

    @property
    def description(self) -> str:
        """``Ada Lovelace (ada@contoso.com, object ID …)``.

        Graph gives only the ID if the sign-in doesn't hold a permission to read people.
        """
        kind = "" if self.kind == "user" else f"{self.kind}, "
        name = f"{self.user_principal_name}, " if self.user_principal_name else ""
        return f"{self.display_name or _NO_NAME} ({kind}{name}object ID {self.id})"


class InspectedUri(_Shown):
    """A redirect URI; ``platform`` is ``web``, ``spa`` or ``publicClient``."""

    platform: str
    uri: str

    @property
    def key(self) -> str:
        """How a baseline names it."""
        return f"{self.platform} {self.uri}"


class InspectedEntry(_Shown):
    """An entry of a list that others can add to, such as a notification address."""

    called: str
    value: str

    @property
    def key(self) -> str:
        """How a baseline names it."""
        return entry_key(self.called, self.value)


def entry_key(called: str, value: str) -> str:
    """Return the name of an entry in a baseline; the case of letters doesn't matter."""
    return f"{called} {value}".casefold()


class InspectedCredential(_Shown):
    """A secret or a certificate; ``hint`` is the first three characters of a secret."""

    key_id: str
    display_name: str | None = None
    hint: str | None = None
    end: datetime | None = None

    @property
    def description(self) -> str:
        """``TOTAL integration (abc…, key ID …, until 3 November 2028)``."""
        return self._describe(f"until {format_date(self.end)}" if self.end else "without an end")

    def described_at(self, now: datetime) -> str:
        """Return the same; of an expired one, when it expired."""
        if self.end is None or self.end > now:
            return self.description
        return self._describe(f"expired on {format_date(self.end)}")

    def _describe(self, end: str) -> str:
        hint = f"{self.hint}…, " if self.hint else ""
        return f"{self.display_name or 'without a name'} ({hint}key ID {self.key_id}, {end})"


class InspectedTrust(_Shown):
    """A federated credential."""

    id: str
    name: str
    issuer: str
    subject: str

    @property
    def description(self) -> str:
        """``pipeline (issuer …, subject …)``."""
        return f"{self.name} (issuer {self.issuer}, subject {self.subject})"

    @property
    def key(self) -> str:
        """How a baseline names whose tokens it takes, which others can change."""
        return trust_key(self.id, self.issuer, self.subject)


def trust_key(trust_id: str, issuer: str, subject: str) -> str:
    """Return the name of a federated credential and its tokens in a baseline."""
    return f"{trust_id} {issuer} {subject}"


class InspectedRole(_Shown):
    """An app role that the application declares."""

    id: str
    display_name: str | None = None
    value: str | None = None


class Baseline(_Shown):
    """The ids of what an object contained when it was adopted; redirect URIs are kept as ``platform uri``.

    An object that was created here has an empty one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    owners: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    redirect_uris: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    federated: tuple[str, ...] = ()
    app_roles: tuple[str, ...] = ()
    principal_owners: tuple[str, ...] = ()
    principal_credentials: tuple[str, ...] = ()
    other: tuple[str, ...] = ()

    @property
    def everything(self) -> frozenset[str]:
        """All ids of any kind: ids of different kinds cannot be confused."""
        return frozenset(one for _, ids in self for one in ids)


class Inspection(_Shown):
    """One object. ``principal_*`` are those of the application's service principal.

    ``unavailable`` names the parts that could not be read, each with the reason: what is empty there is not known.
    """

    kind: Literal["application", "group"]
    object_id: str
    client_id: str | None = None
    display_name: str = ""
    unique_name: str | None = None
    template_id: str | None = None
    sign_in_audience: str | None = None
    created: datetime | None = None
    owners: tuple[InspectedPerson, ...] = ()
    members: tuple[InspectedPerson, ...] = ()
    redirect_uris: tuple[InspectedUri, ...] = ()
    secrets: tuple[InspectedCredential, ...] = ()
    certificates: tuple[InspectedCredential, ...] = ()
    federated: tuple[InspectedTrust, ...] = ()
    app_roles: tuple[InspectedRole, ...] = ()
    principal_owners: tuple[InspectedPerson, ...] = ()
    principal_credentials: tuple[InspectedCredential, ...] = ()
    other: tuple[InspectedEntry, ...] = ()
    unavailable: dict[str, str] = {}

    @property
    def baseline(self) -> Baseline:
        """What adopting it accepts."""
        return Baseline(
            owners=tuple(one.id for one in self.owners),
            members=tuple(one.id for one in self.members),
            redirect_uris=tuple(one.key for one in self.redirect_uris),
            secrets=tuple(one.key_id for one in self.secrets),
            certificates=tuple(one.key_id for one in self.certificates),
            federated=tuple(name for one in self.federated for name in (one.id, one.key)),
            app_roles=tuple(one.id for one in self.app_roles),
            principal_owners=tuple(one.id for one in self.principal_owners),
            principal_credentials=tuple(one.key_id for one in self.principal_credentials),
            other=tuple(one.key for one in self.other),
        )


ANYONES: Final = "Anyone can create an object with that unique name, so it may not be TOTAL's."
WHERE_IDS_COME_FROM: Final = (
    "If TOTAL was set up from another machine, get the object IDs from its hand-off, or from total-onboard status "
    "--output json there. Don't copy them from this screen. Compare them with the list, then run the same command "
    "again with {options}. If nobody set TOTAL up, delete the object permanently: in the recycle bin it keeps its "
    "unique name."
)
"""Remedy for an object that has an expected name and is unknown here."""


class NotSetUpFromHere(PrerequisiteMissing):
    """Objects with expected names that are unknown here, so nothing is written; ``unmanaged`` is what they contain."""

    code = "not-set-up-from-here"

    def __init__(self, message: str, *, remedy: str, unmanaged: tuple[Inspection, ...]) -> None:
        super().__init__(message, remedy=remedy)
        self.unmanaged = unmanaged
