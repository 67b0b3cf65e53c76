"""Result of a repair: changes and failures for people, the members of the document for scripts."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from total_onboard.commands.session.run_result import RunResult
from total_onboard.steps.attribute_mapping.attribute_mapping import AttributeMapping
from total_onboard.steps.provisioning.exit_quarantine import ExitQuarantine
from total_onboard.steps.provisioning.scim_credentials import StoreScimCredentials
from total_onboard.steps.provisioning.start_job import StartProvisioning
from total_onboard.ui.views.summary import show_summary

_NEW_START: Final = frozenset({StoreScimCredentials.id, AttributeMapping.id, StartProvisioning.id, ExitQuarantine.id})


def show_repair(result: RunResult) -> None:
    """Show it as setup does; what is blocked or open is part of the status that follows."""
    if result.plan.writes or result.problems or result.delivery:
        summary = replace(
            result.summary(), headline="Done: repaired.", waiting=(), warnings=(), first="", about_removal=""
        )
        show_summary(result.context.screen, summary)
        if not result.context.screen.json:
            result.context.screen.result.print()


def restarts_provisioning(result: RunResult) -> bool:
    """Return whether provisioning begins anew, so that the failures of its last cycle say nothing any more."""
    return bool(_NEW_START & result.done.keys())


def repair_members(result: RunResult) -> dict[str, object]:
    """Return the members of the document."""
    return result.changes_and_problems() | result.handoff_member()
