"""One command in many tenants: so many at a time, each within its time limit, and none disturbs another."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.tenants.batch_options import TenantsOptions
from total_onboard.commands.tenants.home_sign_ins import HomeSignIns
from total_onboard.commands.tenants.run_record import RunRecord
from total_onboard.commands.tenants.summaries import summary_of
from total_onboard.commands.tenants.tenant_context import OneTenant
from total_onboard.commands.tenants.tenant_entry import TenantEntry
from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.text.formatting import format_duration
from total_onboard.entra.http.shared_connections import shared_connections
from total_onboard.ui.logging_setup import LOGGER, name_tenant
from total_onboard.ui.output.documents_without_tenant import Problem
from total_onboard.ui.output.tenant_result import TenantResult
from total_onboard.ui.views.tenants import TenantsView

Work = Callable[[OneTenant], Awaitable[CommandResult]]
"""What a command does in one tenant. Raises OnboardError."""

_MEMBERS: Final = frozenset(TenantResult.model_fields)


class TooLong(OnboardError):
    """A tenant took longer than the time limit, and was left."""

    code = "tenant-time-limit"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"It wasn't finished within {format_duration(seconds)}.",
            remedy="Run the same command with --resume, and with a larger --time-limit if Microsoft is slow.",
        )


@dataclass
class Batch:
    """One pass over some tenants; ``results`` are those that are known, by tenant."""

    context: CommandContext
    options: TenantsOptions
    homes: HomeSignIns
    view: TenantsView
    record: RunRecord | None
    results: dict[str, TenantResult] = field(default_factory=dict)

    def run(self, entries: Sequence[TenantEntry], work: Work) -> None:
        """Do the work in every tenant. Raises KeyboardInterrupt; what ended before is among the results.

        Raises JournalUnwritable if a result can't be recorded.
        """
        with self.view:
            try:
                asyncio.run(self._all(entries, work))
            except ExceptionGroup as errors:
                raise errors.exceptions[0] from None

    def finish(self, entry: TenantEntry, result: TenantResult) -> None:
        """Keep the result of a tenant. Raises JournalUnwritable."""
        self.results[entry.tenant] = result
        if self.record:
            self.record.add(entry, result)

    def fails(self, tenant: str) -> bool:
        """Return whether a tenant has a result with problems."""
        return tenant in self.results and bool(self.results[tenant].problems)

    async def _all(self, entries: Sequence[TenantEntry], work: Work) -> None:
        slots = asyncio.Semaphore(self.options.concurrency)
        async with shared_connections(), asyncio.TaskGroup() as group:
            for entry in entries:
                group.create_task(self._in_turn(entry, work, slots))

    async def _in_turn(self, entry: TenantEntry, work: Work, slots: asyncio.Semaphore) -> None:
        name_tenant(entry.tenant)
        async with slots:
            self.view.begin(entry.tenant)
            one = OneTenant.of(entry, self.context, self.homes, lambda text: self.view.doing(entry.tenant, text))
            began = time.monotonic()
            result = await self._ended(one, work)
        found = _tenant_result(one, result, time.monotonic() - began)
        self.finish(entry, found)
        self.view.ended(found, one.said.getvalue() if self.context.common.verbose else "")

    async def _ended(self, one: OneTenant, work: Work) -> CommandResult:
        """Return what became of one tenant; an exception is its result, too."""
        seconds = self.options.time_limit * 60
        try:
            async with asyncio.timeout(seconds) as limit:
                with one.context.at_the_end:
                    return await work(one)
        except OnboardError as error:
            return _failed(error)
        except Exception as error:
            if isinstance(error, TimeoutError) and limit.expired():
                return _failed(TooLong(seconds))
            logging.getLogger(LOGGER).error("unexpected", exc_info=error)
            message = f"Something unexpected happened ({type(error).__name__})."
            problem = Problem(
                code="unexpected", message=message, remedy="Run it for this tenant alone, with --verbose."
            )
            return CommandResult(ExitStatus.FAILED, {"problems": (problem,)})


def _failed(error: OnboardError) -> CommandResult:
    return CommandResult(error.exit_status, {"problems": (Problem.of(error),)})


def _tenant_result(one: OneTenant, result: CommandResult, seconds: float) -> TenantResult:
    members: Mapping[str, Any] = {name: value for name, value in result.members.items() if name in _MEMBERS}
    if handoff := result.members.get("handoff"):
        members = {**members, "handoff": cast(Any, handoff).path}
    return TenantResult(
        tenant=one.entry.tenant,
        tenant_id=one.tenant_id,
        name=one.name,
        ok=result.exit_status is ExitStatus.DONE,
        exit_code=result.exit_status,
        summary=summary_of(result),
        seconds=round(seconds, 2),
        **members,
    )
