"""Seeded state: what the sandbox has from the recording, and which answers show it."""

from __future__ import annotations

from dataclasses import dataclass

from total_onboard.sandbox.recording.archive import RecordedExchange, RecordedRun
from total_onboard.sandbox.recording.comparison.counterparts import Counterparts, ids_in
from total_onboard.sandbox.recording.comparison.seeding.directory import SeededDirectory
from total_onboard.sandbox.recording.comparison.seeding.earlier_state import earlier_state
from total_onboard.sandbox.recording.comparison.seeding.provisioning import SeededProvisioning
from total_onboard.sandbox.recording.comparison.seeding.sign_ins import seed_sign_ins
from total_onboard.sandbox.sandbox_tenant import SandboxTenant


@dataclass(frozen=True)
class SeededState:
    """``ids`` are those of objects, ``exchanges`` the numbers of those that show the rest: organization and tokens."""

    ids: frozenset[str] = frozenset()
    exchanges: frozenset[int] = frozenset()

    def is_shown(self, number: int, exchange: RecordedExchange) -> bool:
        """Return whether an answer shows what came from the recording: then its values prove nothing."""
        if number in self.exchanges:
            return True
        is_read = exchange.method == "GET" and exchange.status == 200
        return is_read and not self.ids.isdisjoint(ids_in(f"{exchange.path} {exchange.query} {exchange.answer}"))


def seed(tenant: SandboxTenant, run: RecordedRun, counterparts: Counterparts, person: str) -> SeededState:
    """Give a tenant what the recorded one had before the run, as far as the run's reads show it.

    ``person`` is the sandbox's ID of who signs in. Must be called in the tenant's event loop, where jobs run.
    """
    state = earlier_state(run)
    directory = SeededDirectory(tenant.store, counterparts, set())
    directory.put(state, person)
    SeededProvisioning(tenant, directory).put(state)
    tokens = seed_sign_ins(tenant, run, counterparts, person)
    return SeededState(frozenset(directory.ids), frozenset(state.exchanges | tokens))
