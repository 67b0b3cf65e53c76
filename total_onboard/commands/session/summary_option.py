"""``--summary FILE``: a short Markdown page for a ticket; its path is the document's member ``summary``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from total_onboard.commands.context import CommandContext
from total_onboard.commands.result import CommandResult
from total_onboard.core.errors import BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.report.inputs import ReportInput
from total_onboard.ui.output.json_document import Problem
from total_onboard.ui.views.errors import show_error


@dataclass(frozen=True)
class TicketSummary:
    """Target of the summary; nothing is written if no file was named."""

    context: CommandContext
    path: Path | None

    def with_summary(self, result: CommandResult, known: ReportInput, next_steps: Sequence[str]) -> CommandResult:
        """Write the summary and return the result; if it can't be written, the rest is still reported."""
        if self.path is None:
            return result
        from total_onboard.ui.output.ticket_summary import ticket_summary, write_summary

        try:
            write_summary(self.path, ticket_summary(known, next_steps))
        except BadValue as error:
            return self._without_summary(result, error)
        self.context.screen.say(f"Wrote the summary for a ticket to {self.path}. It contains no secret.")
        return replace(result, members={**result.members, "summary": str(self.path)})

    def _without_summary(self, result: CommandResult, error: BadValue) -> CommandResult:
        show_error(self.context.screen, error)
        problems = (*cast("tuple[Problem, ...]", result.members.get("problems", ())), Problem.of(error))
        return CommandResult(result.exit_status or ExitStatus.FAILED, {**result.members, "problems": problems})
