"""Check of the consent policy: people for themselves, and administrators for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, passed, skipped, unknown, warned
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.policies import AuthorizationPolicy
from total_onboard.entra.resources.role_management import Holder
from total_onboard.steps.access.role_actions import actions_of, missing_steps

_FOR_SELF: Final = "ManagePermissionGrantsForSelf."
_ANYTHING: Final = "microsoft-user-default-legacy"
_SHOWN: Final = 3


async def evaluate(context: CheckContext) -> CheckOutcome:
    """Check who can consent: TOTAL's application always needs an administrator, for an application permission."""
    snapshot = context.snapshot
    if isinstance(snapshot.consenters, Unavailable):
        return unknown(snapshot.consenters)
    who = _you_or(consenters(context), context)
    found = f"{who}. {_people(snapshot.authorization)}"
    if not consenters(context):
        return warned(
            found,
            "Ask a Privileged Role Administrator or Global Administrator to give admin consent; without it, nobody can "
            "sign in to TOTAL.",
        )
    return skipped(found) if isinstance(snapshot.authorization, Unavailable) else passed(found)


def consenters(context: CheckContext) -> tuple[str, ...]:
    """Return everybody who may consent for the whole organization, by name; as far as it can be read."""
    found = context.snapshot.consenters
    holders = [] if isinstance(found, Unavailable) else [one.principal for one in found if one.is_tenant_wide]
    return tuple(dict.fromkeys(_name(holder) for holder in holders if holder))


def shortened(names: Sequence[str]) -> str:
    """Return a few of them."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _name(holder: Holder) -> str:
    if holder.odata_type.endswith(".group"):
        return f"the group {holder.display_name}"
    return f"{holder.display_name} ({holder.user_principal_name})" if holder.user_principal_name else holder.id


def _you_or(names: Sequence[str], context: CheckContext) -> str:
    rights = context.facts.rights
    if not missing_steps(rights, (StepId.CONSENT,)):
        return "You can give admin consent"
    if not names and (uncertainty := rights.uncertainty(actions_of((StepId.CONSENT,)))):
        return f"Whether you can give admin consent is unknown: {uncertainty.why.rstrip('.')}"
    return f"{shortened(names)} can give admin consent" if names else "Nobody can give admin consent right now"


def _people(authorization: AuthorizationPolicy | Unavailable) -> str:
    if isinstance(authorization, Unavailable):
        return f"User consent is unknown: {authorization.why}"
    policies = authorization.default_user_role_permissions.permission_grant_policies_assigned
    own = [policy.removeprefix(_FOR_SELF) for policy in policies if policy.startswith(_FOR_SELF)]
    if not own:
        return "User consent is off"
    return f"Users can consent to {'any application' if _ANYTHING in own else 'some applications'}"


CONSENT_POLICY = Check(
    id="consent-policy",
    title="Admin consent",
    needed="An admin who may consent for everyone to what TOTAL's application reads",
    docs="docs/checks.md#consent-policy",
    steps=frozenset(),
    evaluate=evaluate,
)
