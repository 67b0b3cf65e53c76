"""The first provisioning cycle: how long it takes by Microsoft's formula, and how long it took."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Final

from total_onboard.diagnostics.drift.status_result import Estimate, FirstCycle, Pace
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.synchronization.requests import SynchronizationJob
from total_onboard.steps.provisioning.schedule import date_or_none

_LEAST, _MOST = 0.01, 0.08
"""Minutes for each assigned person, assigned group and member of one, in the first cycle.

Source: https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-when-will-provisioning-finish-specific-user
"""
_SAME_MOMENT: Final = timedelta(seconds=5)
"""How much later than the first success the first cycle may have ended, as the service notes both."""


def estimate_of(state: RunState, members: Mapping[str, Collection[str]]) -> Estimate:
    """Estimate the first cycle from the people in each group; a member of two groups counts twice. Pure."""
    in_groups = [person for people in members.values() for person in people]
    directly = {one.principal_id for one in state.observed.assignments if one.principal_type == "User"}
    objects = len(directly) + len(members) + len(in_groups)
    return Estimate(
        people=len({*in_groups, *directly}),
        groups=len(members),
        memberships=len(in_groups),
        least_minutes=round(objects * _LEAST, 2),
        most_minutes=round(objects * _MOST, 2),
    )


def first_cycle_of(job: SynchronizationJob, estimate: Estimate | None) -> FirstCycle | None:
    """Compare the first cycle with the estimate; None unless it is the last one that ran, and all of it succeeded.

    Microsoft keeps the times of the last cycle alone, so a later one hides how long the first one took.
    """
    steady, cycle = date_or_none(job.steady_state_reached), job.last_cycle
    began, ended = (date_or_none(cycle.began), date_or_none(cycle.ended)) if cycle else (None, None)
    if not (estimate and steady and began and ended) or ended > steady + _SAME_MOMENT or ended < began:
        return None
    minutes = round((ended - began).total_seconds() / 60, 2)
    return FirstCycle(minutes=minutes, estimate=estimate, pace=_pace(minutes, estimate))


def _pace(minutes: float, estimate: Estimate) -> Pace:
    if minutes < estimate.least_minutes:
        return Pace.FASTER
    return Pace.SLOWER if minutes > estimate.most_minutes else Pace.AS_ESTIMATED
