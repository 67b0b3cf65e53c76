"""Objects that a teardown retains, and additions of others that it deletes: shown before the question."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from total_onboard.core.desired_state import DesiredState
from total_onboard.core.text.formatting import pluralize
from total_onboard.diagnostics.drift.unmanaged_additions import unmanaged_by
from total_onboard.engine.command_line import command_line
from total_onboard.engine.plan import PlanWarning
from total_onboard.engine.state.observed_state import ObservedGroup
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.groups import Group
from total_onboard.settings import GRAPH_COMMAND_LINE_TOOLS, Settings
from total_onboard.steps.application.delete import DeleteApplication
from total_onboard.steps.application.purge import PurgeApplication
from total_onboard.steps.groups.delete import DeleteGroups
from total_onboard.steps.groups.members import Members
from total_onboard.steps.ownership import additions, is_alive, is_owned, ownership_unknown, owns_application
from total_onboard.steps.provisioning.erase_scim_credentials import are_owned

MOST_NAMES: Final = 10
"""More are a line that nobody reads; total-onboard admins list has them all."""


def retained_objects(desired: DesiredState, state: RunState, chosen: Collection[str]) -> tuple[str, ...]:
    """Return sentences, in the order of what they are about. Pure."""
    notes = [*_unmanaged_additions(desired, state), *_application(desired, state, chosen), *_at_total(state)]
    for found in state.observed.groups.values():
        if found.group:
            notes += _group(found.group, found, state, chosen)
    return tuple(note.sentence for note in notes)


def _unmanaged_additions(desired: DesiredState, state: RunState) -> Iterator[PlanWarning]:
    """Warn about additions of others on an application that is deleted: their users lose it."""
    if not (is_alive(state.observed.application) and owns_application(state)):
        return
    for one in unmanaged_by(desired, state, frozenset(StepId)):
        yield PlanWarning(step=one.step, sentence=f"An unmanaged part is deleted with the application. {one.sentence}")


def _application(desired: DesiredState, state: RunState, chosen: Collection[str]) -> Iterator[PlanWarning]:
    app = state.observed.application
    if app is None:
        return
    name = f"{app.display_name} (object ID {app.id})"
    if owns_application(state):
        if PurgeApplication.id not in chosen:
            yield PlanWarning(step=DeleteApplication.id, sentence=_in_the_bin(app.display_name))
        return
    stays = (
        "its owners, the setting that people must be assigned, and the unique name "
        f"{desired.unique_name}, which can't be removed"
    )
    why = (
        "wasn't created from this machine, so it isn't deleted"
        if ownership_unknown(app, state)
        else "wasn't created by total-onboard, so it isn't deleted"
    )
    yield PlanWarning(step=DeleteApplication.id, sentence=f"{name} {why}. It keeps {stays}.")
    if state.observed.job:
        yield PlanWarning(step=DeleteApplication.id, sentence=_job(state))


def _in_the_bin(name: str) -> str:
    return (
        f"For 30 days, total-onboard setup --adopt can restore {name} with its client secrets. "
        "To delete it permanently instead, add --purge."
    )


def _job(state: RunState) -> str:
    job = state.observed.the_job
    if job.schedule_state == "Active" and not are_owned(state):
        return (
            f"Its provisioning job {job.id} stays as it is, because setup from this machine stored no "
            "SCIM address and token in it."
        )
    return f"Its provisioning job {job.id} stays, stopped, with the attribute mapping that setup left."


def _group(group: Group, found: ObservedGroup, state: RunState, chosen: Collection[str]) -> Iterator[PlanWarning]:
    members, name = len(found.member_ids), group.display_name
    people = pluralize(members, "member")
    if ownership_unknown(group, state):
        if DeleteGroups.id not in chosen:
            sentence = f"The group {name} stays, with {people}; it was not created from this machine."
            yield PlanWarning(step=DeleteGroups.id, sentence=sentence)
    elif not is_owned(group, state):
        sentence = f"The group {name} wasn't created by total-onboard, so it stays, with its unique name and {people}."
        yield PlanWarning(step=DeleteGroups.id, sentence=sentence + _added(group, found, state))
    elif not is_alive(group):
        return
    elif DeleteGroups.id in chosen:
        for one in found.elsewhere:
            yield PlanWarning(
                step=DeleteGroups.id, sentence=f"{name} ({people}) is also assigned to {one}. That access ends, too."
            )
        sentence = (
            f"Deleting {name} ({people}) also affects its other uses, such as policies. total-onboard can't list those."
        )
        yield PlanWarning(step=DeleteGroups.id, sentence=sentence)
    else:
        yield PlanWarning(
            step=DeleteGroups.id, sentence=f"The group {name} stays, with {people}; --groups deletes it, too."
        )


def _added(group: Group, found: ObservedGroup, state: RunState) -> str:
    """Return the people that a setup added to an adopted group and who are still members."""
    there = additions(state, Members.id, group.id) & found.member_ids
    names = sorted(found.member_names.get(one, one) for one in there)
    if not names:
        return ""
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    named = names[:MOST_NAMES]
    takes_out = command_line("admins remove", *named)
    return f" Setup added {', '.join(named)}{more}. To remove people: {takes_out}."


def _at_total(state: RunState) -> Iterator[PlanWarning]:
    """Warn that Microsoft removes no accounts at TOTAL once provisioning is stopped (docs/decisions/0037)."""
    people = sum(count.value for count in state.observed.job.counts if count.key == "User") if state.observed.job else 0
    if state.observed.job is None or not are_owned(state):
        return
    accounts = f"the {people} accounts" if people > 1 else "the account" if people == 1 else "every account"
    yield PlanWarning(
        step=StepId.STOP_PROVISIONING,
        sentence=f"TOTAL keeps {accounts} that provisioning created. After the teardown, nobody can sign in through "
        "Microsoft, but open sessions may last until TOTAL deactivates the account.",
    )


class RemainingConsent(NamedTuple):
    """Consent that a command leaves in the tenant, and how to remove it."""

    sentence: str
    remedy: str


def remaining_consent(settings: Settings) -> RemainingConsent:
    """Describe the consent that outlives the run, the teardown and ``auth logout``."""
    is_default = settings.client_id == GRAPH_COMMAND_LINE_TOOLS
    client = "Microsoft Graph Command Line Tools" if is_default else f"the client {settings.client_id}"
    return RemainingConsent(
        f"Your consent to the sign-in client, {client}, stays. Any program that signs you in with this client gets "
        "the same permissions without asking.",
        "If nothing else needs it, revoke it in the Microsoft Entra admin center: Enterprise applications, "
        f"{client}, Permissions.",
    )
