"""Location of the ledger: the default file, or what the setting names; and the error if it can't be used."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import platformdirs

from total_onboard.core.errors import OnboardError
from total_onboard.core.files.paths import APP

SETTING: Final = "TOTAL_ONBOARD_LEDGER_URL"


class LedgerUnavailable(OnboardError):
    """The database does not answer, or does not let us."""

    code = "ledger-unavailable"


def own_ledger() -> Path:
    """Return the default file."""
    return platformdirs.user_data_path(APP, appauthor=False) / "ledger.sqlite3"
