"""``verify``: run the verifications of a setup again."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from total_onboard.commands.inputs.adoption_decisions import adoption_decisions
from total_onboard.commands.inputs.load_inputs import CliOverrides, load_inputs
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.commands.session.desired_baseline import resolve_baseline
from total_onboard.commands.session.not_set_up import NotSetUp, refuse_torn_down
from total_onboard.commands.session.receipt_report_summary import enable_receipt
from total_onboard.commands.session.sign_in import sign_in_session
from total_onboard.commands.session.tenant_session import TenantConnection, TenantSession, connect_tenant
from total_onboard.commands.session.unknown_objects import named_only, refuse_unknown
from total_onboard.commands.verify.on_demand_member import member_to_order, show_order
from total_onboard.commands.verify.removal_test_person import (
    interrupted_member_test,
    member_test_for,
    question_about,
    show_member_test,
)
from total_onboard.commands.verify.scim_removal_test import removal_test_of, show_removal_test
from total_onboard.commands.verify.sign_in_browser import browser_for
from total_onboard.commands.verify.verification_inputs import (
    SecretLookup,
    build_verification_context,
    given_secret,
    typed_secret,
)
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.diagnostics.verification import (
    IN_A_BROWSER,
    IN_THE_GROUP,
    READING_VERIFICATIONS,
    UNATTENDED_VERIFICATIONS,
    verify_all,
)
from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.removal.temporary_membership import TemporaryMember
from total_onboard.diagnostics.verification.verification_result import VerificationResult, VerificationStatus
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.lock import exclusive_lock
from total_onboard.engine.reconciler import observe_all
from total_onboard.engine.state.initial_state import build_initial_state, resolve_existing_admins
from total_onboard.engine.state.run_state import RunChoices, RunState
from total_onboard.engine.step import ExecutionContext
from total_onboard.engine.step_id import StepId
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.sign_in.session import Session
from total_onboard.exchange import validation
from total_onboard.exchange.desired_state.from_sheet import partial_desired_state
from total_onboard.settings import Settings
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.access.command_scopes import REMOVAL_TEST_SCOPES, VERIFY_SCOPES
from total_onboard.ui.console import Screen
from total_onboard.ui.views.run.progress import ProgressView
from total_onboard.ui.views.run.summary import show_verifications

_ONLY_READING: Final = (
    "An application signed in, so only what can be read is verified. Sign in as a person to verify everything."
)


@dataclass(frozen=True)
class VerifyOptions:
    """Options of ``verify``."""

    overrides: CliOverrides = field(default_factory=CliOverrides)
    handoff: Path | None = None
    receipt: Path | None = None
    identity: bool = False
    removal: bool = False
    test_person: str = ""
    test_removal: bool = False

    @property
    def scopes(self) -> tuple[ScopeReason, ...]:
        """The permissions that it takes."""
        return REMOVAL_TEST_SCOPES if self.removal else VERIFY_SCOPES

    @property
    def needs_person(self) -> bool:
        """Whether an option asks for more than an application can do."""
        return self.removal or self.identity or self.test_removal

    @property
    def asked(self) -> tuple[str, ...]:
        """The words that say what is to be verified, as far as that can be verified twice."""
        admin = self.overrides.options.get("admin")
        named = ("--admin", *admin) if isinstance(admin, tuple) and admin else ()
        removal = ("--test-removal",) if self.test_removal else ()
        return (*(("--identity",) if self.identity else ()), *removal, *named)


def run_verify(context: CommandContext, options: VerifyOptions) -> CommandResult:
    """Sign in, look, and make every verification. Raises BadValue for options that do not belong together."""
    if options.test_person and not options.removal:
        raise BadValue("--test-person requires --rehearse-removal.", remedy="Add --rehearse-removal.")
    if options.test_person:
        validation.person(options.test_person)
    if options.removal:
        context.require_confirmable()
    settings, sheet = load_inputs(context, options.overrides)
    given, choices = partial_desired_state(settings, sheet), RunChoices(adoption_decisions(settings))
    secret = given_secret(settings, options.handoff)
    enable_receipt(context, options.receipt, settings, options.scopes)
    session = sign_in_session(context, settings, options.scopes, applications=not options.needs_person)
    desired, _, journal = resolve_baseline(context, settings, session.tenant_id, given, sheet)
    journal.start_run(context.command, session.username)
    verify_run = VerifyRun(context, settings, options, desired, choices, journal, secret, session)
    verifications = _carried_out(verify_run)
    show_verifications(context.screen, verifications)
    return CommandResult(_status(verifications), {"verifications": verifications})


def _carried_out(verify_run: VerifyRun) -> tuple[VerificationResult, ...]:
    """Translate an interruption while a person was a temporary admin. Raises Interrupted."""
    journal = verify_run.journal
    try:
        with exclusive_lock(journal) if verify_run.options.removal else nullcontext():
            return asyncio.run(verify_run.run())
    except KeyboardInterrupt:
        if verify_run.options.removal and (left := interrupted_member_test(journal)):
            raise left from None
        raise


@dataclass(frozen=True)
class VerifyRun:
    """Proves anew that what stands in one tenant works, as far as the options ask for it."""

    context: CommandContext
    settings: Settings
    options: VerifyOptions
    desired: DesiredState
    choices: RunChoices
    journal: Journal
    secret: SecretLookup | None
    session: Session

    async def run(self) -> tuple[VerificationResult, ...]:
        """Look at what there is, then verify that it works."""
        progress = ProgressView(self.context.screen, {step.id: step.title for step in SETUP_STEPS})
        note, asked = self.journal.note_call, self.options.scopes
        async with connect_tenant(self.settings, self.session, progress, note, asked) as opened:
            run = opened.run(self.journal, progress, self.session)
            verification_context = await Confirmation(self.context).of(lambda: self._proposal(opened, run), self._ask)
            if verification_context.member_test and verification_context.member_test.interrupted:
                await TemporaryMember(verification_context, verification_context.member_test).remove()
            return await self._verifications(verification_context, progress)

    async def _proposal(self, opened: TenantConnection, run: ExecutionContext) -> Proposal[VerificationContext]:
        """Propose what the verifications would write about: a member to provision, a person to remove."""
        verification_context = await self._context(await opened.load_facts(), run)
        if self.options.removal and StepId.GROUPS not in verification_context.unread:
            member_test = await member_test_for(self.context, verification_context, self.options.test_person)
            verification_context = replace(verification_context, member_test=member_test)
        member = None if self.session.is_application else await member_to_order(verification_context)
        verification_context, one = (
            replace(verification_context, ordered=member.id if member else ""),
            verification_context.member_test,
        )

        def show(screen: Screen) -> None:
            if member:
                show_order(screen, member, "now")
            if self._tests_removal:
                show_removal_test(screen, self.desired)
            if one:
                show_member_test(screen, one)

        about = (one.user_id, one.interrupted, one.out) if one else None
        writes = bool(member or one)
        unmanaged = await named_only(run.tenant, verification_context.state) if writes else ()
        return Proposal(verification_context, (verification_context.ordered, about), writes, show, unmanaged)

    @property
    def _tests_removal(self) -> bool:
        """Whether the command line asks for the test with temporary accounts, and TOTAL's address is known."""
        return self.options.test_removal and self.desired.scim is not None

    def _ask(self, verification_context: VerificationContext, yes: bool) -> None:
        """Raise NotConfirmed."""
        tenant = verification_context.state.identity.organization.display_name
        what = (
            question_about(verification_context.member_test).rstrip("?")
            if verification_context.member_test
            else "Run both tests"
            if self._tests_removal
            else "Run this provisioning test"
        )
        question = f"{what} in {tenant}?"
        self.context.ask_first(question, yes=yes)

    async def _verifications(
        self, verification_context: VerificationContext, progress: ProgressView
    ) -> tuple[VerificationResult, ...]:
        if self.secret is None:  # asked for late, because a tenant without a setup needs none
            verification_context = replace(verification_context, client_secret=typed_secret(self.context.screen))
        if self.session.is_application:
            self.context.screen.say(_ONLY_READING, style="quiet")
            with progress:
                return await verify_all(verification_context, READING_VERIFICATIONS)
        attempts = (*UNATTENDED_VERIFICATIONS, *(IN_THE_GROUP if self.options.removal else ()))
        test = removal_test_of(
            self.context, self.settings, self.desired, self.journal, option=self.options.test_removal
        )
        verification_context = replace(verification_context, removal_test=test)
        if not self.options.identity:
            with progress:
                return await verify_all(verification_context, attempts)
        async with await browser_for(self.context, verification_context) as window:
            with progress:
                return await verify_all(replace(verification_context, window=window), (*attempts, *IN_A_BROWSER))

    async def _context(self, tenant_session: TenantSession, run: ExecutionContext) -> VerificationContext:
        """Build the context; unavailable data concerns only the verifications that need it. Raises NotSetUp."""
        tenant, facts = tenant_session.tenant, tenant_session.facts
        state = await build_initial_state(tenant, facts, (), self.journal, self.choices)
        state.observed.admins, absent = await resolve_existing_admins(tenant, self.desired.admins)
        unread = await observe_all(tenant_session.tenant, self.desired, state, SETUP_STEPS)
        await refuse_unknown(tenant_session.tenant, state, self.context.command)
        if StepId.APPLICATION not in unread:
            refuse_torn_down(self.journal, state)
            self._check_application(state)
        secret = self.secret or SecretLookup()
        verification_context = build_verification_context(self.settings, self.desired, state, run, secret)
        return replace(verification_context, asked=self.options.asked, unread=unread, absent=absent)

    def _check_application(self, state: RunState) -> None:
        """Raise NotSetUp, BadSheet."""
        if state.observed.application is None or state.observed.service_principal is None:
            raise NotSetUp(self.desired.application_name)
        if self.secret:
            self.secret.check_is_of(state.observed.application.app_id)


def _status(verifications: tuple[VerificationResult, ...]) -> ExitStatus:
    """Return the exit status; what only TOTAL can verify leaves nothing to do here."""
    outcomes = {one.outcome for one in verifications if not one.only_total}
    if VerificationStatus.FAILED in outcomes:
        return ExitStatus.FAILED
    return ExitStatus.INCOMPLETE if VerificationStatus.INCONCLUSIVE in outcomes else ExitStatus.DONE
