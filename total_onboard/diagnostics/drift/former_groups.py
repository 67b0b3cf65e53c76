"""Groups that a setup created earlier or from another machine, and that today's desired state does not name."""

from __future__ import annotations

from collections.abc import Iterator

from total_onboard.core.desired_state import DesiredState
from total_onboard.diagnostics.drift.model import Drift, DriftKind
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId


def unlisted_groups(desired: DesiredState, state: RunState) -> Iterator[Drift]:
    """Return the assigned groups that are not among the requested ones; none if no group was requested."""
    if "groups" not in desired.model_fields_set:
        return
    for group in state.observed.groups_beyond:
        yield Drift(
            step=StepId.ASSIGNMENT,
            title="Assignment",
            resource=group.id,
            kind=DriftKind.UNMANAGED,
            found=group.display_name,
            sentence=f"Setup assigned {group.display_name} to TOTAL earlier. It is no longer one of the groups.",
            remedy="To keep it, name it with --group, too. Otherwise remove it in the Entra portal under Users "
            "and groups.",
        )
