"""``verify``: the proofs of a set-up, made again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from total_onboard.commands.receipts import keep_receipt
from total_onboard.commands.result import Result
from total_onboard.commands.said_values import SaidValues, settings_and_sheet
from total_onboard.commands.set_up_run import proof_context
from total_onboard.commands.signing_in import signed_in
from total_onboard.commands.workplace import Workplace, workplace
from total_onboard.engine.first_picture import first_picture
from total_onboard.engine.journal import Journal
from total_onboard.engine.onboarding import Onboarding
from total_onboard.engine.step import Run
from total_onboard.engine.waiting import Waiter
from total_onboard.entra.sign_in.scopes import VERIFY_SCOPES
from total_onboard.errors import BadSheet, PrerequisiteMissing
from total_onboard.exit_status import ExitStatus
from total_onboard.proofs import prove_all
from total_onboard.proofs.proof import Proof, Proven
from total_onboard.sheet.handoff import plain_handoff
from total_onboard.sheet.sealed_handoff import is_sealed, read_sealed
from total_onboard.sheet.wishes import wishes_so_far
from total_onboard.steps import SETUP_STEPS
from total_onboard.terminal.progress_view import ProgressView
from total_onboard.terminal.summary_view import show_proofs

if TYPE_CHECKING:
    from total_onboard.commands.desk import Desk
    from total_onboard.desired_state import DesiredState
    from total_onboard.entra.sign_in.session import Session
    from total_onboard.secret_text import SecretText
    from total_onboard.settings import Settings


@dataclass
class Verification:
    """Everything that one run knows from its beginning."""

    desk: Desk
    settings: Settings
    wanted: DesiredState
    secret: SecretText | None
    session: Session
    progress: ProgressView

    async def run(self) -> Result:
        """Look at what there is, then prove that it works."""
        journal = Journal.of(self.settings.state_dir, self.session.tenant_id, self.wanted.mark)
        async with workplace(self.settings, self.session, self.progress, journal.note_call) as place:
            proofs = await self._prove(place, journal)
        show_proofs(self.desk.screen, proofs)
        return Result(_status(proofs), {"proofs": proofs})

    async def _prove(self, place: Workplace, journal: Journal) -> tuple[Proof, ...]:
        run = Run(place.tenant, journal, Waiter(self.progress))
        picture = await first_picture(place.tenant, place.facts, self.wanted.admins, journal)
        every = frozenset(step.id for step in SETUP_STEPS)
        onboarding = Onboarding(run, self.wanted, SETUP_STEPS, every, self.progress)
        await onboarding.observe(picture)
        plan = onboarding.plan(picture)
        if picture.application is None:
            raise PrerequisiteMissing(
                f"There is no application {self.wanted.application_name} in this tenant that setup made.",
                remedy="Run total-onboard setup first.",
            )
        missing = frozenset(change.step for change in plan.writes) | {item.step for item in plan.waiting}
        with self.progress:
            return await prove_all(proof_context(self.settings, self.wanted, picture, run, self.secret, missing))


def prove(desk: Desk, said: SaidValues, handoff: Path | None, receipt: Path | None = None) -> Result:
    """Make every proof again."""
    settings, sheet = settings_and_sheet(desk, said)
    wanted, secret = wishes_so_far(settings, sheet), _secret_of(handoff)
    keep_receipt(desk, receipt, settings, VERIFY_SCOPES)
    session = signed_in(desk, settings, VERIFY_SCOPES)
    progress = ProgressView(desk.screen, {step.id: step.title for step in SETUP_STEPS})
    return asyncio.run(Verification(desk, settings, wanted, secret, session, progress).run())


def _secret_of(handoff: Path | None) -> SecretText | None:
    """The client secret out of a hand-off that was kept. Raises BadSheet."""
    if handoff is None:
        return None
    if is_sealed(handoff):
        filing = read_sealed(handoff).filing
        raise BadSheet(
            f"{handoff.name} is sealed for TOTAL, and nobody else can open it ({filing.customer}).",
            remedy="Leave --handoff out; TOTAL proves the secret with total-onboard handoff open --verify.",
        )
    return plain_handoff(handoff).client_secret


def _status(proofs: tuple[Proof, ...]) -> ExitStatus:
    outcomes = {proof.outcome for proof in proofs}
    if Proven.FAILED in outcomes:
        return ExitStatus.FAILED
    return ExitStatus.INCOMPLETE if Proven.PENDING in outcomes else ExitStatus.DONE
