"""Hand-off of a run: its content, whether it is due, and its delivery before anything else can go wrong.

It goes into a file that only its owner can read, or through the clipboard.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from total_onboard.commands.invocation.context import CommandContext
from total_onboard.commands.invocation.stop_signals import held_back
from total_onboard.commands.session.handoff_sending import HandoffSending
from total_onboard.commands.session.public_credential import handed_credential, is_new_credential, name_of
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import BadValue, OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.files.private_files import private_folder, probe_writing, write_new_atomically
from total_onboard.engine.journal.entry import (
    CredentialDelivered,
    Delivered,
    DeliveryStarted,
    GroupDelivered,
    SheetUsed,
)
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.secret_deliveries import delivered_secrets, groups_missing_from_handoff, is_unanswered
from total_onboard.engine.plan import Plan
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext
from total_onboard.engine.step_id import StepId
from total_onboard.entra.clouds import Cloud
from total_onboard.entra.resources.applications import NewPassword
from total_onboard.exchange.clipboard import check_clipboard, copy
from total_onboard.exchange.handoff.model import Handoff, HandoffGroup
from total_onboard.exchange.handoff.receipt import SentHandoff
from total_onboard.steps.groups.groups import Groups
from total_onboard.ui.output.json_document import DeliveredHandoff


def require_single_target(file: Path | None, *, clipboard: bool) -> None:
    """Raise BadValue if both are requested: the clipboard is chosen to keep the secret off the disk."""
    if file and clipboard:
        raise BadValue(
            "The hand-off goes to a file or to the clipboard, not to both.",
            remedy="Omit --handoff or --clipboard.",
        )


@dataclass(frozen=True)
class HandoffTarget:
    """Target of the hand-off; ``path`` is None for the clipboard."""

    path: Path | None

    @classmethod
    def to(cls, chosen: Path | None, journal: Path, *, clipboard: bool) -> HandoffTarget:
        """Return the clipboard, the chosen file, or a new file in the journal's folder."""
        if clipboard:
            return cls(None)
        return cls(chosen or journal.with_name(f"{journal.stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.totalhandoff"))

    def check(self) -> None:
        """Make sure that it will work, before there is a secret to deliver. Raises BadValue, ClipboardMissing."""
        if self.path:
            check_writable(self.path)
        else:
            check_clipboard()

    def hand_over(self, handoff: Handoff) -> None:
        """Deliver it."""
        if self.path:
            write_handoff(handoff, self.path)
        else:
            copy(handoff.content())


class HandoffNotWritten(OnboardError):
    """The file of a hand-off could not be made. The next run makes a new secret."""

    code = "handoff-not-written"
    exit_status = ExitStatus.INCOMPLETE


def check_writable(path: Path) -> None:
    """Make sure, before a secret is minted, that it can be delivered. Raises BadValue.

    A hand-off that is already there is never overwritten: it may hold the only copy of a secret.
    """
    if os.path.lexists(path):
        raise BadValue(
            f"{path} already exists, and may contain the only copy of a secret.",
            remedy="Move it, or give another name with --handoff.",
        )
    try:
        probe_writing(private_folder(path.parent) / path.name)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise BadValue(message, remedy="Choose another file with --handoff.") from error


def write_handoff(handoff: Handoff, path: Path) -> None:
    """Write the file so that only its owner can read it, all of it or nothing, and wait until the disk has it.

    Raises HandoffNotWritten, OSError.
    """
    try:
        write_new_atomically(path, handoff.content().encode())
    except FileExistsError as error:
        raise HandoffNotWritten(
            f"{path} appeared during this run and was not replaced, so the hand-off was not written.",
            remedy="Run the same command again with another name for --handoff.",
        ) from error


_NEWS_FOR_TOTAL: Final = frozenset(
    {StepId.CLIENT_SECRET, StepId.CERTIFICATE, StepId.FEDERATED_CREDENTIAL, StepId.GROUPS}
)


@dataclass(frozen=True)
class HandoffDelivery:
    """Delivery of a new credential, and of groups that TOTAL does not know yet, for every command."""

    context: CommandContext
    cloud: Cloud
    desired: DesiredState
    target: HandoffTarget
    ca_bundle: Path | None = None
    sends: bool = True

    @property
    def sending(self) -> HandoffSending:
        """Sending of the file after it was written; a hand-off in the clipboard is sent nowhere."""
        wanted = self.sends and self.target.path is not None
        return HandoffSending(self.context, self.cloud, self.desired, self.ca_bundle, wanted)

    @property
    def location(self) -> str:
        """The hand-off's location, for people."""
        return str(self.target.path or "the clipboard")

    def is_expected(self, plan: Plan) -> bool:
        """Return whether these changes lead to a hand-off."""
        return any(change.step in _NEWS_FOR_TOTAL for change in plan.writes)

    async def prepare(self, run: ExecutionContext, plan: Plan, state: RunState) -> None:
        """Prepare before a secret is made that could not be sent: the place is known to work, and so are the groups
        that a hand-off names, which no step may have looked at. Raises BadValue, ClipboardMissing."""
        makes = any(change.step in _NEWS_FOR_TOTAL for change in plan.writes)
        if not state.observed.groups and (makes or groups_missing_from_handoff(run.journal.entries())):
            await Groups().observe(run.tenant, self.desired, state)
        if makes or self.has_news(run.journal, state):
            self.target.check()

    def hand_over(
        self, made: NewPassword | None, journal: Journal, state: RunState, *, needs_no_new_secret: bool
    ) -> bool:
        """Deliver the hand-off if due, despite other failures: a secret is shown only once. Return whether it was due.

        Without a new secret (``made``), TOTAL's values are outdated once there is another group, and a sheet without an
        answer gets a receipt; if TOTAL has no secret yet, the run that creates one includes the groups too.
        """
        if made is None and not (needs_no_new_secret and self.has_news(journal, state)):
            return False
        handoff = _handoff_of(self.cloud, self.desired, state, made)
        with held_back():
            _write_or_copy(handoff, journal, self.target)
        state.history.delivered_key_ids = tuple(delivered_secrets(journal.entries()))
        if self.context.sandbox and made:
            self.context.sandbox.take_handoff(handoff)
        return True

    def has_news(self, journal: Journal, state: RunState) -> bool:
        """Return whether TOTAL does not know a group or its credential, or waits for the answer to a sheet."""
        unanswered = is_unanswered(journal.entries(), self.desired.recipient)
        return has_new_group(journal, state) or unanswered or is_new_credential(self.desired, journal, state)


def delivered_handoff_member(
    target: HandoffTarget,
    desired: DesiredState,
    state: RunState,
    password: NewPassword | None,
    sent: SentHandoff | None = None,
) -> DeliveredHandoff:
    """Return what the document says of the hand-off, for scripts; without a new ``password`` it contains no secret."""
    return DeliveredHandoff(
        path=str(target.path) if target.path else None,
        sealed=desired.recipient is not None,
        client_secret_key_id=password.key_id if password else None,
        client_secret_expires_at=password.end.isoformat() if password else None,
        credential=None if password else handed_credential(desired, state),
        sent=sent,
    )


def has_new_group(journal: Journal, state: RunState) -> bool:
    """Return whether a group is in no hand-off, from this run or from an interrupted one."""
    there = {found.group.id for found in state.observed.groups.values() if found.group}
    return bool(there & groups_missing_from_handoff(journal.entries()))


def _handoff_of(cloud: Cloud, desired: DesiredState, state: RunState, password: NewPassword | None) -> Handoff:
    """Return everything TOTAL needs; without a new password it names the delivered one, not its value."""
    issuer = f"{cloud.authority_url}/{state.identity.organization.id}/v2.0"
    return Handoff(
        tenant_id=state.identity.organization.id,
        tenant_name=state.identity.organization.display_name,
        client_id=state.observed.the_application.app_id,
        client_secret=password.secret if password else None,
        client_secret_key_id=password.key_id if password else None,
        client_secret_expires_at=password.end if password else None,
        credential=None if password else handed_credential(desired, state),
        groups=_groups(desired, state),
        issuer=issuer,
        discovery_url=f"{issuer}/.well-known/openid-configuration",
        recipient=desired.recipient,
    )


def _write_or_copy(handoff: Handoff, journal: Journal, target: HandoffTarget) -> None:
    """Hand over, and only then note that the secret may be in use: one that is noted is never removed.

    What could not even be noted as about to be handed over is not: a later run would take it for nobody's.
    """
    credential = name_of(handoff.credential)
    key, file = handoff.client_secret_key_id, target.path.absolute() if target.path else None
    if key:
        journal.write(DeliveryStarted(key_id=key, file=file))
    target.hand_over(handoff)
    journal.write(
        *((Delivered(key_id=key),) if key else ()),
        *((CredentialDelivered(credential=credential),) if credential else ()),
        *(GroupDelivered(group_id=group.id) for group in handoff.groups),
        *((SheetUsed(sheet_id=handoff.recipient.sheet_id),) if handoff.recipient else ()),
    )


def _groups(desired: DesiredState, state: RunState) -> tuple[HandoffGroup, ...]:
    found = [(group, state.observed.group(group.name).group) for group in desired.groups]
    return tuple(HandoffGroup(id=there.id, name=group.name, role=group.role) for group, there in found if there)
