"""The standard screens: what an admin sees of each command in a sandbox tenant, without a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.integration.status.tampering import OtherAdmin
from tests.support.admin_session import AdminSession, session_with_rare_cycles
from tests.support.cli_runner import CliResult

LIMITS: Final = {
    "setup, first run": 45,
    "setup, nothing to change": 12,
    "setup, blocked": 45,
    "setup, a step failed": 40,
    "setup, resumed": 45,
    "status, good": 20,
    "status, drifted": 22,
    "status --repair": 34,
    "status, quarantine": 26,
    "verify": 24,
    "rotate-secret": 28,
    "teardown": 40,
}
"""The most lines of each screen at 80 columns."""
_REFUSED: Final = {
    "kind": "status",
    "method": "PATCH",
    "path": ".*/applications/.*",
    "times": 0,
    "status": 403,
    "error": "Authorization_RequestDenied",
    "message": "Insufficient privileges to complete the operation.",
}
_WITHOUT_URI: Final[dict[str, Any]] = {"call": ["PATCH", "applications/{app}", {"web": {"redirectUris": []}}]}
_VARYING: Final = (
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"),
    (r"localhost:\d+", "localhost:PORT"),
    (r"/\S+\.totalhandoff", "HANDOFF"),
    (r"/\S+/last-failure\.json", "SUPPORT-FILE"),
    (r"enter the code \w+", "enter the code CODE"),
    (r"another \d+:\d+", "another TIME"),
    (r"\d+ [A-Z][a-z]+ 20\d\d", "DATE"),
    (r"\d\d:\d\d UTC", "TIME"),
    (r"\d+ days left", "DAYS left"),
    (r" \(\d+\.\d s\)", ""),
)
_STEP: Final = re.compile(r"(  ✓ .+) \(\d+ of \d+\)")


def screens_of(home: Path, width: int) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each screen."""
    yield from complete_screens(home / "complete", width)
    yield from blocked_screens(home / "blocked", width)
    yield from failed_screens(home / "failed", width)


def normalized(text: str) -> str:
    """Return a text in which nothing depends on the run or on the width: wrapped lines are joined, steps are sorted."""
    text = re.sub(r"\n +(?=[^ ✓✗…+~=→!–-])", lambda found: " " if len(found[0]) > 4 else found[0], text)
    for pattern, name in _VARYING:
        text = re.sub(pattern, name, text)
    lines = [line.rstrip() for line in text.splitlines()]
    steps = sorted(line for line in lines if _STEP.fullmatch(line))
    ordered = iter(sorted(_STEP.sub(r"\1", line) for line in steps))
    return "\n".join(next(ordered) if _STEP.fullmatch(line) else line for line in lines)


def _open(home: Path, width: int) -> AdminSession:
    home.mkdir(parents=True)
    opened = AdminSession(home, session_with_rare_cycles())
    opened.environment["COLUMNS"] = str(width)
    return opened


def _text(ended: CliResult) -> str:
    return ended.err + ended.out


def blocked_screens(home: Path, width: int) -> Iterator[tuple[str, str]]:
    """Yield a setup without the values that TOTAL sends later."""
    admin = _open(home, width)
    admin.environment |= {"TOTAL_ONBOARD_SCIM_URL": "", "TOTAL_ONBOARD_SCIM_TOKEN": ""}
    yield "setup, blocked", _text(admin.runs("setup"))
    admin.tenant.stop()


def failed_screens(home: Path, width: int) -> Iterator[tuple[str, str]]:
    """Yield a setup that Microsoft refuses, and the next one."""
    admin = _open(home, width)
    admin.tenant.faults.add(_REFUSED)
    yield "setup, a step failed", _text(admin.runs("setup"))
    admin.tenant.faults.clear()
    yield "setup, resumed", _text(admin.runs("setup"))
    admin.tenant.stop()


def complete_screens(home: Path, width: int) -> Iterator[tuple[str, str]]:
    """Yield the life of a tenant from the first setup to the teardown."""
    admin = _open(home, width)
    yield "setup, first run", _text(admin.runs("setup"))
    yield "setup, nothing to change", _text(admin.runs("setup"))
    yield "status, good", _text(admin.runs("status"))
    yield "verify", _text(admin.runs("verify"))
    admin.resources = admin.status()["resources"]
    OtherAdmin(admin).tampers(_WITHOUT_URI)
    yield "status, drifted", _text(admin.runs("status"))
    yield "status --repair", _text(admin.runs("status", "--repair"))
    admin.puts_into_quarantine("EncounteredQuarantineException", "Unauthorized")
    yield "status, quarantine", _text(admin.runs("status"))
    yield "rotate-secret", _text(admin.runs("rotate-secret"))
    yield "teardown", _text(admin.runs("teardown"))
    admin.tenant.stop()
