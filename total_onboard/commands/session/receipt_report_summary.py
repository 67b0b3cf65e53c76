"""``--receipt``, ``--report`` and ``--summary``: files about a run, written when it ends."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.core.errors import BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.entra.http.call_record import CallRecord
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.report.builder import report_of
from total_onboard.report.call_receipt import receipt_of
from total_onboard.report.inputs import ReportInput
from total_onboard.settings import Settings
from total_onboard.ui.logging_setup import listen
from total_onboard.ui.output.call_receipt import make_room, write_receipt
from total_onboard.ui.output.documents_without_tenant import Problem
from total_onboard.ui.views.errors import show_error


class _EveryCall(logging.Handler):
    """Handler that writes nothing and keeps the record of each request."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[CallRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        call = getattr(record, "call", None)
        if isinstance(call, CallRecord):
            self.calls.append(call)


def enable_receipt(
    context: CommandContext, path: Path | None, settings: Settings, scopes: Sequence[ScopeReason]
) -> None:
    """Enable the receipt until the command ends, if a file was named for it. Raises BadValue."""
    if path is None:
        return
    make_room(path)
    heard = _EveryCall()
    listen(heard)

    def end() -> None:
        graph_host = urlsplit(settings.the_cloud.graph_url).netloc
        write_receipt(path, receipt_of(context.command, scopes, heard.calls, graph_host))
        context.screen.say(f"Wrote the receipt, with each call to Microsoft, to {path}.")

    context.at_the_end.callback(end)


@dataclass(frozen=True)
class Reporting:
    """Target of the report page; nothing is written if no file was named."""

    context: CommandContext
    path: Path | None

    def with_page(self, result: CommandResult, known: ReportInput) -> CommandResult:
        """Write the page and return the result; if the page cannot be written, the rest is still reported."""
        if self.path is None:
            return result
        from total_onboard.ui.output.pages.html import report_page, write_report

        try:
            write_report(self.path, report_page(report_of(known)))
        except BadValue as error:
            return _without_file(self.context, result, error)
        self.context.screen.say(f"Wrote the report {self.path}. It contains no secret.")
        return replace(result, members={**result.members, "report": str(self.path)})


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
            return _without_file(self.context, result, error)
        self.context.screen.say(f"Wrote the summary for a ticket to {self.path}. It contains no secret.")
        return replace(result, members={**result.members, "summary": str(self.path)})


def _without_file(context: CommandContext, result: CommandResult, error: BadValue) -> CommandResult:
    """Add to a result that one of its files could not be written."""
    show_error(context.screen, error)
    problems = (*cast("tuple[Problem, ...]", result.members.get("problems", ())), Problem.of(error))
    return CommandResult(result.exit_status or ExitStatus.FAILED, {**result.members, "problems": problems})
