"""Ways to sign in, apart from the sign-in itself: options name them, so every start of the program loads them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

ANY_ORGANIZATION: Final = "organizations"
"""The tenant of a sign-in that names none."""
GRAPH_COMMAND_LINE_TOOLS: Final = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
"""Microsoft's public client, with which people sign in."""


class SignInMethod(StrEnum):
    """Values of ``--sign-in``."""

    DEVICE_CODE = "device-code"
    BROWSER = "browser"
    AZURE = "azure"
    CERTIFICATE = "certificate"

    @property
    def is_unattended(self) -> bool:
        """Whether it asks nobody."""
        return self in (SignInMethod.AZURE, SignInMethod.CERTIFICATE)

    @property
    def other(self) -> SignInMethod:
        """What a person can try instead."""
        return SignInMethod.BROWSER if self is SignInMethod.DEVICE_CODE else SignInMethod.DEVICE_CODE
