"""What whoever comes next may have to do: look, rotate, give access, undo; by command, and by hand."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from total_onboard.desired_state import DesiredState
from total_onboard.entra.clouds import CloudName
from total_onboard.report.content import Instruction

if TYPE_CHECKING:
    from total_onboard.report.known import Known


def instructions_of(known: Known) -> tuple[Instruction, ...]:
    """The commands name the tenant, so that they do the same from any machine."""
    line, wanted = _Line.of(known), known.wanted
    application, group = wanted.application_name, wanted.admin_group.name
    return (
        Instruction(
            "Look whether all is well",
            "Changes nothing; its exit status is for monitoring. With --repair it mends what differs, and asks first.",
            line.of_command("status"),
        ),
        Instruction(
            "Give somebody access, or take it away",
            "Within forty minutes; total-onboard sync hurries it.",
            line.of_command("admins add UPN"),
            (f"Entra portal: Groups, {group}, Members.",),
        ),
        Instruction(
            "Rotate the client secret",
            "Before it ends, or at once if it may be in wrong hands. The old one works until TOTAL uses the new one.",
            line.of_command("rotate-secret"),
            (
                f"Entra portal: App registrations, {application}, Certificates & secrets: add a second secret.",
                "Send its value to TOTAL by the channel that was agreed, and wait for their word.",
                "Only then remove the old one.",
            ),
        ),
        Instruction(
            "Undo everything",
            "Removes what this program made and nothing else, the groups only with --groups; shows it and asks first. "
            "What is deleted can be restored for thirty days.",
            line.of_command("teardown"),
            (
                f"Entra portal: Enterprise applications, {application}, Users and groups: take out the groups, and "
                "wait one cycle of forty minutes, in which TOTAL deactivates the accounts.",
                "Provisioning: stop it.",
                f"App registrations, {application}: delete. That deletes the enterprise application, the secret, the "
                "consent and the provisioning job with it.",
                f"Groups: delete {', '.join(one.name for one in wanted.groups)}, where nothing else uses them.",
                "Tell TOTAL, so that the client secret and the SCIM token are forgotten there too.",
            ),
        ),
    )


@dataclass(frozen=True)
class _Line:
    which: tuple[str, ...]

    @classmethod
    def of(cls, known: Known) -> _Line:
        words = ["--tenant", known.picture.organization.id]
        if known.cloud.name not in (CloudName.GLOBAL, CloudName.CUSTOM):
            words += ["--cloud", known.cloud.name]
        if known.wanted.application_name != DesiredState().application_name:
            words += ["--application-name", known.wanted.application_name]
        return cls(tuple(words))

    def of_command(self, command: str) -> str:
        return shlex.join(("total-onboard", *command.split(), *self.which))
