"""Goals and what was measured, a line each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Goals:
    """``missed`` is how many were missed."""

    missed: int = 0

    def at_most(self, what: str, measured: float, goal: float) -> None:
        """A goal that is met from below."""
        self._line(what, measured, f"at most {goal:g}", measured <= goal)

    def at_least(self, what: str, measured: float, goal: float) -> None:
        """A goal that is met from above."""
        self._line(what, measured, f"at least {goal:g}", measured >= goal)

    def tell(self, what: str, measured: float) -> None:
        """What is told without a goal."""
        self._line(what, measured, "", True)

    def _line(self, what: str, measured: float, goal: str, met: bool) -> None:
        self.missed += not met
        told = f"{measured:d}" if isinstance(measured, int) else f"{measured:.2f}"
        print(f"{'✓' if met else '✗'} {what:<52}{told:>10}  {goal}")
