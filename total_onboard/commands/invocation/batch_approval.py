"""Approval of one tenant's plan, in a run that shows the plans of many tenants before one question."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Approval:
    """``content`` is the plan that was shown, as two plans are compared; ``is_given`` is whether it was approved."""

    content: object = None
    is_given: bool = False

    def covers(self, content: object) -> bool:
        """Return whether a plan that was just made is the approved one."""
        return self.is_given and content == self.content
