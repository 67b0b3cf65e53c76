"""Optional parts of the package (extras), and what to do where one is missing, by how it was installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final

from total_onboard.core.errors import BadValue

_PIPX_FOLDER: Final = "pipx"


class Extra(StrEnum):
    """Names as in ``pip install 'total-onboard[NAME]'``."""

    SANDBOX = "sandbox"
    PDF = "pdf"
    POSTGRESQL = "postgresql"
    BROWSER = "browser"
    DASHBOARD = "dashboard"
    NOTIFY = "notify"


def install_remedy(extra: Extra) -> str:
    """Return the one thing to do where the extra is missing, as this installation was made."""
    if is_frozen():
        return (
            f"The self-contained program comes without the part '{extra}'. Use the package instead: "
            f"pipx install 'total-onboard[{extra}]'."
        )
    if _PIPX_FOLDER in Path(sys.prefix).parts:
        return f"Install it: pipx install --force 'total-onboard[{extra}]'."
    return f"Install it: pip install 'total-onboard[{extra}]'."


@contextmanager
def extra_installed(extra: Extra, what: str) -> Iterator[None]:
    """Import a part inside the context; ``what`` is its name. Raises BadValue if the extra isn't installed."""
    try:
        yield
    except ImportError as error:
        message = f"{what} isn't installed ({error.name} is missing)."
        raise BadValue(message, remedy=install_remedy(extra)) from error


def is_frozen() -> bool:
    """Tell whether this is the self-contained program, where nothing can be installed (PyInstaller sets the flag)."""
    return bool(getattr(sys, "frozen", False))
