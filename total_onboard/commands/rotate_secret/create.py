"""``rotate-secret``: the new client secret, its hand-off, and the proof that it works while its value is here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from total_onboard.commands.rotate_secret.finish import retire_old
from total_onboard.commands.rotate_secret.secret_value import value_of
from total_onboard.commands.rotate_secret.validation import seen_to_work
from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.commands.session.handoff_delivery import HandingOver
from total_onboard.commands.session.unmanaged import refuse_unknown
from total_onboard.core.errors import NotConfirmed, OnboardError
from total_onboard.engine.journal.secret_deliveries import deliveries, file_of, not_seen_to_work, proven_at
from total_onboard.exchange.handoff.delivery import Delivery
from total_onboard.steps.client_secret.rotate_in import SecondSecret
from total_onboard.steps.client_secret.rotation_state import rotation_of
from total_onboard.ui.prompts import confirm

if TYPE_CHECKING:
    from total_onboard.commands.context import Desk, Result
    from total_onboard.commands.rotate_secret.rotation import SecretRotation
    from total_onboard.commands.session.run_result import SetUpResult
    from total_onboard.engine.reconciler import Onboarding

_A_WHILE: Final = timedelta(days=1)
"""For so long an interrupted run is gone on with; a secret that is older may be the one that is to be replaced."""


@dataclass(frozen=True)
class _Proposed:
    """One plan of a new secret, what it was made from, and where the hand-off would go."""

    onboarding: Onboarding
    result: SetUpResult
    handing: HandingOver


async def make_new(rotation: SecretRotation) -> Result:
    """Make it, or find it made; then TOTAL's word is awaited, from whoever sits there or from a later run."""
    entries = rotation.journal.entries()
    given_up = deliveries(entries) if rotation.options.again else ()
    begun = not_seen_to_work(entries, rotation.desk.command, datetime.now(UTC) - _A_WHILE)

    async def propose() -> Proposal[_Proposed]:
        onboarding, result, show = await rotation.planned(SecondSecret(given_up, begun))
        handing = await _prepared(rotation, result)
        proposed, unmanaged = _Proposed(onboarding, result, handing), await rotation.named_only(result)
        return Proposal(proposed, result.plan, bool(result.plan.writes), show, unmanaged)

    def ask(proposed: _Proposed, yes: bool) -> None:
        rotation.desk.ask_first(f"Carry this out in {proposed.result.picture.organization.display_name}?", yes=yes)

    proposed = await Confirmation(rotation.desk).of(propose, ask)
    result = proposed.result
    if result.plan.writes:
        await _carry_out(rotation, proposed)
    else:
        await _make_up_for_the_proof(rotation, result)
    told = result.after_writing() if result.plan.writes or result.proofs else result.without_writing()
    if result.problems or not result.waiting or not _total_uses_it(rotation.desk):
        return told
    try:
        return await retire_old(rotation)
    except NotConfirmed:
        return told


async def _prepared(rotation: SecretRotation, result: SetUpResult) -> HandingOver:
    options = rotation.options
    delivery = Delivery.to(options.handoff, rotation.journal.path, clipboard=options.clipboard)
    handing = HandingOver(rotation.desk, rotation.settings.the_cloud, rotation.wanted, delivery)
    if result.plan.writes:
        await handing.prepare(rotation.run, result.plan, result.picture)
        await refuse_unknown(rotation.run.tenant, rotation.wanted, result.picture, rotation.command)
    return handing


async def _carry_out(rotation: SecretRotation, proposed: _Proposed) -> None:
    onboarding, result = proposed.onboarding, proposed.result
    with rotation.progress:
        try:
            failures = await onboarding.apply(result.plan, result.picture)
        finally:
            _hand_off(rotation, result, proposed.handing)
        result.done = onboarding.done
        result.problems = [failure.error for failure in failures if failure.error]
        if not failures:
            await _show_that_it_works(rotation, onboarding, result)


def _hand_off(rotation: SecretRotation, result: SetUpResult, handing: HandingOver) -> None:
    if handing.hand_over(rotation.run, result.picture, keeps_the_secret=False):
        result.delivery, result.password = handing.delivery, rotation.run.new_password
        rotation.desk.screen.say(f"The new client secret is made; its hand-off for TOTAL is in {handing.place}.")


async def _show_that_it_works(rotation: SecretRotation, onboarding: Onboarding, result: SetUpResult) -> None:
    """Later TOTAL alone has its value; so what is seen now is written down for ``--finish``."""
    try:
        result.waiting = (await onboarding.read_back(result.picture)).waiting
        await _prove(rotation, result)
    except OnboardError as error:
        result.problems.append(error)


async def _make_up_for_the_proof(rotation: SecretRotation, result: SetUpResult) -> None:
    """An interrupted run may not have come so far, nor told where its hand-off is."""
    found = rotation_of(rotation.wanted, result.picture)
    if found and not proven_at(rotation.journal.entries(), found.new.key_id):
        where = (
            file_of(rotation.journal.entries(), found.new.key_id) or "not here; if it got lost, --again makes another"
        )
        rotation.desk.screen.say(f"The client secret was made by an earlier run; its hand-off for TOTAL is {where}.")
        with rotation.progress:
            await _prove(rotation, result)


async def _prove(rotation: SecretRotation, result: SetUpResult) -> None:
    found = rotation_of(rotation.wanted, result.picture)
    if found and (known := value_of(found.new, rotation, result.picture)).text:
        result.proofs = (await seen_to_work(rotation, result.picture, found.new, known),)


def _total_uses_it(desk: Desk) -> bool:
    """Only somebody who sits there can be asked; ``--yes`` says nothing about TOTAL."""
    if desk.common.yes or not desk.screen.interactive:
        return False
    question = "Does TOTAL use the new client secret by now? (No keeps both; you can say so later.)"
    return confirm(desk.screen, question, "--finish")
