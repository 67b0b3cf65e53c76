"""Verifications that a setup works; :data:`UNATTENDED_VERIFICATIONS` lists all that require no person's help."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.directory.assignment import ASSIGNMENT
from total_onboard.diagnostics.verification.directory.consent import CONSENT
from total_onboard.diagnostics.verification.directory.members_read_by_application import PERMISSION
from total_onboard.diagnostics.verification.provisioning.attribute_mapping import MAPPING
from total_onboard.diagnostics.verification.provisioning.job_health import JOB
from total_onboard.diagnostics.verification.provisioning.member_provisioned import MEMBER
from total_onboard.diagnostics.verification.provisioning.scim_from_entra import SCIM_FROM_ENTRA
from total_onboard.diagnostics.verification.provisioning.scim_from_this_machine import SCIM_FROM_HERE
from total_onboard.diagnostics.verification.provisioning.scim_removal import SCIM_REMOVAL
from total_onboard.diagnostics.verification.removal.leavers_inactive import LEAVERS
from total_onboard.diagnostics.verification.removal.removal_test import REMOVAL
from total_onboard.diagnostics.verification.sign_in.client_token import TOKEN
from total_onboard.diagnostics.verification.sign_in.same_identifier import IDENTITY
from total_onboard.diagnostics.verification.sign_in.total_login import ENTRY
from total_onboard.diagnostics.verification.verification_result import Verification, VerificationResult

UNATTENDED_VERIFICATIONS: Final[tuple[Verification, ...]] = (
    TOKEN,
    CONSENT,
    PERMISSION,
    SCIM_FROM_HERE,
    SCIM_REMOVAL,
    LEAVERS,
    SCIM_FROM_ENTRA,
    MAPPING,
    ASSIGNMENT,
    JOB,
    MEMBER,
)
"""All verifications, each after its dependencies."""

READING_VERIFICATIONS: Final[tuple[Verification, ...]] = (CONSENT, MAPPING, ASSIGNMENT, JOB)
"""Verifications that only read in the tenant, and need no secret: what an application can make."""

IN_A_BROWSER: Final[tuple[Verification, ...]] = (ENTRY, IDENTITY)
"""Verifications that require a person to sign in."""

IN_THE_GROUP: Final[tuple[Verification, ...]] = (REMOVAL,)
"""Verifications that make a person an admin for a moment."""


def steps_needed(attempt: Verification) -> frozenset[str]:
    """Return the steps without which an attempt isn't made, because it or an attempt before it needs them."""
    by_id = {one.id: one for one in UNATTENDED_VERIFICATIONS}
    return attempt.needs.union(*(steps_needed(by_id[name]) for name in attempt.after))


async def verify_all(
    context: VerificationContext, attempts: Sequence[Verification] = UNATTENDED_VERIFICATIONS
) -> tuple[VerificationResult, ...]:
    """Run all concurrently, each after those that it depends on, and each with its own time limit."""
    tasks: dict[str, asyncio.Task[VerificationResult]] = {}

    async def make(attempt: Verification) -> VerificationResult:
        earlier = {name: await tasks[name] for name in attempt.after}
        return await attempt.run(context, earlier)

    async with asyncio.TaskGroup() as group:
        tasks |= {attempt.id: group.create_task(make(attempt)) for attempt in attempts}
    return tuple(task.result() for task in tasks.values())
