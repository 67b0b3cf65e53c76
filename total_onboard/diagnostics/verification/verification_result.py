"""A verification: something that is shown to work from end to end, not merely found to be configured."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.verification.context import VerificationContext


class VerificationStatus(StrEnum):
    """Status of a verification. ``inconclusive``: no failure, but it needs time, a value, or a person."""

    VERIFIED = "verified"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"


class Timing(BaseModel):
    """Duration of one part of a verification, in seconds."""

    model_config = ConfigDict(frozen=True)

    what: str
    seconds: float


class VerificationResult(BaseModel):
    """One verified or failed item. Serializes into ``verifications`` of the JSON document.

    ``remedy`` is the one next thing to do, empty for what is verified; ``only_total`` says that nobody but TOTAL can
    verify it; ``seconds`` is how long it took, ``timings`` what of it each part took.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    outcome: VerificationStatus
    found: str
    remedy: str = ""
    only_total: bool = False
    seconds: float = 0.0
    timings: tuple[Timing, ...] = ()


@dataclass(frozen=True)
class VerificationOutcome:
    """Outcome of a verification, which adds its name, and its title unless this one has another."""

    outcome: VerificationStatus
    found: str
    remedy: str = ""
    timings: tuple[Timing, ...] = ()
    title: str = ""
    only_total: bool = False


def succeeded(found: str) -> VerificationOutcome:
    """Report success."""
    return VerificationOutcome(VerificationStatus.VERIFIED, found)


def inconclusive(found: str, remedy: str, *, only_total: bool = False) -> VerificationOutcome:
    """Report that it needs time, a missing value, or a person's action; ``only_total`` if nobody here can ever act."""
    return VerificationOutcome(VerificationStatus.INCONCLUSIVE, found, remedy, only_total=only_total)


def failed(found: str, remedy: str) -> VerificationOutcome:
    """Report a failure that time does not repair."""
    return VerificationOutcome(VerificationStatus.FAILED, found, remedy)


@dataclass(frozen=True)
class Verification:
    """One verification: what it verifies and how.

    ``needs`` are the steps of a setup without which there is nothing to verify, ``reads`` those whose objects it
    reads, if these are fewer; ``after`` are the verifications that must succeed first, because without them this one
    would fail for their reason, or do harm.
    """

    id: str
    title: str
    verify: Callable[[VerificationContext], Awaitable[VerificationOutcome]]
    needs: frozenset[str] = frozenset()
    reads: frozenset[str] | None = None
    after: tuple[str, ...] = ()

    async def run(self, context: VerificationContext, earlier: Mapping[str, VerificationResult]) -> VerificationResult:
        """Verify, unless a dependency is missing; data that Microsoft withholds is no failure."""
        clock = context.run.poller.clock
        start = clock.now()
        try:
            shown = self._skipped_or_blocked(context, earlier) or await self.verify(context)
        except OnboardError as error:
            shown = inconclusive(error.message, error.remedy)
        return VerificationResult(
            id=self.id,
            title=shown.title or self.title,
            outcome=shown.outcome,
            found=shown.found,
            remedy=shown.remedy,
            only_total=shown.only_total,
            seconds=round(clock.now() - start, 1),
            timings=shown.timings,
        )

    def _skipped_or_blocked(
        self, context: VerificationContext, earlier: Mapping[str, VerificationResult]
    ) -> VerificationOutcome | None:
        if steps := sorted(self.needs & context.left_out):
            found = f"Skipped: this run does not include {', '.join(steps)}"
            return inconclusive(found, f"To test the rest: {context.line('verify').removeprefix('Run: ')}")
        if steps := sorted(self.needs & context.missing):
            return inconclusive(f"Requires {', '.join(steps)}, which is not done yet", context.line("setup"))
        reads = self.needs if self.reads is None else self.reads
        if errors := [error for step, error in context.unread.items() if step in reads]:
            return inconclusive(errors[0].message, errors[0].remedy)
        missing_steps = [
            earlier[name] for name in self.after if earlier[name].outcome is not VerificationStatus.VERIFIED
        ]
        if not missing_steps:
            return None
        first, only_total = missing_steps[0], all(one.only_total for one in missing_steps)
        return inconclusive(f'Skipped: requires "{first.title}"', first.remedy, only_total=only_total)
