from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from total_onboard.core.errors import OnboardError
from total_onboard.engine.executor import run_in_dependency_order, with_dependencies
from total_onboard.steps import SETUP_STEPS


@dataclass
class StepOutcome:
    id: str
    needs: tuple[str, ...] = ()
    title: str = ""
    comes_after: tuple[str, ...] = ()


def steps(**needs: str) -> Any:
    return [StepOutcome(name, tuple(wants.split())) for name, wants in needs.items()]


def test_a_step_begins_only_after_all_that_it_needs() -> None:
    order: list[str] = []

    async def act(step: Any) -> None:
        await asyncio.sleep(0.01 if step.id == "a" else 0)
        order.append(step.id)

    asyncio.run(run_in_dependency_order(steps(c="a b", b="", a=""), act))
    assert order == ["b", "a", "c"]


def test_of_what_may_begin_at_once_that_begins_first_which_the_longest_chain_waits_for() -> None:
    order: list[str] = []

    async def act(step: Any) -> None:
        order.append(step.id)

    asyncio.run(
        run_in_dependency_order(steps(alone="", short="", end="short", long="", middle="long", last="middle"), act)
    )
    assert sorted(["alone", "short", "long"], key=order.index) == ["long", "short", "alone"]


def test_independent_steps_run_at_the_same_time() -> None:
    meeting = asyncio.Barrier(3)

    async def act(step: Any) -> None:
        await asyncio.wait_for(meeting.wait(), timeout=30)

    assert asyncio.run(run_in_dependency_order(steps(a="", b="", c=""), act)) == ()


def test_a_failure_stops_its_dependants_and_nobody_else() -> None:
    done: list[str] = []

    async def act(step: Any) -> None:
        if step.id == "a":
            raise OnboardError("a is broken", remedy="mend it")
        done.append(step.id)

    failures = asyncio.run(run_in_dependency_order(steps(a="", b="a", c="b", d=""), act))
    assert done == ["d"]
    assert [(f.step.id, f.error.message if f.error else None) for f in failures] == [
        ("a", "a is broken"),
        ("b", None),
        ("c", None),
    ]


def test_a_mistake_of_ours_is_not_swallowed() -> None:
    async def act(step: Any) -> None:
        raise ZeroDivisionError

    with pytest.raises(ExceptionGroup):
        asyncio.run(run_in_dependency_order(steps(a=""), act))


def test_a_chosen_step_brings_all_that_it_rests_upon() -> None:
    chosen = with_dependencies(SETUP_STEPS, frozenset({"consent"}))
    assert [step.id for step in chosen] == ["application", "permissions", "consent"]


def test_every_need_of_the_program_stands_before_the_step_that_has_it() -> None:
    seen: set[str] = set()
    for step in SETUP_STEPS:
        assert set(step.needs) <= seen, step.id
        assert step.id not in seen
        seen.add(step.id)
