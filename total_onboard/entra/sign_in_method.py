"""Ways to sign in, apart from the sign-in itself: options name them, so every start of the program loads them."""

from __future__ import annotations

from enum import StrEnum


class SignInMethod(StrEnum):
    """Values of ``--sign-in``."""

    DEVICE_CODE = "device-code"
    BROWSER = "browser"

    @property
    def other(self) -> SignInMethod:
        """What to try if this one fails."""
        return SignInMethod.BROWSER if self is SignInMethod.DEVICE_CODE else SignInMethod.DEVICE_CODE
