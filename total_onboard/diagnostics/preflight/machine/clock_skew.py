"""Check that this machine's clock agrees with Microsoft's."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, failed, passed, skipped, warned
from total_onboard.diagnostics.preflight.context import CheckContext

_WORTH_A_WORD: Final = timedelta(minutes=1)
_TOO_MUCH: Final = timedelta(minutes=5)
"""What Microsoft tolerates in a token's times (Entra page “access tokens”, validation)."""
_REMEDY: Final = "Set this machine's clock by a time server (its date and time settings), then run the command again."


async def evaluate(context: CheckContext) -> CheckOutcome:
    """Compare the clock with the Date header of answers received anyway; the fastest answer is the most accurate."""
    differences = [call.at - call.server_time for call in context.calls if call.server_time]
    if not differences:
        return skipped("No response named Microsoft's time")
    ahead = min(differences, key=abs)
    sentence = f"This machine's clock is {_spoken(ahead)} Microsoft's"
    if abs(ahead) > _TOO_MUCH:
        return failed(sentence, _REMEDY)
    if abs(ahead) > _WORTH_A_WORD:
        return warned(sentence, _REMEDY)
    return passed("This machine's clock agrees with Microsoft's")


def _spoken(ahead: timedelta) -> str:
    seconds = round(abs(ahead).total_seconds())
    much = f"{seconds} seconds" if seconds < 120 else f"{seconds // 60} minutes"
    return f"{much} ahead of" if ahead > timedelta() else f"{much} behind"


CLOCK = Check(
    id="clock",
    title="Clock of this machine",
    needed="A clock that is right to the minute",
    docs="docs/checks.md#clock",
    steps=frozenset(),
    evaluate=evaluate,
)
