"""What whoever comes next may have to do: look, rotate, give access, undo; by command, and by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.engine.command_line import command_line, words_for
from total_onboard.report.content import Instruction

if TYPE_CHECKING:
    from total_onboard.report.known import Known


def instructions_of(known: Known) -> tuple[Instruction, ...]:
    """The commands name the tenant, the application and the groups, so that they do the same from any machine."""
    wanted = known.wanted
    which = words_for(wanted, known.picture.organization.id, known.cloud.name)
    application, group = wanted.application_name, wanted.admin_group.name
    return (
        Instruction(
            "Look whether all is well",
            "Changes nothing; its exit status is for monitoring. With --repair it mends what differs, and asks first.",
            command_line("status", *which),
        ),
        Instruction(
            "Give somebody access, or take it away",
            "Within forty minutes; total-onboard sync hurries it.",
            command_line("admins add UPN", *which),
            (f"Entra portal: Groups, {group}, Members.",),
        ),
        Instruction(
            "Rotate the client secret",
            "Before it ends, or at once if it may be in wrong hands. The old one works until TOTAL uses the new one.",
            command_line("rotate-secret", *which),
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
            command_line("teardown", *which),
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
