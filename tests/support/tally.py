"""What long tests count, printed under the results, however many processes they were spread over."""

from __future__ import annotations

from typing import Final

TALLY: Final = "tally"
"""The property (``record_property``) under which a test leaves the line that is to be printed."""
