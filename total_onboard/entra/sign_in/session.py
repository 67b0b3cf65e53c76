"""Session after a sign-in: tokens for Microsoft Graph, and who they are for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final, Protocol

PAUSES: Final = (2.0, 6.0, 12.0)
"""Seconds before a renewal is tried again. MSAL replays an answer of a busy service for five seconds or longer."""

GOOD_FOR_A_WHILE: Final = 300.0
"""Seconds that a token must have left to be used without asking for another."""


class TokenSource(Protocol):
    """Source of tokens for Microsoft Graph."""

    def token(self, claims: str | None = None, *, instead_of: str | None = None) -> str:
        """Return a token that is good now; ``claims`` is the challenge with which Graph refused the one before, or
        ``instead_of`` that one itself.

        May block while it is refreshed, or until the admin has signed in again. Raises SignInFailed.
        """

    def cached_token(self) -> str | None:
        """Return the last token, if it is good for minutes to come; asks nobody and never blocks."""


class Session(ABC):
    """A TokenSource, and what its tokens say of the account that signed in."""

    is_application: bool = False
    """Whether an application signed in, for which Microsoft Graph has no ``/me``."""

    @abstractmethod
    def token(self, claims: str | None = None, *, instead_of: str | None = None) -> str:
        """See :meth:`TokenSource.token`."""

    @abstractmethod
    def cached_token(self) -> str | None:
        """See :meth:`TokenSource.cached_token`."""

    @abstractmethod
    def renew(self) -> None:
        """Get a new token although the old one is good: a token knows the rights of when it was made."""

    @property
    @abstractmethod
    def username(self) -> str:
        """The user principal name, or the application's name."""

    @property
    @abstractmethod
    def object_id(self) -> str:
        """The account's ID in the tenant: of a user or a service principal; empty if unknown."""

    @property
    @abstractmethod
    def display_name(self) -> str:
        """What the account is called."""

    @property
    @abstractmethod
    def tenant_id(self) -> str:
        """The tenant that the tokens are for."""

    @property
    @abstractmethod
    def granted(self) -> frozenset[str]:
        """The permissions in the tokens, by name."""

    @property
    def keyring_problem(self) -> str:
        """Why the next run can't use this sign-in, although the machine has a keyring; empty if it can."""
        return ""

    @property
    def where_kept(self) -> str:
        """The place where this sign-in is kept, for people."""
        return "nowhere"


def seconds_of(value: object) -> float:
    """Return a life of a token as the sign-in says it; none if that is no number."""
    try:
        return float(str(value))
    except ValueError:
        return 0.0
