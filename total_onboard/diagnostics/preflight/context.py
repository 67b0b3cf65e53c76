"""Context of the checks: most was read before, concurrently; nothing is ever written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from total_onboard.diagnostics.preflight.check_inputs import CheckEnvironment
from total_onboard.diagnostics.preflight.tenant_snapshot import TenantSnapshot
from total_onboard.engine.access.tenant_facts import TenantFacts
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.known_objects import KnownObjects
from total_onboard.entra.http.call_record import CallRecord
from total_onboard.entra.tenant import TenantClient


@dataclass(frozen=True)
class CheckContext(CheckEnvironment):
    """The tenant and its facts, and what lies around it.

    ``calls`` are the answers that Graph has given so far; ``survey`` is what only a preflight reads.
    """

    tenant: TenantClient
    facts: TenantFacts
    calls: Sequence[CallRecord] = ()
    snapshot: TenantSnapshot = field(default_factory=TenantSnapshot)

    @property
    def known(self) -> KnownObjects:
        """Return the objects that this machine's journal knows, and those that options name."""
        journal = Journal.of(self.settings.state_dir, self.facts.organization.id, self.desired.unique_name)
        return KnownObjects.of(journal.entries(), self.decisions)
