"""What an export is made from: the requests that the steps declare."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.export.declared_request import (
    FIXED_NAMES,
    Declared,
    DeclaredRequest,
    DeclaredValue,
    reference,
)
from total_onboard.engine.step import Step


@dataclass(frozen=True)
class ExportSource:
    """What is exported: the steps and the desired state, at a time, for one cloud."""

    steps: Iterable[Step]
    desired: DesiredState
    now: datetime
    graph_url: str
    template_id: str

    @cached_property
    def declared(self) -> list[tuple[Step, Declared]]:
        """Return what the steps declare, in their order."""
        return [(step, one) for step in self.steps for one in step.requests(self.desired, self.now)]

    @property
    def has_secret(self) -> bool:
        """Whether a request creates a client secret."""
        return any(isinstance(one, DeclaredRequest) and one.secret for _, one in self.declared)

    def references(self) -> dict[str, str]:
        """Return the name of each reference that a request may contain."""
        names = [name for _, one in self.declared for name in _names(one)]
        return {reference(name): name for name in (*FIXED_NAMES, *names, "template")}


def _names(one: Declared) -> list[str]:
    return [one.name] if isinstance(one, DeclaredValue) else list(one.result)
