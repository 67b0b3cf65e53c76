"""Context and result of every command."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field

from total_onboard.commands.invocation.batch_approval import Approval
from total_onboard.commands.invocation.global_options import GlobalOptions, SandboxConnection
from total_onboard.core.errors import ConfirmationNeeded, NotConfirmed
from total_onboard.core.exit_status import ExitStatus
from total_onboard.engine.inspection.object_contents import Inspection
from total_onboard.entra.recording.recording import Recording
from total_onboard.ui.console import Screen
from total_onboard.ui.prompts import Details, confirm
from total_onboard.ui.validated_prompts import cancelable


@dataclass(frozen=True)
class CommandResult:
    """``members`` are what the command adds to the document, named after the result."""

    exit_status: ExitStatus = ExitStatus.DONE
    members: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class CommandContext:
    """One running command; ``at_the_end`` restores the terminal, however the command ends.

    ``unmanaged`` are the objects that only an option names, as they were shown last: members of the document.
    ``recording`` takes what ``--record`` keeps. ``approval`` stands in for a question in a run over several tenants.
    """

    command: str
    common: GlobalOptions
    screen: Screen
    sandbox: SandboxConnection | None
    at_the_end: ExitStack = field(default_factory=ExitStack)
    unmanaged: list[Inspection] = field(default_factory=list)
    recording: Recording | None = None
    approval: Approval | None = None

    def notes_unmanaged(self, found: tuple[Inspection, ...]) -> None:
        """Keep for the document what is shown now; a later plan replaces it."""
        self.unmanaged[:] = found

    @property
    def why_not_asked(self) -> str:
        """Why a plan needs no question; empty if it does."""
        if self.sandbox is not None:
            return "A sandbox needs no confirmation."
        return "Confirmed with --yes." if self.common.yes else ""

    @property
    def can_be_confirmed(self) -> bool:
        """Whether ``--yes`` was given, or an admin can be asked."""
        return self.sandbox is not None or self.common.yes or self.screen.interactive

    def require_confirmable(self) -> None:
        """Require ``--yes`` if nobody can be asked. Raises ConfirmationNeeded."""
        if not self.can_be_confirmed:
            raise ConfirmationNeeded(
                (f"{self.command} changes the tenant, and no confirmation can be asked for here. Nothing was changed."),
                remedy="Check the plan, then run the same command with --yes.",
            )

    def ask_first(self, question: str, *, yes: bool, details: Details | None = None) -> None:
        """Ask about the plan that was shown, unless ``--yes`` confirms it. Raises NotConfirmed."""
        with cancelable(self.screen):
            if not yes and not confirm(self.screen, question, details=details):
                raise NotConfirmed
