"""Panels of the options in every help screen, in the order in which they are shown."""

from __future__ import annotations

from typing import Final

VALUES: Final = "Values"
WHAT_TO_DO: Final = "What to do"
CONFIRMATION: Final = "Confirmation"
SIGN_IN: Final = "Sign-in"
MANY_TENANTS: Final = "Many tenants"
OUTPUT: Final = "Output"
SANDBOX: Final = "Sandbox"

ORDER: Final = (VALUES, WHAT_TO_DO, CONFIRMATION, SIGN_IN, MANY_TENANTS, OUTPUT, SANDBOX)

FOR_ADMINS: Final = "For IT admins"
FOR_REPRESENTATIVES: Final = "For TOTAL representatives"
FOR_EVERYONE: Final = "For everyone"
COMMANDS: Final = (FOR_ADMINS, FOR_REPRESENTATIVES, FOR_EVERYONE)
