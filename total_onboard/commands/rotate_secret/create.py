"""``rotate-secret``: the new client secret, its hand-off, and its verification while its value is here."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.rotate_secret.finish import remove_old_secrets
from total_onboard.commands.rotate_secret.rotation_session import SecretRotation
from total_onboard.commands.rotate_secret.secret_source import value_of
from total_onboard.commands.rotate_secret.validate_new_secret import verify_new_secret
from total_onboard.commands.session.change_pipeline import ApplyRequest, PlannedRun, apply_plan
from total_onboard.commands.session.handoff_delivery import HandoffDelivery
from total_onboard.commands.session.run_result import RunResult
from total_onboard.commands.session.unknown_objects import refuse_unknown
from total_onboard.core.errors import NotConfirmed
from total_onboard.diagnostics.verification.verification_result import VerificationResult
from total_onboard.engine.journal.secret_deliveries import delivered_secrets, file_of, unverified_secrets, verified_at
from total_onboard.engine.step_id import StepId
from total_onboard.steps.client_secret.rotate_in import AddRotatedSecret
from total_onboard.steps.client_secret.rotation_state import FINISH, rotation_of
from total_onboard.ui.prompts import confirm

_A_WHILE: Final = timedelta(days=1)
"""An interrupted run is resumed for this long; an older secret may be the one to replace."""
_BOTH_STAY: Final = f"Canceled. Both client secrets stay. To remove the old one later, run: {FINISH}"
_NOT_HERE: Final = "not on this computer; if it was lost, --again creates another"


async def create_new_secret(rotation: SecretRotation) -> CommandResult:
    """Create the secret or find it; then wait for TOTAL's confirmation, from the user or in a later run."""
    planned = await apply_plan(rotation.tenant_run, _request(rotation))
    result = planned.result
    if not result.plan.writes:
        rotation.remember(planned)
        await _verify_anew(rotation, result)
    reported = result.after_writing() if result.plan.writes or result.verifications else result.without_writing()
    replaces_a_secret = any(item.step == StepId.CLIENT_SECRET for item in result.blocked)
    if result.problems or not replaces_a_secret or not _total_uses_it(rotation.context):
        return reported
    try:
        return await remove_old_secrets(rotation, made=result.password)
    except NotConfirmed:
        rotation.context.screen.say(_BOTH_STAY)
        return reported


def _request(rotation: SecretRotation) -> ApplyRequest:
    entries = rotation.journal.entries()
    given_up = delivered_secrets(entries) if rotation.options.again else ()
    begun = unverified_secrets(entries, rotation.context.command, datetime.now(UTC) - _A_WHILE)

    async def plan() -> PlannedRun:
        planned = await rotation.planned(AddRotatedSecret(given_up, begun))
        delivery = await _prepared(rotation, planned.result)
        return replace(planned, delivery=delivery, unmanaged=await rotation.named_only(planned))

    async def verify(planned: PlannedRun) -> tuple[VerificationResult, ...]:
        return await _verified(rotation, planned.result)

    return ApplyRequest(plan=plan, before_apply=rotation.remember, announce=_announce, verify=verify)


async def _prepared(rotation: SecretRotation, result: RunResult) -> HandoffDelivery:
    delivery = rotation.delivery
    if result.plan.writes:
        await delivery.prepare(rotation.run, result.plan, result.state)
        await refuse_unknown(rotation.run.tenant, result.state, rotation.command)
    return delivery


def _announce(delivery: HandoffDelivery, planned: PlannedRun, interrupted: bool) -> None:  # noqa: ARG001
    """Report a created secret after an interruption, which has no summary."""
    if interrupted:
        where = delivery.location
        delivery.context.screen.say(f"The new client secret is created; its hand-off for TOTAL is in {where}.")


async def _verify_anew(rotation: SecretRotation, result: RunResult) -> None:
    """Verify and report the hand-off if an interrupted run did not."""
    found = rotation_of(rotation.desired, result.state)
    if found and not verified_at(rotation.journal.entries(), found.new.key_id):
        where = file_of(rotation.journal.entries(), found.new.key_id) or _NOT_HERE
        rotation.context.screen.say(f"An earlier run created the client secret; its hand-off for TOTAL is {where}.")
        with rotation.tenant_run.progress:
            result.verifications = await _verified(rotation, result)


async def _verified(rotation: SecretRotation, result: RunResult) -> tuple[VerificationResult, ...]:
    """Verify now and record the result for ``--finish``: later TOTAL alone has the value."""
    found = rotation_of(rotation.desired, result.state)
    if found and (known := value_of(found.new, result.password, rotation, result.state)).text:
        return (await verify_new_secret(rotation, result.state, found.new, known),)
    return ()


def _total_uses_it(context: CommandContext) -> bool:
    """Ask whether TOTAL uses the secret, if interactive; ``--yes`` says nothing about TOTAL."""
    if context.common.yes or not context.screen.interactive:
        return False
    question = "Has TOTAL confirmed that it uses the new secret? (No: both stay.)"
    return confirm(context.screen, question, "--finish")
