"""A provisioning job: its settings, and what it knows of the product."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from total_onboard.sandbox.provisioning.mapping.mapping import Targets
from total_onboard.sandbox.provisioning.quarantine import Quarantine

Body = dict[str, Any]


@dataclass
class Link:
    """One object that the service knows at the product.

    ``values`` are the attributes last seen or written there, ``members`` the directory ids of a group's members there.
    """

    kind: str
    target_id: str
    values: Targets
    members: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Execution:
    """One run of the job over everybody in scope."""

    id: str
    state: Literal["Succeeded", "Failed", "EntryLevelErrors"]
    began: datetime
    ended: datetime
    entitled: int = 0
    exported: int = 0
    escrowed: int = 0
    error: Body | None = None


@dataclass
class Job:
    """One job. ``links`` is by directory id; ``escrows`` are the failures to be tried again, by directory id.

    ``steady_first`` is set by the first cycle in which nothing failed, ``steady_last`` by the latest.
    ``at_work`` is held while exporting: a cycle and a demand could otherwise create the same group twice.
    """

    id: str
    service_principal_id: str
    template_id: str
    schema: Body
    state: Literal["Disabled", "Active", "Paused"] = "Disabled"
    links: dict[str, Link] = field(default_factory=dict)
    escrows: dict[str, str] = field(default_factory=dict)
    quarantine: Quarantine | None = None
    failures_in_a_row: int = 0
    last_execution: Execution | None = None
    last_success: Execution | None = None
    last_success_with_exports: Execution | None = None
    steady_first: datetime | None = None
    steady_last: datetime | None = None
    next_run_at: float = 0.0
    made_at: float = 0.0
    at_work: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    def forget(self, scopes: set[str]) -> None:
        """Lose what the scopes of a ``restart`` name (``synchronizationJobRestartScope``)."""
        if scopes & {"Full", "ConnectorDataStore"}:
            self.links.clear()
        if scopes & {"Full", "Escrows"}:
            self.escrows.clear()
        if scopes & {"Full", "QuarantineState"}:
            self.quarantine = None
            self.failures_in_a_row = 0
        if scopes & {"Full", "Watermark"}:
            self.steady_first = self.steady_last = None
        self.next_run_at = 0.0
