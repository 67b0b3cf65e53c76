"""A check: a sentence that is true when it passes, and one function that finds out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from total_onboard.diagnostics.preflight.check_result import CheckOutcome, CheckResult
from total_onboard.diagnostics.preflight.context import CheckContext


@dataclass(frozen=True)
class Check:
    """One entry of the preflight; ``steps`` are the setup's steps that would fail without it."""

    id: str
    title: str
    needed: str
    docs: str
    steps: frozenset[str]
    evaluate: Callable[[CheckContext], Awaitable[CheckOutcome]]

    async def run(self, context: CheckContext) -> CheckResult:
        """Look, and tell what was found."""
        return self.finding(await self.evaluate(context))

    def finding(self, verdict: CheckOutcome) -> CheckResult:
        """Return the verdict under this check's name."""
        return CheckResult(
            id=self.id,
            title=self.title,
            outcome=verdict.outcome,
            found=verdict.found,
            needed=self.needed,
            remedy=verdict.remedy,
            docs=self.docs,
        )
