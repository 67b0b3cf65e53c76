"""Observe, plan, apply, read back: one set-up of one tenant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from total_onboard.core.errors import OnboardError, PrerequisiteMissing
from total_onboard.engine.events import Deed, Listener, StepFailed, StepFinished, StepStarted
from total_onboard.engine.executor import Failure, looks_after, run_as_needed, with_needs
from total_onboard.engine.inspection.contents import WHERE_IDS_COME_FROM, NotSetUpFromHere
from total_onboard.engine.plan import Acceptance, Action, AdoptedObject, Change, Note, Plan, Waiting
from total_onboard.engine.polling import Patience
from total_onboard.engine.provisioning_delay import once_warm
from total_onboard.engine.step import Done, Obstacle, Run, Step
from total_onboard.entra.graph.errors import GraphError, is_not_replicated_yet, is_warming_up

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture

READ_BACK = Patience()


@dataclass
class Onboarding:
    """The wishes for one tenant, and the steps that were chosen to fulfil them."""

    run: Run
    wanted: DesiredState
    steps: tuple[Step, ...]
    chosen: frozenset[str]
    listener: Listener
    done: dict[str, Done] = field(default_factory=dict)

    async def observe(self, picture: Picture) -> None:
        """Read everything that the chosen steps want to know. Raises the first error."""
        failures = await run_as_needed(
            with_needs(self.steps, self.chosen),
            lambda step: self._look(step, picture),
            looks_after,
        )
        _raise_first(failures)

    async def _look(self, step: Step, picture: Picture) -> None:
        """An interrupted run may have made the application a minute ago: then its provisioning is awaited."""
        look = partial(step.observe, self.run.tenant, self.wanted, picture)
        if picture.application_is_young:
            await once_warm(self.run, "the provisioning service knows the application", look)
        else:
            await look()

    def plan(self, picture: Picture) -> Plan:
        """What differs. Raises PrerequisiteMissing where nothing may be written before somebody decides."""
        accepted = self._make_sure_of_needs(picture)
        items = [item for step in self._chosen() for item in step.plan(self.wanted, picture)]
        obstacles = [item for item in items if isinstance(item, Obstacle)]
        if obstacles:
            raise refusal(obstacles)
        return Plan(
            changes=tuple(item for item in items if isinstance(item, Change)),
            waiting=tuple(item for item in items if isinstance(item, Waiting)),
            warnings=(*accepted, *(item.sentence for item in items if isinstance(item, Note))),
        )

    def questions(self, picture: Picture) -> tuple[Obstacle, ...]:
        """The obstacles that a word of the admin's would clear away."""
        items = [item for step in self._chosen() for item in step.plan(self.wanted, picture)]
        return tuple(item for item in items if isinstance(item, Obstacle) and item.question)

    async def apply(self, plan: Plan, picture: Picture) -> tuple[Failure, ...]:
        """Carry out what the plan holds; returns what could not be done, for the steps that could go on went on."""
        to_do = {change.step for change in plan.writes}

        async def act(step: Step) -> None:
            if step.id in to_do:
                await self._carry_out(step, picture)
            else:
                self._note(step, _kept(step, plan))

        return await run_as_needed(self._chosen(), act)

    async def read_back(self, picture: Picture) -> Plan:
        """Observe afresh until nothing differs any more. Raises StillNotThere if that never comes.

        A refusal that passes by itself once the replicas agree counts as "not yet", like a missing object.
        """

        async def nothing_left() -> Plan | None:
            try:
                await self.observe(picture)
                plan = self.plan(picture)
            except PrerequisiteMissing:
                return None
            except GraphError as error:
                if is_not_replicated_yet(error) or is_warming_up(error):
                    return None
                raise
            return None if plan.writes else plan

        return await self.run.waiter.until("everything reads back as planned", nothing_left, READ_BACK)

    async def _carry_out(self, step: Step, picture: Picture) -> None:
        self.listener.on(StepStarted(step.id, step.title))
        try:
            done = await step.apply(self.run, self.wanted, picture)
        except OnboardError as error:
            self.listener.on(StepFailed(step.id, error.message))
            raise
        self._note(step, done)

    def _note(self, step: Step, done: Done) -> None:
        self.done[step.id] = done
        self.listener.on(StepFinished(step.id, done.deed, done.summary))

    def _make_sure_of_needs(self, picture: Picture) -> tuple[str, ...]:
        """What the objects of steps that were not chosen contain, where an option names them: who consents must know.

        Raises PrerequisiteMissing, naming the steps that must come first and no others.
        """
        needed = [step for step in with_needs(self.steps, self.chosen) if step.id not in self.chosen]
        plans = {step.id: step.plan(self.wanted, picture) for step in needed}
        every = [item for items in plans.values() for item in items]
        if unknown := [item for item in every if isinstance(item, Obstacle) and item.inspections]:
            raise refusal(unknown)
        lacking = [step for step in needed if any(map(_is_missing, plans[step.id]))]
        if lacking:
            titles = ", ".join(step.title for step in lacking)
            only = " ".join(f"--only {step.id}" for step in needed)
            raise PrerequisiteMissing(
                f"{', '.join(sorted(self.chosen))} requires what does not exist yet: {titles}. Nothing was changed.",
                remedy=f"Run first, or have your colleague run: total-onboard setup {only}",
            )
        return tuple(
            item.summary for item in every if isinstance(item, Acceptance) and not isinstance(item, AdoptedObject)
        )

    def _chosen(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.id in self.chosen)


def refusal(obstacles: Sequence[Obstacle]) -> PrerequisiteMissing:
    """All that stands in the way, with the one next thing to do, and what the objects contain that are not known."""
    sentences = " ".join(obstacle.sentence for obstacle in obstacles)
    first, options = obstacles[0], " ".join(each.goes_on_with for each in obstacles if each.goes_on_with)
    remedy = WHERE_IDS_COME_FROM.format(options=options) if first.goes_on_with else first.remedy
    found = tuple(inspection for obstacle in obstacles for inspection in obstacle.inspections)
    return (
        NotSetUpFromHere(sentences, remedy=remedy, unmanaged=found)
        if found
        else PrerequisiteMissing(sentences, remedy=remedy)
    )


def _is_missing(item: Change | Waiting | Note | Obstacle) -> bool:
    """Whether the plan of a step that was not chosen says that others cannot rest upon it yet."""
    if isinstance(item, Acceptance):
        return False
    return isinstance(item, Obstacle) or (isinstance(item, Change) and item.action in (Action.CREATE, Action.ADOPT))


def _kept(step: Step, plan: Plan) -> Done:
    waiting = [item.sentence for item in plan.waiting if item.step == step.id]
    if waiting:
        return Done(Deed.WAITING, waiting[0])
    summaries = [change.summary for change in plan.changes if change.step == step.id]
    return Done(Deed.KEPT, "; ".join(summaries))


def _raise_first(failures: Sequence[Failure]) -> None:
    for failure in failures:
        if failure.error:
            raise failure.error
