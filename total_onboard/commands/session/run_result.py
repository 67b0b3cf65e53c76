"""What a set-up ends with: for people a summary, for scripts the members of the document, and the exit status."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from total_onboard.commands.result import Result
from total_onboard.commands.session.handoff_delivery import delivered
from total_onboard.commands.session.resource_ids import resources_of
from total_onboard.core.exit_status import ExitStatus
from total_onboard.diagnostics.verification.proof import Proof, Proven
from total_onboard.diagnostics.verification.provisioning.scim_removal import SCIM_REMOVAL
from total_onboard.engine.command_line import command_line, words_for
from total_onboard.engine.events import Deed
from total_onboard.engine.journal.history import may_have_changed_something
from total_onboard.engine.journal.scim_test_objects import is_verified
from total_onboard.report.inputs import SetUpKnown
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.groups.members import no_members
from total_onboard.ui.output.json_document import Problem
from total_onboard.ui.views.summary import (
    Ended,
    Summary,
    show_next,
    show_summary,
    show_unverified_removal,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from total_onboard.commands.context import Desk
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.core.errors import OnboardError
    from total_onboard.diagnostics.preflight.check import Finding
    from total_onboard.engine.journal.journal import Journal
    from total_onboard.engine.plan import Plan, Waiting
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.engine.step import Done, Step
    from total_onboard.entra.resources.applications import NewPassword
    from total_onboard.exchange.handoff.delivery import Delivery

NOT_TAKEN: Final = "TOTAL doesn't take Microsoft's removals: people you remove may keep access to TOTAL."
NOT_VERIFIED: Final = "It isn't verified that people you remove lose access to TOTAL."
_GRAVEST_FIRST: Final = (ExitStatus.FAILED, ExitStatus.SIGN_IN, ExitStatus.PREREQUISITE, ExitStatus.INCOMPLETE)


@dataclass
class SetUpResult:
    """Filled while the run goes on; ``delivery`` is where a new secret went."""

    desk: Desk
    wanted: DesiredState
    picture: Picture
    plan: Plan
    journal: Journal
    done: dict[str, Done] = field(default_factory=dict)
    waiting: tuple[Waiting, ...] = ()
    warnings: tuple[str, ...] = ()
    problems: list[OnboardError] = field(default_factory=list)
    proofs: tuple[Proof, ...] = ()
    delivery: Delivery | None = None
    password: NewPassword | None = field(default=None, repr=False)
    steps: Sequence[Step] = SETUP_STEPS

    def __post_init__(self) -> None:
        self.waiting, self.warnings = self.plan.waiting, self.plan.warnings

    def take_read_back(self, plan: Plan) -> None:
        """Take over what is still blocked, and whether the admin group has members now."""
        sentence = no_members(self.wanted)
        warnings = [warning for warning in self.warnings if warning != sentence]
        self.waiting = plan.waiting
        self.warnings = (*([sentence] if sentence in plan.warnings else []), *warnings)

    @property
    def next(self) -> str:
        """What is left to do because nobody can sign in yet; empty if somebody can."""
        if no_members(self.wanted) not in self.warnings:
            return ""
        which = words_for(self.wanted, self.picture)
        return f"Add someone with --admin: {command_line('setup', '--admin', 'YOU@YOUR-DOMAIN', *which)}"

    @property
    def keeps_the_secret(self) -> bool:
        """Whether TOTAL has a secret already, so that nothing but groups can be news to it."""
        deeds = [self.done["client-secret"].deed] if "client-secret" in self.done else []
        kept = [change for change in self.plan.changes if change.step == "client-secret"]
        return deeds == [Deed.KEPT] if self.plan.writes else bool(kept)

    def known(self, findings: tuple[Finding, ...], *, dry_run: bool) -> SetUpKnown:
        """For the report."""
        problems = tuple(self.problems)
        return SetUpKnown(self.plan, dry_run, self.done, findings, self.proofs, self.waiting, problems, self.warnings)

    def without_writing(self, *, dry_run: bool = False) -> Result:
        """After a dry run, or where nothing differs."""
        name = "plan" if dry_run else "changes"
        members: dict[str, object] = {name: self.plan.changes, "warnings": self.warnings}
        members |= {"waiting": self.waiting, "resources": self._resources()}
        if self.next:
            show_next(self.desk.screen, self.next)
        if not dry_run:
            members["removal_verified"] = self.removal_verified
            show_unverified_removal(self.desk.screen, self._about_removal, begin=not self.next)
        return Result(ExitStatus.DONE if dry_run else self._waits(), members | self._handoff())

    def after_writing(self) -> Result:
        """Tell everything, and judge it."""
        show_summary(self.desk.screen, self._summary())
        members: dict[str, object] = {
            "changes": tuple(change for change in self.plan.changes if change.step in self.done),
            "warnings": self.warnings,
            "waiting": self.waiting,
            "proofs": self.proofs,
            "removal_verified": self.removal_verified,
            "resources": self._resources(),
            "problems": tuple(Problem.of(problem) for problem in self.problems),
        }
        return Result(self._status(), members | self._handoff())

    @property
    def removal_verified(self) -> bool:
        """Whether it was seen, now or by an earlier test of this address, that a removal takes effect at TOTAL."""
        seen = {proof.outcome for proof in self.proofs if proof.id == SCIM_REMOVAL.id}
        address = self.wanted.scim.url if self.wanted.scim else None
        remembered = is_verified(self.journal.entries(), address)
        return Proven.PROVEN in seen or (remembered and Proven.FAILED not in seen)

    @property
    def _about_removal(self) -> str:
        if self.removal_verified:
            return ""
        failed = [one.remedy for one in self.proofs if one.id == SCIM_REMOVAL.id and one.outcome is Proven.FAILED]
        if failed:
            return f"{NOT_TAKEN} {failed[0]}"
        which = words_for(self.wanted, self.picture)
        words = ("--test-removal", "--scim-url", "URL", "--scim-token-file", "FILE", *which)
        return f"{NOT_VERIFIED} Run: {command_line('verify', *words)}"

    def _status(self) -> ExitStatus:
        if self.problems:
            return self._of_problems({problem.exit_status for problem in self.problems})
        if any(proof.outcome is Proven.FAILED for proof in self.proofs):
            return ExitStatus.FAILED
        return self._waits()

    def _of_problems(self, statuses: set[ExitStatus]) -> ExitStatus:
        """The gravest; what was missing is no prerequisite any more once something may have been written."""
        if ExitStatus.PREREQUISITE in statuses and may_have_changed_something(self.journal.entries(), self.journal.run):
            statuses = statuses - {ExitStatus.PREREQUISITE} | {ExitStatus.INCOMPLETE}
        return next((status for status in _GRAVEST_FIRST if status in statuses), ExitStatus.FAILED)

    def _waits(self) -> ExitStatus:
        return ExitStatus.INCOMPLETE if self.waiting else ExitStatus.DONE

    def _handoff(self) -> dict[str, object]:
        if self.delivery is None:
            return {}
        return {"handoff": delivered(self.delivery, self.wanted, self.password)}

    def _summary(self) -> Summary:
        titles = {step.id: step.title for step in self.steps}
        return Summary(
            ended=[Ended(titles[name], done.deed, done.summary) for name, done in self.done.items() if done.summary],
            waiting=self.waiting,
            warnings=self.warnings,
            first=self.next,
            problems=self.problems,
            proofs=self.proofs,
            resources=self._resources(),
            handoff=self.delivery.path if self.delivery else None,
            sealed=self.wanted.recipient is not None,
            clipboard=self.delivery is not None and self.delivery.path is None,
            secret=self.password is not None,
            journal=self.journal.path,
            practice=self.desk.practice is not None,
            about_removal=self._about_removal,
        )

    def _resources(self) -> dict[str, str]:
        return resources_of(self.wanted, self.picture)
