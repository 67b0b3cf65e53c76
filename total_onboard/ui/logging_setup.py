"""``--verbose`` and ``--log-file``: what happens in detail, on standard error or in a file for its owner alone."""

from __future__ import annotations

import logging
import os
import sys
from collections import deque
from contextvars import ContextVar
from copy import copy
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, Final

from total_onboard.core.errors import BadValue
from total_onboard.core.files.private_files import open_to_append
from total_onboard.core.text.visible_text import visible
from total_onboard.entra.http.call_record import CallRecord
from total_onboard.ui.redaction import redacted

LOGGER: Final = "total_onboard"
KEPT_CALLS: Final = 100
_NOWHERE: Final = logging.NullHandler()


class Redacted(logging.Formatter):
    """Formats a record without secrets; its message is one line, and a traceback's lines cannot pass for records."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record anew: another handler may have left its traceback in it, with everything."""
        own = copy(record)
        own.exc_text = None
        if tenant := _TENANT.get():
            own.msg, own.args = f"{tenant}: {record.getMessage()}", None
        return super().format(own)

    def formatMessage(self, record: logging.LogRecord) -> str:
        """See :meth:`logging.Formatter.formatMessage`."""
        return visible(redacted(super().formatMessage(record)))

    def formatException(self, ei: Any) -> str:  # noqa: ANN401
        """See :meth:`logging.Formatter.formatException`."""
        return "\n".join(f"  {visible(line)}" for line in redacted(super().formatException(ei)).split("\n"))


class StandardError(logging.Handler):
    """Looks standard error up for every line: while something is redrawn, Rich stands in its place."""

    def __init__(self, stream: IO[str] | None) -> None:
        super().__init__()
        self._own = stream

    def emit(self, record: logging.LogRecord) -> None:
        """Print one record."""
        print(self.format(record), file=self._own or sys.stderr)


class LastCalls(logging.Handler):
    """Silent handler: keeps the last requests and the tenant's id, for the file that a failure leaves."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: deque[CallRecord] = deque(maxlen=KEPT_CALLS)
        self.tenant_id = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what the record brings along."""
        call = getattr(record, "call", None)
        if isinstance(call, CallRecord):
            self.calls.append(call)
        self.tenant_id = getattr(record, "tenant_id", self.tenant_id)


_RUN: Final[ContextVar[LastCalls | None]] = ContextVar("run", default=None)
"""The run that the current task or thread belongs to; None in threads that no run started."""

_TENANT: Final[ContextVar[str]] = ContextVar("tenant", default="")
"""The tenant that the current task works in, if a run has several."""


def name_tenant(tenant: str) -> None:
    """Name this tenant in every line that the current task logs from now on."""
    _TENANT.set(tenant)


def start_logging(*, verbose: bool, log_file: Path | None, stderr: IO[str] | None = None) -> LastCalls:
    """Begin to log what was asked for; without both options nothing is written. Raises BadValue.

    Only what this run logs is heard, not other runs in this process. ``stderr`` stands in for standard error.

    What libraries log goes nowhere: MSAL logs an answer that it cannot read whole, with the token in it, and Python
    prints on standard error what nobody listens to.
    """
    logging.getLogger().addHandler(_NOWHERE)
    logger, kept = logging.getLogger(LOGGER), LastCalls()
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    _RUN.set(kept)
    listen(kept)
    if verbose:
        listen(_redacting(StandardError(stderr)))
    if log_file:
        try:
            listen(_redacting(_for_its_owner(log_file)))
        except BadValue:
            stop_logging(kept)
            raise
    return kept


def listen(handler: logging.Handler) -> None:
    """Let a handler hear what this run logs, until the logging of the run stops."""
    handler.addFilter(_OfRun(_RUN.get()))
    logging.getLogger(LOGGER).addHandler(handler)


def stop_logging(kept: LastCalls) -> None:
    """Remove what listens to a run."""
    logger = logging.getLogger(LOGGER)
    for handler in tuple(logger.handlers):
        if any(isinstance(each, _OfRun) and each.run is kept for each in handler.filters):
            logger.removeHandler(handler)
            handler.close()


class _OfRun(logging.Filter):
    """Passes what a run logs, and what a thread logs that belongs to no run."""

    def __init__(self, run: LastCalls | None) -> None:
        super().__init__()
        self.run = run

    def filter(self, record: logging.LogRecord) -> bool:  # noqa: ARG002
        return _RUN.get() in (self.run, None)


def _redacting(handler: logging.Handler) -> logging.Handler:
    handler.setFormatter(Redacted("%(asctime)s %(levelname)s %(message)s"))
    return handler


class _OwnFile(logging.FileHandler):
    """Follows no link, and opens no file of another user."""

    def _open(self) -> TextIOWrapper:
        handle = open_to_append(Path(self.baseFilename))
        if hasattr(os, "fchmod"):
            os.fchmod(handle, 0o600)
        return os.fdopen(handle, "a", encoding=self.encoding)


def _for_its_owner(path: Path) -> logging.Handler:
    """Open a file for its owner alone; an existing one loses its other readers too."""
    try:
        return _OwnFile(path, encoding="utf-8")
    except OSError as error:
        message = f"The log file {path} cannot be written: {error.strerror}."
        raise BadValue(message, remedy="Choose another place with --log-file.") from error
