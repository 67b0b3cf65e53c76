"""``verify``: the proofs of a set-up, made again."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from total_onboard.commands.inputs.overrides import SaidValues, settings_and_sheet
from total_onboard.commands.result import Result
from total_onboard.commands.session.baseline import compared_with
from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.commands.session.connection import site
from total_onboard.commands.session.preconditions import NeverSetUp
from total_onboard.commands.session.receipt_option import keep_receipt
from total_onboard.commands.session.sign_in import signed_in
from total_onboard.commands.session.unmanaged import named_only, refuse_unknown
from total_onboard.commands.verify.browser import window_for
from total_onboard.commands.verify.on_demand_order import member_to_order, show_order
from total_onboard.commands.verify.proof_inputs import KnownSecret, known_secret, proof_context
from total_onboard.commands.verify.removal_test import (
    interrupted_rehearsal,
    question_about,
    rehearsal_for,
    show_rehearsal,
)
from total_onboard.commands.verify.removal_test_accounts import removal_test_of
from total_onboard.core.errors import BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.diagnostics.verification import IN_A_BROWSER, IN_THE_GROUP, PROOFS, prove_all
from total_onboard.diagnostics.verification.proof import Proof, Proven
from total_onboard.diagnostics.verification.removal.temporary_member import PassingMember
from total_onboard.engine.journal.lock import alone
from total_onboard.engine.observe import observe_all
from total_onboard.engine.state.initial_state import first_picture, people_there
from total_onboard.entra.sign_in.scopes import REHEARSAL_SCOPES, VERIFY_SCOPES
from total_onboard.exchange import validation
from total_onboard.exchange.desired_state import wishes_so_far
from total_onboard.steps import SETUP_STEPS
from total_onboard.ui.views.progress import ProgressView
from total_onboard.ui.views.summary import show_proofs

if TYPE_CHECKING:
    from total_onboard.commands.context import Desk
    from total_onboard.commands.session.connection import Site, Workplace
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.diagnostics.verification.context import ProofContext
    from total_onboard.engine.journal.journal import Journal
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.engine.step import Run
    from total_onboard.entra.sign_in.scopes import ScopeReason
    from total_onboard.entra.sign_in.session import Session
    from total_onboard.settings import Settings
    from total_onboard.ui.console import Screen


@dataclass(frozen=True)
class VerifyOptions:
    """What the admin typed after ``verify``."""

    said: SaidValues = field(default_factory=SaidValues)
    handoff: Path | None = None
    receipt: Path | None = None
    identity: bool = False
    removal: bool = False
    test_person: str = ""
    test_removal: bool = False

    @property
    def scopes(self) -> tuple[ScopeReason, ...]:
        """The permissions that it takes."""
        return REHEARSAL_SCOPES if self.removal else VERIFY_SCOPES

    @property
    def asked(self) -> tuple[str, ...]:
        """The words that say what is to be proven, as far as that can be proven twice."""
        admin = self.said.options.get("admin")
        named = ("--admin", *admin) if isinstance(admin, tuple) and admin else ()
        removal = ("--test-removal",) if self.test_removal else ()
        return (*(("--identity",) if self.identity else ()), *removal, *named)


def prove(desk: Desk, options: VerifyOptions) -> Result:
    """Sign in, look, and make every proof. Raises BadValue for options that do not belong together."""
    if options.test_person and not options.removal:
        raise BadValue("--test-person says with whom a removal is rehearsed.", remedy="Add --rehearse-removal.")
    if options.test_person:
        validation.person(options.test_person)
    if options.removal:
        desk.check_that_it_can_be_confirmed()
    settings, sheet = settings_and_sheet(desk, options.said)
    said, secret = wishes_so_far(settings, sheet), known_secret(desk, settings, options.handoff)
    keep_receipt(desk, options.receipt, settings, options.scopes)
    session = signed_in(desk, settings, options.scopes)
    wanted, _, journal = compared_with(desk, settings, session.tenant_id, said, sheet)
    journal.is_of_run(desk.command, session.username)
    verification = Verification(desk, settings, options, wanted, journal, secret, session)
    proofs = _carried_out(verification)
    show_proofs(desk.screen, proofs)
    return Result(_status(proofs), {"proofs": proofs})


def _carried_out(verification: Verification) -> tuple[Proof, ...]:
    """Raises Interrupted where somebody was made an admin for a moment."""
    journal = verification.journal
    try:
        with alone(journal) if verification.options.removal else nullcontext():
            return asyncio.run(verification.run())
    except KeyboardInterrupt:
        if verification.options.removal and (left := interrupted_rehearsal(journal)):
            raise left from None
        raise


@dataclass(frozen=True)
class Verification:
    """Proves anew that what stands in one tenant works, as far as the options ask for it."""

    desk: Desk
    settings: Settings
    options: VerifyOptions
    wanted: DesiredState
    journal: Journal
    secret: KnownSecret
    session: Session

    async def run(self) -> tuple[Proof, ...]:
        """Look at what there is, then prove that it works."""
        progress = ProgressView(self.desk.screen, {step.id: step.title for step in SETUP_STEPS})
        note, asked = self.journal.note_call, self.options.scopes
        async with site(self.settings, self.session, progress, note, asked) as opened:
            run = opened.run(self.journal, progress, self.session)
            context = await Confirmation(self.desk).of(lambda: self._proposal(opened, run), self._ask)
            if context.rehearsal and context.rehearsal.interrupted:
                await PassingMember(context, context.rehearsal).take_out()
            return await self._proofs(context, progress)

    async def _proposal(self, opened: Site, run: Run) -> Proposal[ProofContext]:
        """Whom the proofs would write about: a member who is provisioned on demand, a person who is let go."""
        context = await self._context(await opened.looked_at(), run)
        if self.options.removal and "groups" not in context.unread:
            rehearsal = await rehearsal_for(self.desk, context, self.options.test_person)
            context = replace(context, rehearsal=rehearsal)
        member = await member_to_order(context)
        context, one = replace(context, ordered=member.id if member else ""), context.rehearsal

        def show(screen: Screen) -> None:
            if member:
                show_order(screen, member)
            if one:
                show_rehearsal(screen, one)

        about = (one.user_id, one.interrupted, one.out) if one else None
        writes = bool(member or one)
        unmanaged = await named_only(run.tenant, self.wanted, context.picture) if writes else ()
        return Proposal(context, (context.ordered, about), writes, show, unmanaged)

    def _ask(self, context: ProofContext, yes: bool) -> None:
        """Raises NotConfirmed."""
        tenant = context.picture.organization.display_name
        what = question_about(context.rehearsal).rstrip("?") if context.rehearsal else "Provision this member"
        question = f"{what} in {tenant}?"
        self.desk.ask_first(question, yes=yes)

    async def _proofs(self, context: ProofContext, progress: ProgressView) -> tuple[Proof, ...]:
        attempts = (*PROOFS, *(IN_THE_GROUP if self.options.removal else ()))
        test = removal_test_of(self.desk, self.settings, self.wanted, self.journal, option=self.options.test_removal)
        context = replace(context, removal_test=test)
        if not self.options.identity:
            with progress:
                return await prove_all(context, attempts)
        async with await window_for(self.desk, context) as window:
            with progress:
                return await prove_all(replace(context, window=window), (*attempts, *IN_A_BROWSER))

    async def _context(self, place: Workplace, run: Run) -> ProofContext:
        """What cannot be read, and who is not there, concerns the proofs that need it alone. Raises NeverSetUp."""
        picture = await first_picture(place.tenant, place.facts, (), self.journal)
        picture.admins, absent = await people_there(place.tenant, self.wanted.admins)
        unread = await observe_all(place.tenant, self.wanted, picture, SETUP_STEPS)
        await refuse_unknown(place.tenant, self.wanted, picture, self.desk.command)
        if "application" not in unread:
            self._check_application(picture)
        context = proof_context(self.settings, self.wanted, picture, run, self.secret)
        return replace(context, asked=self.options.asked, unread=unread, absent=absent)

    def _check_application(self, picture: Picture) -> None:
        """Raises NeverSetUp, BadSheet."""
        if picture.application is None or picture.service_principal is None:
            raise NeverSetUp(self.wanted.application_name)
        self.secret.check_is_of(picture.application.app_id)


def _status(proofs: tuple[Proof, ...]) -> ExitStatus:
    outcomes = {proof.outcome for proof in proofs}
    if Proven.FAILED in outcomes:
        return ExitStatus.FAILED
    return ExitStatus.INCOMPLETE if Proven.NOT_POSSIBLE in outcomes else ExitStatus.DONE
