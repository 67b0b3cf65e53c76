"""One run of a command in an open tenant: journaled, locked, and connected."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import NamedTuple

from total_onboard.commands.invocation.context import CommandContext
from total_onboard.commands.session.tenant_session import (
    SnapshotReader,
    TenantConnection,
    TenantSession,
    connect_tenant,
    no_snapshot,
)
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.lock import exclusive_lock
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.state.initial_state import build_initial_state
from total_onboard.engine.state.run_state import RunChoices, RunState
from total_onboard.engine.step import ExecutionContext, Step
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.sign_in.session import Session
from total_onboard.settings import Settings
from total_onboard.ui.views.run.progress import ProgressView


class RunInputs(NamedTuple):
    """Inputs of a run before it opens the tenant.

    ``scopes`` are the permissions that its sign-in requested; ``choices`` are what was chosen for this run alone.
    """

    context: CommandContext
    settings: Settings
    session: Session
    journal: Journal
    scopes: Sequence[ScopeReason]
    choices: RunChoices


class InitialRead(NamedTuple):
    """The facts of a tenant, the state that a plan starts from, and the reconciler that completes it."""

    tenant_session: TenantSession
    state: RunState
    reconciler: Reconciler


@dataclass(frozen=True)
class TenantRun:
    """Shared objects of one run in one tenant."""

    inputs: RunInputs
    connection: TenantConnection
    execution: ExecutionContext
    progress: ProgressView

    async def initial_read(
        self, desired: DesiredState, steps: tuple[Step, ...], chosen: frozenset[str], admins: Iterable[str] = ()
    ) -> InitialRead:
        """Read the facts of the tenant, and prepare the state and the reconciler of these steps."""
        opened = await self.connection.load_facts()
        journal, choices = self.inputs.journal, self.inputs.choices
        state = await build_initial_state(opened.tenant, opened.facts, tuple(admins), journal, choices)
        return InitialRead(opened, state, self.reconciler(desired, steps, chosen))

    def reconciler(self, desired: DesiredState, steps: tuple[Step, ...], chosen: frozenset[str]) -> Reconciler:
        """Return the reconciler of these steps, which reports to the progress view."""
        return Reconciler(self.execution, desired, steps, chosen, self.progress)


@asynccontextmanager
async def open_run(
    inputs: RunInputs,
    steps: Iterable[Step],
    *,
    command: str = "",
    mark: str = "",
    snapshot: SnapshotReader = no_snapshot,
    reads_only: bool = False,
) -> AsyncIterator[TenantRun]:
    """Start a run in the journal, lock the tenant, and connect to it.

    ``command`` is what the journal says if it is more than the command's name. A run that ``reads_only`` needs no
    lock. Raises AnotherRun, JournalUnwritable.
    """
    context, settings, session, journal, scopes, _ = inputs
    progress = ProgressView(context.screen, {step.id: step.title for step in steps}, details=context.common.verbose)
    journal.start_run(command or context.command, session.username)
    with nullcontext() if reads_only else exclusive_lock(journal):
        async with connect_tenant(settings, session, progress, journal.note_call, scopes, mark, snapshot) as connection:
            yield TenantRun(inputs, connection, connection.run(journal, progress, session), progress)
