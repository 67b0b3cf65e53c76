"""What a notification says of one tenant, and what is remembered once it was sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from total_onboard.commands.status.sent_findings import read_sent, write_sent
from total_onboard.core.text.formatting import pluralize
from total_onboard.diagnostics.drift.findings import Finding, Severity, findings
from total_onboard.diagnostics.drift.status_result import StatusReport

DAYS: Final = 30
_GRAVEST_FIRST: Final = (Severity.FAILURE, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True)
class NotifyOptions:
    """What ``status --notify`` sends: expiry dates within ``days``; with ``names``, people and objects by name."""

    days: int = DAYS
    names: bool = False


@dataclass(frozen=True)
class News:
    """``lines`` are new findings; without any, ``is_over`` says that those sent before are gone.

    ``keys`` replace those in the file ``path`` once the notification was sent.
    """

    about: str
    lines: tuple[str, ...]
    severity: Severity
    is_over: bool
    path: Path
    keys: frozenset[str]

    @property
    def is_new(self) -> bool:
        """Whether there is something to send."""
        return bool(self.lines) or self.is_over

    @property
    def headline(self) -> str:
        """The tenant, and how many findings are new."""
        return f"{self.about}: {pluralize(len(self.lines), 'finding') if self.lines else 'all is well'}"

    def remember(self) -> None:
        """Keep what was sent, so that it isn't sent again. Raises OSError."""
        write_sent(self.path, self.keys)


def news_of(report: StatusReport, path: Path, options: NotifyOptions, *, failed_before: bool = False) -> News:
    """Compare the findings of a report with those that were sent.

    What couldn't be read says nothing of earlier findings, so they count as unchanged. ``failed_before`` says that
    the failure of an earlier run was sent.
    """
    found, known = {one.key: one for one in findings(report, options.days)}, read_sent(path)
    new = [one for key, one in found.items() if key not in known]
    gone = frozenset() if report.unavailable else known - found.keys()
    return News(
        about=f"{report.application} in {report.tenant}",
        lines=tuple(_lines(new, options)),
        severity=gravest_of(one.severity for one in new),
        is_over=not found and bool(gone or failed_before),
        path=path,
        keys=(known | found.keys()) - gone,
    )


def gravest_of(severities: Iterator[Severity]) -> Severity:
    """Return the gravest; information if there is none."""
    there = set(severities)
    return next((one for one in _GRAVEST_FIRST if one in there), Severity.INFO)


def _lines(new: list[Finding], options: NotifyOptions) -> Iterator[str]:
    for one in new:
        yield f"{one.severity.value}: {one.details if options.names else one.text}"
