"""``--verbose`` and ``--log-file``: what happens in detail, on standard error or in a file for its owner alone."""

from __future__ import annotations

import logging
import os
import sys
from collections import deque
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final

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

    def formatMessage(self, record: logging.LogRecord) -> str:
        """See :meth:`logging.Formatter.formatMessage`."""
        return visible(redacted(super().formatMessage(record)))

    def formatException(self, ei: Any) -> str:  # noqa: ANN401
        """See :meth:`logging.Formatter.formatException`."""
        return "\n".join(f"  {visible(line)}" for line in redacted(super().formatException(ei)).split("\n"))


class StandardError(logging.Handler):
    """Looks standard error up for every line: while something is redrawn, Rich stands in its place."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one record."""
        print(self.format(record), file=sys.stderr)


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


def start_logging(*, verbose: bool, log_file: Path | None) -> LastCalls:
    """Begin to log what was asked for; without both options nothing is written. Raises BadValue.

    What libraries log goes nowhere: MSAL logs an answer that it cannot read whole, with the token in it, and Python
    prints on standard error what nobody listens to.
    """
    logging.getLogger().addHandler(_NOWHERE)
    logger = logging.getLogger(LOGGER)
    for handler in tuple(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    kept = LastCalls()
    logger.addHandler(kept)
    if verbose:
        logger.addHandler(_redacting(StandardError()))
    if log_file:
        logger.addHandler(_redacting(_for_its_owner(log_file)))
    return kept


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
