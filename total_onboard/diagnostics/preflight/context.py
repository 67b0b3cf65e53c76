"""Context of the checks: most was read before, concurrently; nothing is ever written."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field

from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.core.desired_state import DesiredState, ScimEndpoint
from total_onboard.diagnostics.preflight.tenant_snapshot import TenantSnapshot
from total_onboard.engine.access.tenant_facts import TenantFacts
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.known_objects import KnownObjects
from total_onboard.entra.clouds import Cloud
from total_onboard.entra.http.call_record import CallRecord
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.scim.removal_test import RemovalTester
from total_onboard.settings import Settings


@dataclass(frozen=True)
class CheckEnvironment:
    """Microsoft's addresses, what is wanted, what the admin decided, and TOTAL's SCIM endpoint as far as it is known.

    ``settings`` say how all of them are reached, ``trust`` whose certificates are believed. ``removal_test`` is None
    if nobody allowed one.
    """

    cloud: Cloud
    desired: DesiredState
    decisions: AdoptionDecisions
    scim: ScimEndpoint | None
    trust: ssl.SSLContext
    settings: Settings
    removal_test: RemovalTester | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class CheckContext(CheckEnvironment):
    """The tenant and its facts, with the environment of the checks.

    ``calls`` are the answers that Graph has given so far; ``snapshot`` is what only a preflight reads.
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
