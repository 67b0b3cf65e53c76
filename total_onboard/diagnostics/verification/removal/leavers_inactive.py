"""Verification that nobody who left TOTAL's groups is active at TOTAL."""

from __future__ import annotations

from typing import Final

from total_onboard.core.desired_state import ScimEndpoint
from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.group_sync.active_leavers import StillActive, still_active, wait_for
from total_onboard.diagnostics.verification.provisioning.scim_from_this_machine import with_scim_values
from total_onboard.diagnostics.verification.verification_result import (
    Verification,
    VerificationOutcome,
    failed,
    inconclusive,
    succeeded,
)
from total_onboard.engine.step_id import StepId
from total_onboard.scim.removal_verdict import verdict
from total_onboard.steps.provisioning.schedule import date_or_none

_MOST_NAMED: Final = 10


async def verify(context: VerificationContext) -> VerificationOutcome:
    """Wait for people who left since the last cycle; after a cycle with failures, wait for nobody."""
    desired, state, scim = context.desired, context.state, context.desired.scim
    there = {name: found.group.id for name, found in state.observed.groups.items() if found.group}
    admin_group = there.get(desired.admin_group.name)
    if scim is None or admin_group is None:
        return inconclusive("TOTAL's accounts can't be compared with the group", with_scim_values(context))
    run = context.run
    named = admin_group, desired.admin_group.name
    found = await still_active(run.tenant, scim, context.trust, run.journal, named, there.values())
    if not found:
        return succeeded("No account is active at TOTAL that isn't in a group of TOTAL's")
    remedy = await _remedy(context, scim)
    if _last_cycle_failed(context):
        return failed(_named(found), remedy)
    return inconclusive(f"{_named(found)}. {wait_for(state.observed.job)}", remedy)


async def _remedy(context: VerificationContext, scim: ScimEndpoint) -> str:
    """Return what the removal test says, if one is made; else that one is to be made."""
    values = context.scim_again
    if context.removal_test is None:
        return context.line("verify --test-removal", *values)
    judged = verdict(await context.removal_test(), scim.url)
    return context.line("sync", *values) if judged.good else judged.remedy


def _named(found: tuple[StillActive, ...]) -> str:
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return f"Still active at TOTAL: {', '.join(f'{one.user_name} ({one.why})' for one in found[:_MOST_NAMED])}{more}"


def _last_cycle_failed(context: VerificationContext) -> bool:
    cycle = context.state.observed.job.last_cycle if context.state.observed.job else None
    return (
        cycle is not None
        and date_or_none(cycle.ended) is not None
        and (cycle.state != "Succeeded" or bool(cycle.escrowed))
    )


LEAVERS: Final = Verification(
    id="leavers",
    title="Former members are inactive at TOTAL",
    verify=verify,
    needs=frozenset({StepId.GROUPS}),
    after=("scim-from-here",),
)
