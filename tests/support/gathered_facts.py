"""What was gathered of Microsoft's documents: too large for this repository, it lies beside a checkout or nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

FACTS: Final = Path(__file__).parents[3] / "shared" / "facts"
NOT_HERE: Final = "what was gathered of Microsoft's documents is not beside this checkout"


def needs(*names: str) -> pytest.MarkDecorator:
    """The mark of a test that reads these files."""
    return pytest.mark.skipif(not all((FACTS / name).is_file() for name in names), reason=NOT_HERE)
