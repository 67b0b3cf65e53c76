"""Result of a repair: changes and failures for people, the members of the document for scripts."""

from __future__ import annotations

from typing import Final

from total_onboard.commands.session.run_result import RunResult
from total_onboard.steps.attribute_mapping.attribute_mapping import AttributeMapping
from total_onboard.steps.provisioning.exit_quarantine import ExitQuarantine
from total_onboard.steps.provisioning.scim_credentials import StoreScimCredentials
from total_onboard.steps.provisioning.start_job import StartProvisioning
from total_onboard.ui.views.summary import Summary, show_summary

_NEW_START: Final = frozenset({StoreScimCredentials.id, AttributeMapping.id, StartProvisioning.id, ExitQuarantine.id})


def show_repair(result: RunResult) -> None:
    """Show it as setup does, because the progress view is gone; what is there now follows."""
    screen = result.context.screen
    show_summary(screen, Summary(ended=result.steps_done(), problems=result.problems))
    screen.result.print()


def restarts_provisioning(result: RunResult) -> bool:
    """Return whether provisioning begins anew, so that the failures of its last cycle say nothing any more."""
    return bool(_NEW_START & result.done.keys())


def repair_members(result: RunResult) -> dict[str, object]:
    """Return the members of the document."""
    return result.changes_and_problems() | result.handoff_member()
