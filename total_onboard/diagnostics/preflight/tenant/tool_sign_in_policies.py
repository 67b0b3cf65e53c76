"""Would Conditional Access refuse the sign-in of this tool: its code, or this device?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, passed, unknown, warned
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.entra.resources.conditional_access import ConditionalAccessPolicy

_MICROSOFT_GRAPH: Final = "00000003-0000-0000-c000-000000000000"
_NO_CODE: Final = "Sign in with --sign-in browser."
_DEVICE: Final = (
    "Sign in with --sign-in browser, on a device that your company manages: a code cannot prove which device it is."
)

_MOBILE: Final = (
    "Ask the team that manages Conditional Access to limit that policy to mobile platforms, or to exclude your account."
)


async def evaluate(context: CheckContext) -> CheckOutcome:
    """Warn at most: the reader has just signed in, but the next sign-in may take another way."""
    found = context.snapshot.conditional_access
    if isinstance(found, Unavailable):
        return unknown(found)
    mine = [policy for policy in found if _is_mine(policy, context)]
    codes = [policy for policy in mine if policy.blocks_device_code]
    devices = [policy for policy in mine if policy.demands_managed_device]
    mobile = [policy for policy in mine if policy.demands_mobile_app]
    warnings = [f"{_names(codes)} a sign-in with a code"] if codes else []
    warnings += [f"{_names(devices, 'ask')} for a device that your company manages"] if devices else []
    warnings += [f"{_names(mobile, 'accept')} only approved or protected mobile apps"] if mobile else []
    if warnings:
        return warned("; ".join(warnings), _MOBILE if mobile else _DEVICE if devices else _NO_CODE)
    if isinstance(context.facts.roles, Unavailable):
        return unknown(context.facts.roles)
    calm = "Nothing refuses your sign-in" if found else "No policy; nothing refuses your sign-in"
    return passed("; ".join([calm, *_demands(mine)]))


def _demands(mine: Sequence[ConditionalAccessPolicy]) -> Iterator[str]:
    """Yield what the admin has to do on Microsoft's page, now or in the middle of a run."""
    for policy in mine:
        if policy.strength:
            yield f"{_names([policy], 'ask')} for {policy.strength}"
        if policy.grant_controls.terms_of_use:
            yield f"{_names([policy], 'ask')} you to accept terms of use"
        if policy.new_sign_in:
            yield f"{_names([policy], 'ask')} for a new sign-in {policy.new_sign_in}"


def _is_mine(policy: ConditionalAccessPolicy, context: CheckContext) -> bool:
    facts = context.facts
    return (
        policy.is_on
        and policy.concerns(facts.me.id, facts.rights.group_ids, facts.role_ids)
        and policy.is_about(context.settings.client_id, _MICROSOFT_GRAPH)
    )


def _names(policies: Sequence[ConditionalAccessPolicy], verb: str = "refuse") -> str:
    """Return subject and verb of a sentence."""
    names = " and ".join(f"“{policy.display_name}”" for policy in policies)
    return f"{names} {verb}{'' if policies[1:] else 's'}"


CONDITIONAL_ACCESS = Check(
    id="conditional-access",
    title="Conditional Access",
    needed="No policy that refuses a sign-in with a code, or from this device",
    docs="docs/checks.md#conditional-access",
    steps=frozenset(),
    evaluate=evaluate,
)
