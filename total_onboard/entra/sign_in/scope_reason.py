"""A delegated permission that the tool asks for, with its reason."""

from __future__ import annotations

from typing import NamedTuple


class ScopeReason(NamedTuple):
    """A delegated permission of Microsoft Graph, and in one sentence why it is needed."""

    scope: str
    reason: str
