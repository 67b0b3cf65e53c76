"""Runs steps as soon as what they need is true; everything independent at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from total_onboard.core.errors import OnboardError
from total_onboard.engine.step import Step
from total_onboard.engine.step_id import StepId

Act = Callable[[Step], Awaitable[None]]
After = Callable[[Step], Sequence[StepId]]


def dependencies_of(step: Step) -> Sequence[StepId]:
    """Return what must be done first: its dependencies, and steps that it follows if both are done."""
    return (*step.needs, *step.comes_after)


def observed_before(step: Step) -> Sequence[StepId]:
    """Return the order of looking."""
    return step.needs if step.observe_after is None else step.observe_after


@dataclass(frozen=True)
class StepFailure:
    """A step that could not be done, or was not tried because one that it needs failed (``error`` is None)."""

    step: Step
    error: OnboardError | None


async def run_in_dependency_order(
    steps: Sequence[Step], act: Act, after: After = dependencies_of
) -> tuple[StepFailure, ...]:
    """Call ``act`` for every step after its dependencies. A failure stops only its dependants.

    Finished work is kept: a repeated run continues from there.
    """
    ended = {step.id: asyncio.get_running_loop().create_future() for step in steps}
    failures: list[StepFailure] = []

    async def one(step: Step) -> None:
        well = all([await ended[need] for need in after(step) if need in ended])
        failure = await _attempt(step, act) if well else StepFailure(step, None)
        if failure:
            failures.append(failure)
        ended[step.id].set_result(failure is None)

    async with asyncio.TaskGroup() as group:
        for step in _most_waited_for_first(steps, after):
            group.create_task(one(step), name=step.id)
    return tuple(failures)


def _most_waited_for_first(steps: Sequence[Step], after: After) -> list[Step]:
    """Sort steps that can begin at the same moment: first what the longest chain of others waits for."""

    def chain(step: Step) -> int:
        return 1 + max((chain(other) for other in steps if step.id in after(other)), default=0)

    return sorted(steps, key=chain, reverse=True)


async def _attempt(step: Step, act: Act) -> StepFailure | None:
    try:
        await act(step)
    except OnboardError as error:
        return StepFailure(step, error)
    return None


def with_dependencies(steps: Sequence[Step], chosen: frozenset[str]) -> tuple[Step, ...]:
    """Return the chosen steps and all their dependencies, in the program's order."""
    by_id: dict[str, Step] = {step.id: step for step in steps}
    included, queue = set(chosen), list(chosen)
    while queue:
        for need in by_id[queue.pop()].needs:
            if need not in included:
                included.add(need)
                queue.append(need)
    return tuple(step for step in steps if step.id in included)
