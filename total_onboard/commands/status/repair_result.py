"""What a repair ends with: for people what was changed and what was not, for scripts the members of the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.drift.inspection import REPAIR_STEPS
from total_onboard.engine.plan import Plan
from total_onboard.engine.step import StepResult
from total_onboard.steps.attribute_mapping.attribute_mapping import AttributeMapping
from total_onboard.steps.provisioning.exit_quarantine import ExitQuarantine
from total_onboard.steps.provisioning.scim_credentials import EraseScimCredentials
from total_onboard.steps.provisioning.start_job import StartProvisioning
from total_onboard.ui.console import Screen
from total_onboard.ui.output.json_document import DeliveredHandoff, Problem
from total_onboard.ui.views.summary import StepSummary, Summary, show_summary

_NEW_START: Final = frozenset({EraseScimCredentials.id, AttributeMapping.id, StartProvisioning.id, ExitQuarantine.id})


@dataclass(frozen=True)
class RepairResult:
    """One repair; ``handoff`` is where a new secret, or a group that is news to TOTAL, was handed off."""

    plan: Plan
    done: Mapping[str, StepResult]
    problems: tuple[OnboardError, ...]
    handoff: DeliveredHandoff | None

    def show(self, screen: Screen) -> None:
        """As at the end of a set-up, for what was drawn on the way is gone; what is there now follows."""
        titles: dict[str, str] = {step.id: step.title for step in REPAIR_STEPS}
        ended = [StepSummary(titles[name], done.outcome, done.summary) for name, done in self.done.items()]
        show_summary(screen, Summary(ended=ended, problems=self.problems))
        screen.result.print()

    @property
    def gives_a_new_start(self) -> bool:
        """Whether provisioning begins anew, so that what its last cycle failed at says nothing any more."""
        return bool(_NEW_START & self.done.keys())

    def members(self) -> dict[str, object]:
        """Of the document."""
        done = tuple(change for change in self.plan.changes if change.step in self.done)
        problems = tuple(Problem.of(problem) for problem in self.problems)
        handoff = {"handoff": self.handoff} if self.handoff else {}
        return {"changes": done, "problems": problems, **handoff}
