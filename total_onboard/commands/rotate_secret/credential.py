"""``rotate-secret`` if TOTAL may sign in with a certificate or a federated credential in place of a secret."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from total_onboard.commands.invocation.context import CommandResult
from total_onboard.commands.rotate_secret.create import create_new_secret
from total_onboard.commands.rotate_secret.finish import remove_old_secrets
from total_onboard.commands.rotate_secret.rotation_session import CREDENTIAL_STEPS, SecretRotation
from total_onboard.commands.rotate_secret.validate_new_secret import NewSecretUnverified
from total_onboard.commands.session.change_pipeline import ApplyRequest, PlannedRun, apply_plan
from total_onboard.commands.session.news_for_total import tell_news
from total_onboard.commands.session.not_set_up import refuse_missing
from total_onboard.commands.session.public_credential import uses_secret
from total_onboard.commands.session.run_result import RunResult
from total_onboard.commands.session.unknown_objects import refuse_unknown
from total_onboard.core.credential import CredentialKind
from total_onboard.core.errors import BadValue
from total_onboard.core.text.formatting import format_date
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import Step
from total_onboard.engine.step_id import StepId
from total_onboard.steps.application.application import EnterpriseApplication
from total_onboard.steps.client_secret.client_secret import ClientSecret
from total_onboard.steps.credentials.choice import STEPS, selection
from total_onboard.steps.credentials.considered import chosen_credential
from total_onboard.steps.credentials.remove_old import RemoveOldCredentials
from total_onboard.steps.credentials.superseded import NAMES
from total_onboard.steps.groups.groups import Groups

_RENEW: Final = (
    "There is nothing to rotate: TOTAL's certificate is registered, until {end}. Once your TOTAL representative has "
    "sent a value sheet with a new one, run: total-onboard rotate-secret --sheet FILE"
)
_NEVER: Final = "There is nothing to rotate: tokens of TOTAL's issuer expire after minutes, and TOTAL gets new ones."
_REGISTERED: Final = "Done: registered the new credential."
_REMOVED: Final = "Done: removed what TOTAL no longer uses."
_NOTHING_OLD: Final = "There is no old credential to remove."
_NO_OLD_CERTIFICATE: Final = "No old certificate or federated credential is left."
_STAYS: Final = "TOTAL signs in with a client secret."


async def rotate_credential(rotation: SecretRotation) -> CommandResult:
    """Register a renewed certificate, or remove what it replaced; a chosen secret is rotated as always.

    Raises NewSecretUnverified, PrerequisiteMissing.
    """
    if rotation.options.finish:
        return await _finish(rotation)
    request = ApplyRequest(plan=lambda: _new(rotation), before_apply=rotation.remember)
    planned = await apply_plan(rotation.tenant_run, request)
    result = planned.result
    if uses_secret(rotation.desired, result.state) and not result.plan.writes:
        return await create_new_secret(rotation)
    if result.plan.writes:
        return result.after_writing()
    rotation.remember(planned)
    await tell_news(planned)
    if result.blocked or result.delivered_to:
        return result.without_writing()
    return _unchanged(rotation, result, _nothing_new(rotation, result.state))


def _unchanged(rotation: SecretRotation, result: RunResult, why: str) -> CommandResult:
    rotation.context.screen.say(why)
    return result.unchanged(why)


def _nothing_new(rotation: SecretRotation, state: RunState) -> str:
    certificate = rotation.desired.credential.certificate
    if certificate and selection(rotation.desired, state).kind is CredentialKind.CERTIFICATE:
        return _RENEW.format(end=format_date(certificate.not_after))
    return _NEVER


async def _new(rotation: SecretRotation) -> PlannedRun:
    """Plan the chosen credential, and its hand-off."""
    planned = await _planned(rotation, (Groups(), ClientSecret(), *CREDENTIAL_STEPS), _REGISTERED)
    result = planned.result
    if uses_secret(rotation.desired, result.state):
        without_changes = replace(result, plan=result.plan.model_copy(update={"changes": ()}))
        return replace(planned, result=without_changes, nothing=_STAYS)
    _refuse_secret_options(rotation)
    delivery = rotation.delivery
    if result.plan.writes:
        await delivery.prepare(rotation.run, result.plan, result.state)
    return replace(planned, delivery=delivery, unmanaged=await rotation.named_only(planned))


def _refuse_secret_options(rotation: SecretRotation) -> None:
    """Raise BadValue for what only a client secret can be."""
    if rotation.options.again:
        raise BadValue(
            "--again creates another client secret, and TOTAL signs in without one.", remedy="Leave --again out."
        )


async def _finish(rotation: SecretRotation) -> CommandResult:
    async def plan() -> PlannedRun:
        planned = await _planned(rotation, (RemoveOldCredentials(),), _REMOVED)
        if planned.plan.writes:
            _see_that_total_uses_it(rotation, planned.result.state)
        return replace(planned, unmanaged=await rotation.named_only(planned), nothing=_NO_OLD_CERTIFICATE)

    request = ApplyRequest(plan=plan, question="Remove it in {tenant}?", before_apply=rotation.remember)
    result = (await apply_plan(rotation.tenant_run, request)).result
    if uses_secret(rotation.desired, result.state) and not result.plan.writes:
        return await remove_old_secrets(rotation)
    return result.after_writing() if result.plan.writes else _unchanged(rotation, result, _NOTHING_OLD)


def _see_that_total_uses_it(rotation: SecretRotation, state: RunState) -> None:
    """Raise NewSecretUnverified unless the admin said so: only TOTAL can sign in with the new one."""
    kind = selection(rotation.desired, state).kind
    if rotation.options.total_uses_it or kind is None:
        return
    raise NewSecretUnverified(
        f"This computer can't test whether TOTAL signs in with the {NAMES[kind]}, so the old credential stays.",
        remedy="Ask TOTAL whether it does (handoff open --verify), then add --total-uses-new-secret.",
    )


async def _planned(rotation: SecretRotation, steps: tuple[Step, ...], headline: str) -> PlannedRun:
    """Read the application, its groups and credentials, and plan these steps. Raises PrerequisiteMissing."""
    every = (EnterpriseApplication(), *steps)
    chosen = frozenset(step.id for step in steps if step.id != StepId.GROUPS)
    opened, state, reconciler = await rotation.tenant_run.initial_read(rotation.desired, every, chosen)
    await reconciler.observe(state)
    await refuse_unknown(opened.tenant, state, rotation.command)
    refuse_missing(rotation.journal, state, rotation.desired.application_name)
    plan = reconciler.plan(state)
    result = RunResult(rotation.context, rotation.desired, state, plan, rotation.journal, steps=every)
    result.headline = headline
    result.credential = chosen_credential(rotation.desired, state, frozenset(STEPS.values()))
    return PlannedRun(reconciler=reconciler, result=result, tenant_session=opened)
