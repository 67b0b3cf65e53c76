"""``last-failure.json`` in the state folder: what support needs to know of a failure, and says itself what that is."""

from __future__ import annotations

import platform
import re
import traceback
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from total_onboard import __version__
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.core.errors import BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.files.paths import default_state_dir
from total_onboard.core.files.private_files import private_folder, write_atomically
from total_onboard.core.text.visible_text import json_text
from total_onboard.entra.http.call_record import CallRecord
from total_onboard.settings import load_settings
from total_onboard.ui.logging_setup import LastCalls
from total_onboard.ui.output.documents_without_tenant import Problem
from total_onboard.ui.redaction import redacted
from total_onboard.ui.views.errors import first_of

NAME: Final = "last-failure.json"
CONTENTS: Final = (
    "Secrets: none.",
    "Personal data: the tenant's id and domain, and request ids, under which the logs of Microsoft and of TOTAL name "
    "the person who signed in. Addresses and IDs of people are removed.",
    "The error message, which may name an application, a group or a host; for an unexpected failure its kind and "
    "the lines of code, without values.",
    "The last requests: method, host, path without IDs, status or reason for no response, duration, request IDs.",
    "Versions of total-onboard, Python and the operating system.",
)
_NOT_FOR_SUPPORT: Final = frozenset({ExitStatus.USAGE, ExitStatus.UNTRUSTED_FILE, ExitStatus.INTERRUPTED})
_ADDRESS: Final = re.compile(r"(?<![^\s\"'<>()/,;@])[^\s\"'<>()/,;@]+@[\w.-]*\w")
"""Tried once for each word: a server's text may be long, and made so that a search takes quadratic time."""
_ID: Final = re.compile(r"\b[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}\b")


def keep_failure(
    command: str,
    common: GlobalOptions,
    last: LastCalls,
    status: ExitStatus,
    problems: Sequence[Problem],
    error: BaseException | None = None,
) -> Path | None:
    """Write the support file over the last one, and return its path; None in a sandbox, or if support cannot help.

    A file that cannot be written is no second failure.
    """
    if common.sandbox or status in _NOT_FOR_SUPPORT:
        return None
    document = {
        "contents": CONTENTS,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": __version__,
        "command": command,
        "exit_status": int(status),
        "tenant_id": last.tenant_id,
        "problems": [_impersonal(problem.model_dump()) for problem in problems],
        "unexpected": list(_causes(error)),
        "calls": [_call(record) for record in last.calls],
        "python": platform.python_version(),
        "platform": platform.platform(),
    }
    return _written(state_dir_of(common), document)


def _call(record: CallRecord) -> dict[str, Any]:
    return {
        "call": f"{record.method} {record.host}{_without_people(record.path)}",
        "status": record.status,
        "reason": _without_people(record.reason) or None,
        "milliseconds": round(record.seconds * 1000),
        "request_id": record.request_id,
        "client_request_id": record.client_request_id,
    }


def _impersonal(problem: dict[str, Any]) -> dict[str, Any]:
    return {name: text if name == "request_id" or not text else _without_people(text) for name, text in problem.items()}


def _without_people(text: str) -> str:
    text = redacted(text).replace(str(Path.home()), "~")
    return _ID.sub("(id)", _ADDRESS.sub("(address)", text))


def _causes(error: BaseException | None) -> Iterator[dict[str, Any]]:
    """Yield the error and what led to it: kinds and lines, for a message may quote what nobody should see."""
    seen: set[int] = set()
    while error and id(error) not in seen:
        seen.add(id(error))
        error = first_of(error)
        frames = traceback.walk_tb(error.__traceback__)
        yield {
            "kind": type(error).__name__,
            "lines": [f"{frame.f_globals.get('__name__')}:{line}" for frame, line in frames],
        }
        error = error.__cause__ or error.__context__


def state_dir_of(common: GlobalOptions) -> Path:
    """Return the state folder of the settings, or the default if they can't be used."""
    try:
        return load_settings(common.given()).state_dir
    except BadValue:
        return default_state_dir()


def _written(folder: Path, document: dict[str, Any]) -> Path | None:
    path = folder / NAME
    try:
        private_folder(folder)
        write_atomically(path, json_text(document, indent=1).encode())
    except OSError:
        return None
    return path
