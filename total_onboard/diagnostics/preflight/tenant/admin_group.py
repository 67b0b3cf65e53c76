"""Check that an existing admin group is usable, and that everybody in it counts."""

from __future__ import annotations

from collections.abc import Iterator

from total_onboard.core.text.formatting import pluralize
from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, failed, passed, unknown, warned
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.diagnostics.preflight.tenant_snapshot import AdminGroup
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.engine.step_id import StepId
from total_onboard.steps.groups.adoption import adoption_by, why_unusable, without_this_group


async def evaluate(context: CheckContext) -> CheckOutcome:
    """Check for nested groups, which provisioning does not open, and for owners, who change members without any role.

    Source: Entra page “known issues” of provisioning.
    """
    found, name = context.snapshot.admin_group, context.desired.admin_group.name
    if isinstance(found, Unavailable):
        return unknown(found)
    if found.group is None:
        return passed(f"{name} will be created")
    if why := why_unusable(found.group):
        adoption = adoption_by(context.desired, context.desired.admin_group, context.decisions, context.known, {})
        return failed(f"{name} exists, and it {why}", without_this_group(adoption, found.group))
    if found.group.is_management_restricted:
        return _restricted(name, context)
    if problems := [*_nested(name, found), *_owned(name, found, context.facts.me.id)]:
        return warned("; ".join(problem for problem, _ in problems), " ".join(remedy for _, remedy in problems))
    return passed(f"{name} exists, with {pluralize(len(found.members), 'member')}")


def _restricted(name: str, context: CheckContext) -> CheckOutcome:
    """Judge a group that only administrators of its unit can change."""
    what = f"{name} belongs to a restricted management administrative unit"
    judge = warned if context.facts.rights.may_have_unit_role else failed
    return judge(
        f"{what}, and only administrators of that unit can change its members",
        "Have an administrator whose role is scoped to that unit run the command, or remove the group from the unit "
        "(Microsoft Entra admin center, Admin units).",
    )


def _nested(name: str, found: AdminGroup) -> Iterator[tuple[str, str]]:
    if nested := [one.display_name or one.id for one in found.members if one.odata_type.endswith(".group")]:
        yield (
            f"{name} contains groups, whose members are not provisioned: {', '.join(nested)}",
            f"Add the people to {name} directly; provisioning ignores nested groups.",
        )


def _owned(name: str, found: AdminGroup, me: str) -> Iterator[tuple[str, str]]:
    """Yield owners who are no members: nobody expects that they can administer TOTAL."""
    known = {me, *(one.id for one in found.members)}
    if owners := [one.display_name or one.id for one in found.owners if one.id not in known]:
        role = "an owner" if len(owners) == 1 else "owners"
        yield (
            f"{', '.join(owners)} can make anyone an administrator of TOTAL, as {role} of {name}",
            "Check whether that is intended. If not, remove the owners (Microsoft Entra admin center, Groups, Owners).",
        )


ADMIN_GROUP = Check(
    id="admin-group",
    title="Admin group",
    needed="A cloud security group with assigned members, or none yet",
    docs="docs/checks.md#admin-group",
    steps=frozenset({StepId.GROUPS, StepId.MEMBERS}),
    evaluate=evaluate,
)
