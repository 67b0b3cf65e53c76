"""``--report FILE``: what a run knows when it ends, as a page; its path stands in the document as ``report``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from total_onboard.commands.context import CommandContext
from total_onboard.commands.result import CommandResult
from total_onboard.core.errors import BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.report.builder import report_of
from total_onboard.report.inputs import ReportInput
from total_onboard.ui.output.json_document import Problem
from total_onboard.ui.output.report_file import write_report
from total_onboard.ui.views.errors import show_error


@dataclass(frozen=True)
class Reporting:
    """Target of the report page; nothing is written if no file was named."""

    context: CommandContext
    path: Path | None

    def with_page(self, result: CommandResult, known: ReportInput) -> CommandResult:
        """Write the page and return the result; if the page cannot be written, the rest is still reported."""
        if self.path is None:
            return result
        from total_onboard.ui.output.report_html import report_page

        try:
            write_report(self.path, report_page(report_of(known)))
        except BadValue as error:
            return self._without_page(result, error)
        self.context.screen.say(f"Wrote the report {self.path}. It contains no secrets.")
        return replace(result, members={**result.members, "report": str(self.path)})

    def _without_page(self, result: CommandResult, error: BadValue) -> CommandResult:
        show_error(self.context.screen, error)
        problems = (*cast("tuple[Problem, ...]", result.members.get("problems", ())), Problem.of(error))
        return CommandResult(result.exit_status or ExitStatus.FAILED, {**result.members, "problems": problems})
