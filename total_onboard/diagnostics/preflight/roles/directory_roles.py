"""Has the signed-in admin the roles? One check for each duty, because three people may share them.

What counts is not a role's name but what it allows: of custom roles, of roles through groups and of those that count
only within an administrative unit the actions and the scope are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, failed, passed, unknown
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.diagnostics.preflight.roles.eligible_roles import how_to_activate, named
from total_onboard.diagnostics.preflight.roles.who_can_consent import consenters, shortened
from total_onboard.engine.access.action_matching import CONSENT_TO_ANYTHING, allows_any, missing_actions
from total_onboard.entra.resources.role_management import RoleAssignment
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.access.role_actions import actions_of, missing_steps
from total_onboard.steps.credentials.choice import unused_steps

_WAITS: Final = "with --wait-for-roles, this command waits for it"


@dataclass(frozen=True)
class RoleRequirement:
    """Some steps, and what to do without a role for them."""

    steps: frozenset[str]
    remedy: Callable[[CheckContext], str]

    @property
    def _actions(self) -> frozenset[str]:
        return actions_of(self.steps)

    async def evaluate(self, context: CheckContext) -> CheckOutcome:
        """Check what the roles allow, and where, by the same rules as the plan."""
        rights = context.facts.rights
        if not rights.missing(self._actions):
            return passed(_named(self._enough(rights.listed)))
        if uncertainty := rights.uncertainty(self._actions):
            return unknown(uncertainty, self.remedy(context))
        if could := rights.could_activate(self._actions):
            activation = how_to_activate(could, rights, context.tenant.cloud)
            return failed(f"{named(could)} is eligible but not active", f"{activation}; {_WAITS}.")
        return failed(self._what_there_is(context, rights.listed), self.remedy(context))

    def _enough(self, listed: Iterable[RoleAssignment]) -> list[RoleAssignment]:
        """Return the roles that count; if some of them suffice alone, only these."""
        helping = [each for each in listed if each.is_tenant_wide and self._is_helped_by(each)]
        return [each for each in helping if not missing_actions(self._actions, each.actions)] or helping

    def _what_there_is(self, context: CheckContext, held: Iterable[RoleAssignment]) -> str:
        found = f"{context.facts.me.user_principal_name} has {_named(held) or 'no directory role'}"
        if others := [each for each in context.facts.rights.eligible_in_units if self._is_helped_by(each)]:
            found += f", and is eligible for {_named(others)}"
        if any(each.is_tenant_wide and self._is_helped_by(each) for each in held):
            needed = self.steps - unused_steps(context.desired)
            in_order = [step.id for step in SETUP_STEPS if step.id in needed]
            missing = ", ".join(missing_steps(context.facts.rights, in_order))
            return f"{found}, which doesn't allow these steps of setup: {missing}"
        return found

    def _is_helped_by(self, role: RoleAssignment) -> bool:
        return allows_any(self._actions, role.actions)


def _named(held: Iterable[RoleAssignment]) -> str:
    names = sorted({role.name + _where(role) for role in held})
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def _where(role: RoleAssignment) -> str:
    if role.is_tenant_wide:
        return ""
    in_unit = role.directory_scope_id.startswith("/administrativeUnits/")
    return " (only within an administrative unit)" if in_unit else " (only for one object)"


def _give(role: str) -> Callable[[CheckContext], str]:
    return lambda _: (
        f"Ask a Privileged Role Administrator or Global Administrator of your company for the role {role} in the whole "
        "tenant."
    )


def _ask_for_consent(context: CheckContext) -> str:
    names = consenters(context)
    some = f", such as {shortened(names)}," if names else ""
    return (
        f"Have a Privileged Role Administrator{some} at hand: setup does everything else, and gives that person one "
        "command."
    )


_OF_CONSENT: Final = frozenset(step.id for step in SETUP_STEPS if CONSENT_TO_ANYTHING in step.role_actions)
_OF_GROUPS: Final = frozenset(
    step.id for step in SETUP_STEPS if all(action.startswith("groups/") for action in step.role_actions)
)
_OF_APPLICATIONS: Final = frozenset(step.id for step in SETUP_STEPS) - _OF_CONSENT - _OF_GROUPS

_APPLICATIONS: Final = RoleRequirement(_OF_APPLICATIONS, _give("Application Administrator"))
_GROUPS: Final = RoleRequirement(_OF_GROUPS, _give("Groups Administrator"))
_CONSENT: Final = RoleRequirement(_OF_CONSENT, _ask_for_consent)

APPLICATIONS_ROLE = Check(
    id="role-applications",
    title="Role to manage applications",
    needed="Application Administrator, Cloud Application Administrator or Global Administrator",
    docs="docs/checks.md#role-applications",
    steps=_APPLICATIONS.steps,
    evaluate=_APPLICATIONS.evaluate,
)

GROUPS_ROLE = Check(
    id="role-groups",
    title="Role to manage groups",
    needed="Groups Administrator, User Administrator or Global Administrator",
    docs="docs/checks.md#role-groups",
    steps=_GROUPS.steps,
    evaluate=_GROUPS.evaluate,
)

CONSENT_ROLE = Check(
    id="role-consent",
    title="Role to give admin consent",
    needed="Privileged Role Administrator or Global Administrator",
    docs="docs/checks.md#role-consent",
    steps=_CONSENT.steps,
    evaluate=_CONSENT.evaluate,
)
