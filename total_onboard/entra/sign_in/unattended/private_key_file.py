"""The certificate file with a private key by which an application signs in."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from total_onboard.core.errors import BadValue
from total_onboard.core.files.file_trust import check_private
from total_onboard.core.files.small_files import TooLarge, read_small
from total_onboard.core.known_secrets import KNOWN_SECRETS
from total_onboard.core.platforms.shell import Shell

_WHAT: Final = "certificate file"
_LARGEST: Final = 1024 * 1024


def read_private_key_file(path: Path) -> bytes:
    """Return the content of a file that nobody else can write and not everybody can read. Raises BadValue."""
    check_private(path, _WHAT, _remedy(path))
    try:
        _refuse_readable_by_all(path)
        content = read_small(path, _LARGEST)
    except TooLarge:
        raise BadValue(
            f"The {_WHAT} {path} is too large for a certificate with its key.",
            remedy="Check TOTAL_ONBOARD_CLIENT_CERTIFICATE.",
        ) from None
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
            remedy=_remedy(path),
        )


def _remedy(path: Path) -> str:
    return f"Make it yours alone: chmod 600 {Shell.POSIX.quote(str(path))}"


def _remember(content: bytes) -> None:
    """Let no text that leaves this process contain a line of the private key."""
    if content.startswith(b"-----") or b"\n-----BEGIN" in content:
        KNOWN_SECRETS.remember(content.decode("ascii", "replace").strip())
