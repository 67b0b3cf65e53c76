"""What a sign-in leaves behind: tokens for Microsoft Graph, and who they are for."""

from __future__ import annotations

from typing import Protocol


class TokenSource(Protocol):
    """Whoever can give a token for Microsoft Graph."""

    def token(self, claims: str | None = None) -> str:
        """A token that is good now; ``claims`` is the challenge with which Graph refused the one before.

        May block while it is refreshed. Raises SignInFailed.
        """
