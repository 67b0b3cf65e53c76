"""``--receipt FILE``: what a run did with the admin's sign-in, written however the run ends."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from total_onboard.commands.context import CommandContext
from total_onboard.entra.http.call_record import CallRecord
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.report.call_receipt import receipt_of
from total_onboard.settings import Settings
from total_onboard.ui.logging_setup import LOGGER
from total_onboard.ui.output.call_receipt import make_room, write_receipt


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
    heard, logger = _EveryCall(), logging.getLogger(LOGGER)
    logger.addHandler(heard)

    def end() -> None:
        logger.removeHandler(heard)
        graph_host = urlsplit(settings.the_cloud.graph_url).netloc
        write_receipt(path, receipt_of(context.command, scopes, heard.calls, graph_host))
        context.screen.say(f"What was done with your sign-in, call by call, is in {path}.")

    context.at_the_end.callback(end)
