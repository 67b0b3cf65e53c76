"""``rotate-secret``: the new client secret, its hand-off, and the proof that it works while its value is here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from total_onboard.commands.context import CommandContext, CommandResult
from total_onboard.commands.rotate_secret.finish import remove_old_secrets
from total_onboard.commands.rotate_secret.rotation import SecretRotation
from total_onboard.commands.rotate_secret.secret_value import value_of
from total_onboard.commands.rotate_secret.validation import verify_new_secret
from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.commands.session.handoff_delivery import HandoffDelivery
from total_onboard.commands.session.run_result import RunResult
from total_onboard.commands.session.unmanaged import refuse_unknown
from total_onboard.core.errors import NotConfirmed, OnboardError
from total_onboard.engine.journal.secret_deliveries import delivered_secrets, file_of, unverified_secrets, verified_at
from total_onboard.engine.reconciler import Reconciler
from total_onboard.exchange.handoff.delivery import HandoffTarget
from total_onboard.steps.client_secret.rotate_in import AddRotatedSecret
from total_onboard.steps.client_secret.rotation_state import rotation_of
from total_onboard.ui.prompts import confirm

_A_WHILE: Final = timedelta(days=1)
"""For so long an interrupted run is gone on with; a secret that is older may be the one that is to be replaced."""


@dataclass(frozen=True)
class _Proposed:
    """One plan of a new secret, what it was made from, and where the hand-off would go."""

    reconciler: Reconciler
    result: RunResult
    handing: HandoffDelivery


async def create_new_secret(rotation: SecretRotation) -> CommandResult:
    """Make it, or find it made; then TOTAL's word is awaited, from whoever sits there or from a later run."""
    entries = rotation.journal.entries()
    given_up = delivered_secrets(entries) if rotation.options.again else ()
    begun = unverified_secrets(entries, rotation.context.command, datetime.now(UTC) - _A_WHILE)

    async def propose() -> Proposal[_Proposed]:
        reconciler, result, show = await rotation.planned(AddRotatedSecret(given_up, begun))
        handing = await _prepared(rotation, result)
        proposed, unmanaged = _Proposed(reconciler, result, handing), await rotation.named_only(result)
        return Proposal(proposed, result.plan, bool(result.plan.writes), show, unmanaged)

    def ask(proposed: _Proposed, yes: bool) -> None:
        rotation.context.ask_first(f"Carry this out in {proposed.result.observed.organization.display_name}?", yes=yes)

    proposed = await Confirmation(rotation.context).of(propose, ask)
    result = proposed.result
    if result.plan.writes:
        await _carry_out(rotation, proposed)
    else:
        await _make_up_for_the_proof(rotation, result)
    told = result.after_writing() if result.plan.writes or result.proofs else result.without_writing()
    if result.problems or not result.waiting or not _total_uses_it(rotation.context):
        return told
    try:
        return await remove_old_secrets(rotation)
    except NotConfirmed:
        return told


async def _prepared(rotation: SecretRotation, result: RunResult) -> HandoffDelivery:
    options = rotation.options
    delivery = HandoffTarget.to(options.handoff, rotation.journal.path, clipboard=options.clipboard)
    handing = HandoffDelivery(rotation.context, rotation.settings.the_cloud, rotation.desired, delivery)
    if result.plan.writes:
        await handing.prepare(rotation.run, result.plan, result.observed)
        await refuse_unknown(rotation.run.tenant, rotation.desired, result.observed, rotation.command)
    return handing


async def _carry_out(rotation: SecretRotation, proposed: _Proposed) -> None:
    reconciler, result = proposed.reconciler, proposed.result
    with rotation.progress:
        try:
            failures = await reconciler.apply(result.plan, result.observed)
        finally:
            _hand_off(rotation, result, proposed.handing)
        result.done = reconciler.done
        result.problems = [failure.error for failure in failures if failure.error]
        if not failures:
            await _show_that_it_works(rotation, reconciler, result)


def _hand_off(rotation: SecretRotation, result: RunResult, handing: HandoffDelivery) -> None:
    if handing.hand_over(rotation.run, result.observed, keeps_the_secret=False):
        result.delivery, result.password = handing.delivery, rotation.run.new_password
        rotation.context.screen.say(
            f"The new client secret is made; its hand-off for TOTAL is in {handing.tenant_session}."
        )


async def _show_that_it_works(rotation: SecretRotation, reconciler: Reconciler, result: RunResult) -> None:
    """Later TOTAL alone has its value; so what is seen now is written down for ``--finish``."""
    try:
        result.waiting = (await reconciler.read_back(result.observed)).waiting
        await _prove(rotation, result)
    except OnboardError as error:
        result.problems.append(error)


async def _make_up_for_the_proof(rotation: SecretRotation, result: RunResult) -> None:
    """An interrupted run may not have come so far, nor told where its hand-off is."""
    found = rotation_of(rotation.desired, result.observed)
    if found and not verified_at(rotation.journal.entries(), found.new.key_id):
        where = (
            file_of(rotation.journal.entries(), found.new.key_id) or "not here; if it got lost, --again makes another"
        )
        rotation.context.screen.say(f"The client secret was made by an earlier run; its hand-off for TOTAL is {where}.")
        with rotation.progress:
            await _prove(rotation, result)


async def _prove(rotation: SecretRotation, result: RunResult) -> None:
    found = rotation_of(rotation.desired, result.observed)
    if found and (known := value_of(found.new, rotation, result.observed)).text:
        result.proofs = (await verify_new_secret(rotation, result.observed, found.new, known),)


def _total_uses_it(context: CommandContext) -> bool:
    """Only somebody who sits there can be asked; ``--yes`` says nothing about TOTAL."""
    if context.common.yes or not context.screen.interactive:
        return False
    question = "Does TOTAL use the new client secret by now? (No keeps both; you can say so later.)"
    return confirm(context.screen, question, "--finish")
