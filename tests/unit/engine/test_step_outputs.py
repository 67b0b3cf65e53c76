"""A client secret is shown only once: the reconciler has it, however the step that made it ends."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, cast

import pytest

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import NullListener, StepOutcome
from total_onboard.engine.journal.append_log import JournalUnwritable
from total_onboard.engine.journal.entry import Created, JournalEntry
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.plan import Action, Change, Plan
from total_onboard.engine.polling import Poller
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import NewPassword
from total_onboard.steps.client_secret.create_secret import create_client_secret

NOW = datetime(2026, 11, 2, tzinfo=UTC)
MADE = NewPassword.model_validate(
    {"keyId": "key-1", "secretText": "a-value", "startDateTime": NOW, "endDateTime": NOW + timedelta(days=700)}
)
PLAN = Plan(changes=(Change(step=StepId.CLIENT_SECRET, resource="secret", action=Action.CREATE, summary="Make one"),))


class MakesSecret(Step):
    id: ClassVar[StepId] = StepId.CLIENT_SECRET
    title: ClassVar[str] = "Client secret"

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        return PLAN.changes

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        await create_client_secret(run, "app-1", "TOTAL integration", NOW + timedelta(days=700), NOW)
        return StepResult(StepOutcome.CREATED, "made")


class SlowApplications:
    """Makes the secret and answers a moment later."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def add_password(self, *_: object) -> NewPassword:
        self.asked.set()
        await asyncio.sleep(0.05)
        return MADE


class NoRoomForReceipt(Journal):
    def write(self, *entries: JournalEntry, wait: bool = True) -> None:
        if any(isinstance(entry, Created) for entry in entries):
            raise JournalUnwritable(self.path, OSError(28, "No space left on device"))
        super().write(*entries, wait=wait)


def reconciler(journal: Journal, applications: SlowApplications) -> Reconciler:
    tenant = cast("Any", SimpleNamespace(applications=applications))
    run = ExecutionContext(tenant, journal, Poller())
    return Reconciler(run, DesiredState(), (MakesSecret(),), frozenset({StepId.CLIENT_SECRET}), NullListener())


def test_reconciler_with_canceled_step_keeps_its_output(tmp_path: Path) -> None:
    async def run() -> Reconciler:
        applications = SlowApplications()
        reconciling = reconciler(Journal(tmp_path / "tenant" / "total.jsonl"), applications)
        applying = asyncio.create_task(reconciling.apply(PLAN, cast("RunState", None)))
        await applications.asked.wait()
        applying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await applying
        return reconciling

    canceled = asyncio.run(run())
    assert canceled.done == {}
    assert canceled.run.outputs == {StepId.CLIENT_SECRET: MADE}


def test_reconciler_with_failed_step_keeps_its_output(tmp_path: Path) -> None:
    reconciling = reconciler(NoRoomForReceipt(tmp_path / "tenant" / "total.jsonl"), SlowApplications())
    (failure,) = asyncio.run(reconciling.apply(PLAN, cast("RunState", None)))
    assert isinstance(failure.error, JournalUnwritable)
    assert reconciling.run.outputs == {StepId.CLIENT_SECRET: MADE}


def test_reconciler_with_output_does_not_print_it(tmp_path: Path) -> None:
    reconciling = reconciler(Journal(tmp_path / "tenant" / "total.jsonl"), SlowApplications())
    asyncio.run(reconciling.apply(PLAN, cast("RunState", None)))
    assert reconciling.run.outputs[StepId.CLIENT_SECRET] == MADE
    assert "a-value" not in repr(reconciling)
    assert "key-1" not in repr(reconciling)
