"""Result of a run: a summary for people, the document's members for scripts, and the exit status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.session.handoff_delivery import HandoffTarget, delivered_handoff_member
from total_onboard.commands.session.public_credential import handed_credential, uses_secret
from total_onboard.commands.session.sandbox_consent import in_own_sandbox
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.diagnostics.drift.first_cycle_duration import estimate_of
from total_onboard.diagnostics.drift.status_result import Estimate
from total_onboard.diagnostics.preflight.check_result import CheckResult
from total_onboard.diagnostics.verification.provisioning.scim_removal import SCIM_REMOVAL
from total_onboard.diagnostics.verification.verification_result import VerificationResult, VerificationStatus
from total_onboard.engine.command_line import command_line, local_options, run_with, scim_options, targeting_options
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.queries import may_have_written
from total_onboard.engine.journal.removal_tests import is_verified
from total_onboard.engine.plan import Action, BlockedItem, Plan
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import NewPassword
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.resources.non_secret_credentials import Certificate
from total_onboard.exchange.handoff.receipt import SentHandoff
from total_onboard.report.inputs import SetupOutcome
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.credentials.considered import ChosenCredential
from total_onboard.steps.credentials.vanished import vanished_certificates
from total_onboard.steps.groups.members import no_members
from total_onboard.ui.output.documents_without_tenant import Problem
from total_onboard.ui.views.run.summary import (
    StepSummary,
    Summary,
    show_next,
    show_summary,
    show_unverified_removal,
)


def resources_of(desired: DesiredState, state: RunState) -> dict[str, str]:
    """Return the existing resources."""
    group = _group(state, desired.admin_group.name)
    found = {
        "tenant_id": state.identity.organization.id,
        "client_id": state.observed.application and state.observed.application.app_id,
        "application_object_id": state.observed.application and state.observed.application.id,
        "service_principal_id": state.observed.service_principal and state.observed.service_principal.id,
        "admin_group_id": group and group.id,
        "job_id": state.observed.job and state.observed.job.id,
    }
    return {name: value for name, value in found.items() if value} | _other_groups(desired, state)


def _other_groups(desired: DesiredState, state: RunState) -> dict[str, str]:
    others = [group.name for group in desired.groups if group != desired.admin_group]
    found = {name: _group(state, name) for name in others}
    return {f"group_id {name}": group.id for name, group in found.items() if group}


def _group(state: RunState, name: str) -> Group | None:
    """Look only: ``observed.group`` would add an entry, and groups that were not read would count as read."""
    found = state.observed.groups.get(name)
    return found.group if found else None


NOT_TAKEN: Final = "TOTAL doesn't take Microsoft's removals: people you remove may keep access to TOTAL."
NOT_VERIFIED: Final = "It isn't verified that people you remove lose access to TOTAL."
_GRAVEST_FIRST: Final = (ExitStatus.FAILED, ExitStatus.SIGN_IN, ExitStatus.PREREQUISITE, ExitStatus.INCOMPLETE)


@dataclass
class RunResult:
    """Result that the run fills: ``delivered_to`` is the target of its hand-off, ``credential`` the plan's choice."""

    context: CommandContext
    desired: DesiredState
    state: RunState
    plan: Plan
    journal: Journal
    done: dict[str, StepResult] = field(default_factory=dict)
    blocked: tuple[BlockedItem, ...] = ()
    warnings: tuple[str, ...] = ()
    problems: list[OnboardError] = field(default_factory=list)
    verifications: tuple[VerificationResult, ...] = ()
    delivered_to: HandoffTarget | None = None
    password: NewPassword | None = field(default=None, repr=False)
    sent: SentHandoff | None = None
    steps: Sequence[Step] = SETUP_STEPS
    total_has_secret: bool = False
    credential: ChosenCredential | None = None
    findings: tuple[CheckResult, ...] = ()
    resources_before: dict[str, str] = field(default_factory=dict)
    certificates_before: tuple[Certificate, ...] = ()
    headline: str = "Done."
    part: str = ""

    def __post_init__(self) -> None:
        self.resources_before = self._resources()
        self.certificates_before = self.state.observed.certificates
        self.blocked, self.warnings = in_own_sandbox(self.context, self.plan.blocked), self.plan.warnings

    def apply_read_back(self, plan: Plan) -> None:
        """Take over what is still blocked, whether the admin group has members now, and which certificates are gone."""
        sentence = no_members(self.desired)
        warnings = [warning for warning in self.warnings if warning != sentence]
        self.blocked = in_own_sandbox(self.context, plan.blocked)
        vanished = vanished_certificates(self.certificates_before, self.desired, self.state)
        self.warnings = (*([sentence] if sentence in plan.warnings else []), *warnings, *vanished)

    @property
    def next(self) -> str:
        """The remaining tasks if nobody can sign in yet; empty otherwise."""
        if no_members(self.desired) not in self.warnings:
            return ""
        if sandbox := self.context.sandbox:
            which: tuple[str, ...] = ("--sandbox", "--persona", sandbox.persona)
        else:
            which = targeting_options(self.desired, self.state)
        return f"Add someone with --admin: {command_line('setup', '--admin', 'YOU@YOUR-DOMAIN', *which)}"

    @property
    def needs_no_new_secret(self) -> bool:
        """Whether TOTAL has a secret already, or needs none, so that its absence is no reason to wait."""
        if self.total_has_secret:
            return True
        if not uses_secret(self.desired, self.state):
            return handed_credential(self.desired, self.state) is not None
        outcomes = [self.done[StepId.CLIENT_SECRET].outcome] if StepId.CLIENT_SECRET in self.done else []
        kept = [change for change in self.plan.changes if change.step == StepId.CLIENT_SECRET]
        return outcomes == [StepOutcome.KEPT] if self.plan.writes else bool(kept)

    def known(self, *, dry_run: bool) -> SetupOutcome:
        """Return the report's input."""
        handoff = str(self.delivered_to.path) if self.delivered_to and self.delivered_to.path else ""
        return SetupOutcome(
            self.plan,
            dry_run,
            self.done,
            self.findings,
            self.verifications,
            self.blocked,
            tuple(self.problems),
            self.warnings,
            handoff,
        )

    def without_writing(self, *, dry_run: bool = False) -> CommandResult:
        """Return the result after a dry run, or if nothing differs."""
        name = "plan" if dry_run else "changes"
        members: dict[str, object] = {name: self.plan.changes, "warnings": self.warnings, "credential": self.credential}
        members |= {"blocked": self.blocked, "resources": self._resources()}
        if self.next:
            show_next(self.context.screen, self.next)
        if not dry_run:
            members["removal_verified"] = self.removal_verified
            show_unverified_removal(self.context.screen, self._about_removal)
        return CommandResult(ExitStatus.DONE if dry_run else self._waits(), members | self.handoff_member())

    def after_writing(self) -> CommandResult:
        """Tell everything, and judge it."""
        show_summary(self.context.screen, self.summary())
        members: dict[str, object] = {
            "warnings": self.warnings,
            "blocked": self.blocked,
            "verifications": self.verifications,
            "removal_verified": self.removal_verified,
            "first_cycle": self.first_cycle,
            "credential": self.credential,
            "resources": self._resources(),
        }
        return CommandResult(self._status(), members | self.changes_and_problems() | self.handoff_member())

    def unchanged(self, why: str) -> CommandResult:
        """Return the document of a run with an empty plan; the screen has shown why."""
        members: dict[str, object] = {"warnings": (*self.warnings, why), "changes": (), "resources": self._resources()}
        members["credential"] = self.credential
        return CommandResult(ExitStatus.DONE, members)

    def changes_and_problems(self) -> dict[str, object]:
        """Return what was done and what was not, as members of the document."""
        done = tuple(change for change in self.plan.changes if change.step in self.done)
        return {"changes": done, "problems": tuple(Problem.of(problem) for problem in self.problems)}

    def steps_done(self) -> list[StepSummary]:
        """Return each step that ended, for the summary."""
        titles: dict[str, str] = {step.id: step.title for step in self.steps}
        return [StepSummary(titles[name], done.outcome, done.summary) for name, done in self.done.items()]

    @property
    def removal_verified(self) -> bool:
        """Whether it was seen, now or by an earlier test of this address, that a removal takes effect at TOTAL."""
        seen = {verification.outcome for verification in self.verifications if verification.id == SCIM_REMOVAL.id}
        address = self.desired.scim.url if self.desired.scim else None
        remembered = is_verified(self.journal.entries(), address)
        return VerificationStatus.VERIFIED in seen or (remembered and VerificationStatus.FAILED not in seen)

    @property
    def first_cycle(self) -> Estimate | None:
        """The estimate of the first cycle, if this run started provisioning and knows everybody in the groups."""
        if StepId.START not in self.done or self.done[StepId.START].outcome is StepOutcome.KEPT:
            return None
        admins = self.desired.admin_group.name
        others = {group.name for group in self.desired.groups} - {admins}
        new = {change.resource for change in self.plan.changes if change.action is Action.CREATE}
        if not others <= new:
            return None
        return estimate_of(
            self.state, {admins: self.state.observed.group(admins).member_ids, **dict.fromkeys(others, ())}
        )

    @property
    def _about_cycle(self) -> str:
        """Say how long the first cycle takes if anybody would notice."""
        first = self.first_cycle
        return f"{first.sentence}." if first and first.most_minutes >= 1 else ""

    @property
    def _about_removal(self) -> str:
        if self.removal_verified:
            return ""
        failed = [
            one.remedy
            for one in self.verifications
            if one.id == SCIM_REMOVAL.id and one.outcome is VerificationStatus.FAILED
        ]
        if failed:
            return f"{NOT_TAKEN} {failed[0]}"
        if any(item.step == StepId.SCIM_CREDENTIALS for item in self.blocked):
            return ""  # nobody is provisioned yet, so nobody can be removed
        if self.context.sandbox:
            return f"{NOT_VERIFIED} Run: {command_line('setup', '--sandbox', '--test-removal')}"
        return f"{NOT_VERIFIED} {self._removal_test}"

    @property
    def _removal_test(self) -> str:
        """What to run to test removals on this machine, which knows the application and its groups."""
        kept = (
            self.delivered_to.path if self.delivered_to and self.password and self.desired.recipient is None else None
        )
        handoff = ("--handoff", str(kept)) if kept else ()
        values = scim_options(self.desired, self.journal.entries())
        signed = self.desired.recipient and "--sheet" not in values
        tenant = self.context.common.tenant or (self.state.identity.organization.id if signed else "")
        which = local_options(self.desired, self.state, tenant)
        return run_with(values, command_line("verify --test-removal", *handoff, *values, *which))

    def _status(self) -> ExitStatus:
        if self.problems:
            return self._of_problems({problem.exit_status for problem in self.problems})
        if any(verification.outcome is VerificationStatus.FAILED for verification in self.verifications):
            return ExitStatus.FAILED
        return self._waits()

    def _of_problems(self, statuses: set[ExitStatus]) -> ExitStatus:
        """Return the gravest status; a missing right is no prerequisite once something may have been written."""
        if ExitStatus.PREREQUISITE in statuses and may_have_written(self.journal.entries(), self.journal.run):
            statuses = statuses - {ExitStatus.PREREQUISITE} | {ExitStatus.INCOMPLETE}
        return next((status for status in _GRAVEST_FIRST if status in statuses), ExitStatus.FAILED)

    def _waits(self) -> ExitStatus:
        return ExitStatus.INCOMPLETE if self.blocked else ExitStatus.DONE

    def handoff_member(self) -> dict[str, object]:
        """Return the hand-off's location, as a member of the document; empty if there is none."""
        if self.delivered_to is None:
            return {}
        return {
            "handoff": delivered_handoff_member(self.delivered_to, self.desired, self.state, self.password, self.sent)
        }

    def _kept_handoff(self) -> Path | None:
        """Return the hand-off that outlives the command; an embedded sandbox deletes its state folder."""
        path = self.delivered_to.path if self.delivered_to else None
        temporary = self.context.sandbox and path and self.journal.path.parent.parent in path.absolute().parents
        return None if temporary else path

    def summary(self) -> Summary:
        """Return what the end of the run shows."""
        return Summary(
            headline=self.headline,
            part=self.part,
            ended=[one for one in self.steps_done() if one.summary],
            blocked=self.blocked,
            warnings=self._news(),
            first=self.next,
            problems=self.problems,
            verifications=self.verifications,
            resources=self._resources(),
            handoff=self._kept_handoff(),
            sealed=self.desired.recipient is not None,
            receipt=self.sent.receipt_id or "" if self.sent else "",
            clipboard=self.delivered_to is not None and self.delivered_to.path is None,
            secret=self.password is not None,
            credential=handed_credential(self.desired, self.state) is not None,
            journal=self.journal.path,
            sandbox=self.context.sandbox is not None,
            about_removal=self._about_removal,
            about_cycle=self._about_cycle,
            details=self.context.common.verbose,
        )

    def _news(self) -> tuple[str, ...]:
        """Return the warnings that the plan did not show, and that nobody can sign in yet."""
        again = no_members(self.desired)
        return tuple(one for one in self.warnings if one == again or one not in self.plan.warnings)

    def _resources(self) -> dict[str, str]:
        return resources_of(self.desired, self.state)
