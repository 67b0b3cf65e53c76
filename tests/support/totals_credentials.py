"""What TOTAL proves its identity with in tests: one certificate for all, and a trust."""

from __future__ import annotations

from functools import cache
from typing import Final

from tests.support.certificates import Signer
from total_onboard.core.credential import CredentialChoice

TRUST: Final = {"issuer": "https://login.yourtotal.example/emea", "subject": "customer:contoso"}


@cache
def total() -> Signer:
    """Return TOTAL's key, with a certificate for 90 days."""
    return Signer()


def choice(*kinds: str, signer: Signer | None = None) -> CredentialChoice:
    """Return the kinds that TOTAL accepts, with the data of all."""
    return CredentialChoice.of(kinds, (signer or total()).der, TRUST)
