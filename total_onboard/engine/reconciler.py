"""Observe, plan, apply, read back: one setup of one tenant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import OnboardError, PrerequisiteMissing
from total_onboard.engine.events import Listener, StepFailed, StepFinished, StepOutcome, StepStarted
from total_onboard.engine.executor import StepFailure, observed_before, run_in_dependency_order, with_dependencies
from total_onboard.engine.inspection.object_contents import ANYONES, WHERE_IDS_COME_FROM, NotSetUpFromHere
from total_onboard.engine.plan import Acceptance, Action, AdoptedObject, BlockedItem, Change, Plan, PlanWarning
from total_onboard.engine.polling import PollPolicy
from total_onboard.engine.provisioning_retry import retry_until_ready
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import Blocker, ExecutionContext, Step, StepResult
from total_onboard.entra.graph.errors import GraphError, is_not_replicated_yet, is_warming_up
from total_onboard.entra.tenant_client import TenantClient

READ_BACK = PollPolicy()


@dataclass
class Reconciler:
    """The desired state of one tenant, and the chosen steps to reach it."""

    run: ExecutionContext
    desired: DesiredState
    steps: tuple[Step, ...]
    chosen: frozenset[str]
    listener: Listener
    done: dict[str, StepResult] = field(default_factory=dict)

    async def observe(self, state: RunState) -> None:
        """Read everything that the chosen steps want to know. Raises the first error."""
        failures = await run_in_dependency_order(
            with_dependencies(self.steps, self.chosen),
            lambda step: self._look(step, state),
            observed_before,
        )
        _raise_first(failures)

    async def _look(self, step: Step, state: RunState) -> None:
        """Observe; if an interrupted run may have created the application a minute ago, wait for its provisioning."""
        look = partial(step.observe, self.run.tenant, self.desired, state)
        if state.application_is_young:
            await retry_until_ready(self.run, "the provisioning service finds the application", look)
        else:
            await look()

    def plan(self, state: RunState) -> Plan:
        """Plan the differences. Raises PrerequisiteMissing if a decision is required before anything is written."""
        accepted = self._make_sure_of_needs(state)
        items = [item for step in self._chosen() for item in step.plan(self.desired, state)]
        obstacles = [item for item in items if isinstance(item, Blocker)]
        if obstacles:
            raise refusal(obstacles)
        return Plan(
            changes=tuple(item for item in items if isinstance(item, Change)),
            blocked=tuple(item for item in items if isinstance(item, BlockedItem)),
            warnings=(*accepted, *(item.sentence for item in items if isinstance(item, PlanWarning))),
        )

    def questions(self, state: RunState) -> tuple[Blocker, ...]:
        """Return the blockers that a decision of the admin would resolve."""
        items = [item for step in self._chosen() for item in step.plan(self.desired, state)]
        return tuple(item for item in items if isinstance(item, Blocker) and item.question)

    async def apply(self, plan: Plan, state: RunState) -> tuple[StepFailure, ...]:
        """Apply the plan; return the failures, after all independent steps were done."""
        to_do = {change.step for change in plan.writes}

        async def act(step: Step) -> None:
            if step.id in to_do:
                await self._carry_out(step, state)
            else:
                self._note(step, _kept(step, plan))

        return await run_in_dependency_order(self._chosen(), act)

    async def read_back(self, state: RunState) -> Plan:
        """Observe again until nothing differs. Raises PollTimeout.

        A transient refusal, until the replicas agree, counts as "not yet", like a missing object.
        """

        async def nothing_left() -> Plan | None:
            try:
                await self.observe(state)
                plan = self.plan(state)
            except PrerequisiteMissing:
                return None
            except GraphError as error:
                if is_not_replicated_yet(error) or is_warming_up(error):
                    return None
                raise
            return None if plan.writes else plan

        return await self.run.poller.until("everything reads back as planned", nothing_left, READ_BACK)

    async def _carry_out(self, step: Step, state: RunState) -> None:
        self.listener.on(StepStarted(step.id, step.title))
        try:
            done = await step.apply(self.run, self.desired, state)
        except OnboardError as error:
            self.listener.on(StepFailed(step.id, error.message))
            raise
        self._note(step, done)

    def _note(self, step: Step, done: StepResult) -> None:
        self.done[step.id] = done
        self.listener.on(StepFinished(step.id, done.outcome, done.summary))

    def _make_sure_of_needs(self, state: RunState) -> tuple[str, ...]:
        """Inspect the objects of excluded steps that an option names: who consents must know their content.

        Raises PrerequisiteMissing, naming the steps that must come first and no others.
        """
        needed = [step for step in with_dependencies(self.steps, self.chosen) if step.id not in self.chosen]
        plans = {step.id: step.plan(self.desired, state) for step in needed}
        every = [item for items in plans.values() for item in items]
        if unknown := [item for item in every if isinstance(item, Blocker) and item.inspections]:
            raise refusal(unknown)
        missing_steps = [step for step in needed if any(map(_is_missing, plans[step.id]))]
        if missing_steps:
            titles = ", ".join(step.title for step in missing_steps)
            only = " ".join(f"--only {step.id}" for step in needed)
            raise PrerequisiteMissing(
                f"{', '.join(sorted(self.chosen))} requires what does not exist yet: {titles}. Nothing was changed.",
                remedy=f"Run this first, or ask your colleague to run it: total-onboard setup {only}",
            )
        return tuple(
            item.summary for item in every if isinstance(item, Acceptance) and not isinstance(item, AdoptedObject)
        )

    def _chosen(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.id in self.chosen)


def refusal(obstacles: Sequence[Blocker]) -> PrerequisiteMissing:
    """Build the error from all blockers, with the one next thing to do, and what unknown objects contain."""
    sentences = " ".join(obstacle.sentence for obstacle in obstacles)
    sentences = sentences.replace(f" {ANYONES}", "", sentences.count(ANYONES) - 1)
    first, options = obstacles[0], " ".join(each.adopt_option for each in obstacles if each.adopt_option)
    remedy = WHERE_IDS_COME_FROM.format(options=options) if first.adopt_option else first.remedy
    found = tuple(inspection for obstacle in obstacles for inspection in obstacle.inspections)
    return (
        NotSetUpFromHere(sentences, remedy=remedy, unmanaged=found)
        if found
        else PrerequisiteMissing(sentences, remedy=remedy)
    )


def _is_missing(item: Change | BlockedItem | PlanWarning | Blocker) -> bool:
    """Return whether the plan of an excluded step says that others cannot depend on it yet."""
    if isinstance(item, Acceptance):
        return False
    return isinstance(item, Blocker) or (isinstance(item, Change) and item.action in (Action.CREATE, Action.ADOPT))


def _kept(step: Step, plan: Plan) -> StepResult:
    waiting = [item.sentence for item in plan.blocked if item.step == step.id]
    if waiting:
        return StepResult(StepOutcome.BLOCKED, waiting[0])
    summaries = [change.summary for change in plan.changes if change.step == step.id]
    return StepResult(StepOutcome.KEPT, "; ".join(summaries))


def _raise_first(failures: Sequence[StepFailure]) -> None:
    for failure in failures:
        if failure.error:
            raise failure.error


async def observe_all(
    tenant: TenantClient, desired: DesiredState, state: RunState, steps: Sequence[Step]
) -> dict[str, OnboardError]:
    """Observe all steps; return the unavailable ones with the reason, which also applies to their dependants."""

    async def observe(step: Step) -> None:
        await step.observe(tenant, desired, state)

    failures = await run_in_dependency_order(steps, observe, observed_before)
    errors = [failure.error for failure in failures if failure.error]
    return {failure.step.id: failure.error or errors[0] for failure in failures}
