"""Role actions that each step requires, and the steps that a person's roles do not allow.

Source: “Microsoft Entra built-in roles” and “Enterprise application permissions for custom roles” (Entra pages).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from total_onboard.engine.access.effective_roles import EffectiveRoles
from total_onboard.steps import SETUP_STEPS, TEARDOWN_STEPS

SETUP_ROLE_ACTIONS: Final[Mapping[str, tuple[str, ...]]] = {step.id: step.role_actions for step in SETUP_STEPS}
TEARDOWN_ROLE_ACTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    step.id: step.role_actions for step in TEARDOWN_STEPS if step.role_actions
}


def actions_of(steps: Iterable[str] = SETUP_ROLE_ACTIONS) -> frozenset[str]:
    """Return what these steps of setup take together."""
    return frozenset(action for step in steps for action in SETUP_ROLE_ACTIONS[step])


def missing_steps(roles: EffectiveRoles, steps: Iterable[str]) -> tuple[str, ...]:
    """Return the steps of setup that no role allows which counts in the whole tenant."""
    return tuple(step for step in steps if roles.missing(SETUP_ROLE_ACTIONS[step]))


def missing_teardown_steps(roles: EffectiveRoles, steps: Iterable[str]) -> tuple[str, ...]:
    """Return the steps of teardown that certainly no role allows."""
    return tuple(step for step in steps if roles.certainly_missing(TEARDOWN_ROLE_ACTIONS.get(step, ())))
