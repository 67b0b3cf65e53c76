"""Which attributes of people Microsoft sends to TOTAL."""

from __future__ import annotations

from enum import StrEnum


class AttributeSet(StrEnum):
    """``default`` keeps what the mapping sends besides what TOTAL needs; ``minimal`` stops sending it."""

    DEFAULT = "default"
    MINIMAL = "minimal"
