"""The certificate file with a private key by which an application signs in."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from total_onboard.core.errors import BadValue
from total_onboard.core.files.file_trust import check_private
from total_onboard.core.known_secrets import KNOWN_SECRETS

_WHAT: Final = "certificate file"
_LARGEST: Final = 1024 * 1024


def read_private_key_file(path: Path) -> bytes:
    """Return the content of a file that nobody else can write and not everybody can read. Raises BadValue."""
    check_private(path, _WHAT, f"Make it yours alone: chmod 600 {path}")
    try:
        _refuse_readable_by_all(path)
        with path.open("rb") as file:
            content = file.read(_LARGEST)
    except OSError as error:
        raise BadValue(
            f"The {_WHAT} {path} can't be read: {error.strerror}.",
            remedy="Check TOTAL_ONBOARD_CLIENT_CERTIFICATE.",
        ) from None
    _remember(content)
    return content


def _refuse_readable_by_all(path: Path) -> None:
    if hasattr(os, "geteuid") and path.stat().st_mode & stat.S_IROTH:
        raise BadValue(
            f"The {_WHAT} {path} isn't used: every user of this machine can read its private key.",
            remedy=f"Make it yours alone: chmod 600 {path}",
        )


def _remember(content: bytes) -> None:
    """Let no text that leaves this process contain a line of the private key."""
    if content.startswith(b"-----") or b"\n-----BEGIN" in content:
        KNOWN_SECRETS.remember(content.decode("ascii", "replace").strip())
