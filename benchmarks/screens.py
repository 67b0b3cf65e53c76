"""How many lines the standard screens have at 80 columns: ``python -m benchmarks.screens [COLUMNS]``.

Each command runs in a sandbox tenant, without a terminal. With ``--show`` the screens are printed, too.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.goals import Goals
from tests.support.screens import LIMITS, screens_of

_COLUMNS = 80


def main(words: list[str]) -> int:
    """Run every command, compare its lines with the limit, and return 1 if one is longer."""
    columns = next((int(word) for word in words if word.isdigit()), _COLUMNS)
    goals = Goals()
    with tempfile.TemporaryDirectory() as home:
        for name, text in screens_of(Path(home), columns):
            if "--show" in words:
                print(text)
            goals.at_most(name, len(text.splitlines()), LIMITS[name])
    return 1 if goals.missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
