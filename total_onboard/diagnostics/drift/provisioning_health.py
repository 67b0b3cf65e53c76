"""Provisioning health: the last cycle, the next one, the length of the first one, and the meaning of a quarantine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from total_onboard.diagnostics.drift.first_cycle_duration import estimate_of, first_cycle_of
from total_onboard.diagnostics.drift.status_result import Diagnosis, LastCycle, Provisioning
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.groups import Member
from total_onboard.entra.resources.synchronization.models import Cycle
from total_onboard.entra.resources.synchronization.requests import SynchronizationJob
from total_onboard.steps.provisioning.quarantine_reasons import quarantine_reason_for
from total_onboard.steps.provisioning.schedule import date_or_none, next_cycle

_SOME_FAILED: Final = (
    "Run total-onboard verify --test-removal with TOTAL's SCIM address and token: it says who is still active at "
    "TOTAL, and how TOTAL takes changes and removals. The application's provisioning logs in the Microsoft Entra "
    "admin center name "
    "each entry."
)
_ALL_FAILED: Final = "Run total-onboard verify: it tests what provisioning requires, and shows what doesn't work."
_STATES: Final = {"Paused": "paused", "Disabled": "stopped"}


def provisioning_of(
    state: RunState, members: Mapping[str, Sequence[Member]], *, repaired: bool = False
) -> Provisioning:
    """Describe the job's health from its status; ``members`` are those of each assigned group. Pure.

    The first cycle's length is not estimated if the members of an assigned group are unknown. Failures of the last
    cycle do not count if the cause was ``repaired`` since.
    """
    job = state.observed.job
    if job is None:
        return Provisioning(state="missing")
    steady = date_or_none(job.steady_state_reached)
    estimate = None if _is_unread(state, members) else estimate_of(state, _people_of(members))
    return Provisioning(
        state=_state(job),
        last_cycle=_last_cycle(job, repaired=repaired),
        next_cycle=next_cycle(job, state.identity.now),
        estimate=None if steady else estimate,
        first_cycle=first_cycle_of(job, estimate),
        at_total={count.key: count.value for count in job.counts},
        quarantine=_diagnosis(job),
    )


def _state(job: SynchronizationJob) -> str:
    if job.quarantine_reason:
        return "quarantine"
    if job.schedule_state in _STATES:
        return _STATES[job.schedule_state]
    return "running" if date_or_none(job.last_cycle.ended if job.last_cycle else None) else "waiting"


def _last_cycle(job: SynchronizationJob, *, repaired: bool) -> LastCycle | None:
    cycle = job.last_cycle
    if cycle is None or not date_or_none(cycle.ended):
        return None
    return LastCycle(
        outcome=cycle.state,
        began_at=date_or_none(cycle.began),
        ended_at=cycle.ended,
        in_scope=cycle.entitled,
        written=cycle.exported,
        failing=cycle.escrowed,
        remedy="" if repaired else _remedy(cycle),
    )


def _remedy(cycle: Cycle) -> str:
    if cycle.state == "Failed":
        return _ALL_FAILED
    return _SOME_FAILED if cycle.escrowed or cycle.state == "EntryLevelErrors" else ""


def _people_of(members: Mapping[str, Sequence[Member]]) -> dict[str, list[str]]:
    return {name: [member.id for member in people if member.is_user] for name, people in members.items()}


def _is_unread(state: RunState, members: Mapping[str, Sequence[Member]]) -> bool:
    """Return whether an assigned group, perhaps assigned by others, was not read."""
    owned = {found.group.id: name for name, found in state.observed.groups.items() if found.group}
    assigned = {one.principal_id for one in state.observed.assignments if one.principal_type == "Group"}
    return any(owned.get(group) not in members for group in {*owned, *assigned})


def _diagnosis(job: SynchronizationJob) -> Diagnosis | None:
    why = quarantine_reason_for(job)
    if why is None:
        return None
    return Diagnosis(
        id=why.id,
        reason=str(job.quarantine_reason),
        since=date_or_none(job.quarantine_began),
        next_attempt=date_or_none(job.next_attempt),
        cause=why.cause,
        evidence=why.evidence_of(job),
        remedy=why.remedy,
        repairable=bool(why.restart),
    )
