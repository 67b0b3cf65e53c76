"""Objects that a setup created: renamed since then, or groups that today's desired state does not name."""

from __future__ import annotations

from collections.abc import Iterator

from total_onboard.core.desired_state import DesiredState
from total_onboard.diagnostics.drift.status_result import Drift, DriftKind
from total_onboard.engine.journal.known_objects import Origin, known_objects
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId


def unlisted_groups(desired: DesiredState, state: RunState) -> Iterator[Drift]:
    """Return the assigned groups that are not among the requested ones; none if no group was requested."""
    if "groups" not in desired.model_fields_set:
        return
    for group in state.observed.unlisted_groups:
        yield Drift(
            step=StepId.ASSIGNMENT,
            title="Assignment",
            resource=group.id,
            kind=DriftKind.UNMANAGED,
            found=group.display_name,
            sentence=f"Setup assigned {group.display_name} to TOTAL earlier. It is no longer one of the groups.",
            remedy="To keep it, name it with --group, too. Otherwise remove it in the Microsoft Entra admin "
            "center under Users "
            "and groups.",
        )


def renamed(desired: DesiredState, state: RunState) -> Iterator[Drift]:
    """Yield the renamed objects that were created from here; adopted ones keep the name that they had. Pure."""
    app, known_here = state.observed.application, known_objects(state)
    if app and known_here.origin(app) is Origin.CREATED:
        yield from _renamed(StepId.APPLICATION, "Enterprise application", app.display_name, desired.application_name)
    for one in desired.groups:
        group = state.observed.group(one.name).group
        if group and known_here.origin(group) is Origin.CREATED:
            yield from _renamed(StepId.GROUPS, "Groups", group.display_name, one.name)


def _renamed(step: StepId, title: str, found: str, desired: str) -> Iterator[Drift]:
    if found != desired:
        yield Drift(
            step=step,
            title=title,
            resource=desired,
            kind=DriftKind.UNMANAGED,
            found=found,
            expected=desired,
            sentence=f"{desired} was renamed to {found}. Its unique name still identifies it.",
            remedy="If that is a mistake, rename it in the Microsoft Entra admin center.",
        )
