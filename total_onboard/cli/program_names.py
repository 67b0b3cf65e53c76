"""Names by which shells know the program."""

from __future__ import annotations

from typing import Final

PROGRAM: Final = "total-onboard"
VARIABLE: Final = "_TOTAL_ONBOARD_COMPLETE"
"""Environment variable with which a shell asks for completions."""
