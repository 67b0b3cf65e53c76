"""``--verbose`` and ``--log-file``: every request, on standard error or in a file that only its owner can read.

What could be a secret is blotted out at the sink, whoever wrote it.
"""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from typing import Final

from total_onboard.errors import BadValue

LOGGER: Final = "total_onboard"
_BLOT: Final = "••••"
_NAMES: Final = (
    "client_secret",
    "client_assertion",
    "secretText",
    "SecretToken",
    "refresh_token",
    "access_token",
    "id_token",
    "device_code",
    "code",
    "password",
)
_SECRETS: Final = (
    re.compile(r"(?i)(bearer\s+)[^\s\"',]+"),
    re.compile(
        r"(?i)((?:client_secret|secretText|refresh_token|access_token|id_token|code|password)[\"']?\s*[=:]\s*[\"']?)[^\s\"'&,]+"
    ),
    re.compile(r"()eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?"),
    # The form of Entra's client secrets: https://learn.microsoft.com/purview/sit-defn-azure-ad-client-secret
    re.compile(r"()[A-Za-z0-9_.~-]{3}\dQ~[A-Za-z0-9_.~-]{31,34}"),
)


class Redacted(logging.Formatter):
    """Formats a record, then blots out everything that looks like a secret, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """See :meth:`logging.Formatter.format`."""
        text = super().format(record)
        for pattern in _SECRETS:
            text = pattern.sub(rf"\1{_BLOT}", text)
        return text


def start_logging(*, verbose: bool, log_file: Path | None) -> None:
    """Begin to log what was asked for; without both options nothing is logged. Raises BadValue."""
    logger = logging.getLogger(LOGGER)
    logger.handlers.clear()
    logger.propagate = False
    logger.setLevel(logging.DEBUG if verbose or log_file else logging.CRITICAL)
    logger.addHandler(_handler(logging.StreamHandler()) if verbose else logging.NullHandler())
    if log_file:
        logger.addHandler(_handler(_owned(log_file)))


def _handler(handler: logging.Handler) -> logging.Handler:
    handler.setFormatter(Redacted("%(asctime)s %(levelname)s %(message)s"))
    return handler


def _owned(path: Path) -> logging.Handler:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
        return logging.FileHandler(path, encoding="utf-8")
    except OSError as error:
        raise BadValue(
            f"The log file {path} cannot be written: {error.strerror}.", remedy="Check --log-file."
        ) from error
