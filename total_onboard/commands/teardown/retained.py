"""What a teardown leaves, and what goes with it that somebody else put there: told before anybody is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from total_onboard.core.formatting import counted
from total_onboard.diagnostics.drift.unmanaged import foreign_to
from total_onboard.engine.command_line import command_line
from total_onboard.engine.plan import Note
from total_onboard.steps.application.delete import Application
from total_onboard.steps.groups.delete import Groups
from total_onboard.steps.groups.members import Members
from total_onboard.steps.ownership import additions, has_application_of_ours, is_alive, is_made_by_us, is_unknown_here
from total_onboard.steps.provisioning.erase_scim_credentials import are_ours
from total_onboard.steps.purge import ApplicationForGood

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import GroupFound, Picture
    from total_onboard.entra.resources.groups import Group

MOST_NAMES: Final = 10
"""More are a line that nobody reads; total-onboard admins list has them all."""
_READ: Final = frozenset({"permissions", "consent", "assignment", "groups"})


def what_stays(wanted: DesiredState, picture: Picture, chosen: Collection[str]) -> tuple[str, ...]:
    """Sentences, in the order of what they are about. Pure."""
    notes = [*_of_somebody(wanted, picture), *_application(wanted, picture, chosen), *_at_total(picture)]
    for found in picture.groups.values():
        if found.group:
            notes += _group(found.group, found, picture, chosen)
    return tuple(note.sentence for note in notes)


def _of_somebody(wanted: DesiredState, picture: Picture) -> Iterator[Note]:
    """Of an application that goes: whoever relies on this loses it."""
    if not (is_alive(picture.application) and has_application_of_ours(picture)):
        return
    for one in foreign_to(wanted, picture, _READ):
        yield Note(step=one.step, sentence=f"Somebody else's goes with the application. {one.sentence}")


def _application(wanted: DesiredState, picture: Picture, chosen: Collection[str]) -> Iterator[Note]:
    app = picture.application
    if app is None:
        return
    name = f"{app.display_name} (object id {app.id})"
    if has_application_of_ours(picture):
        if ApplicationForGood.id not in chosen:
            yield Note(step=Application.id, sentence=_in_the_bin(app.display_name))
        return
    stays = f"its owners, its rule that people must be assigned, and for ever the unique name {wanted.mark}"
    why = (
        "is not deleted from here" if is_unknown_here(app, picture) else "was not made by this tool, and is not deleted"
    )
    yield Note(step=Application.id, sentence=f"{name} {why}. It keeps {stays}.")
    if picture.job:
        yield Note(step=Application.id, sentence=_job(picture))


def _in_the_bin(name: str) -> str:
    return (
        f"{name} can be restored for thirty days with total-onboard setup --adopt, and its client secrets with it; "
        "until then it keeps its unique name. --purge deletes it permanently."
    )


def _job(picture: Picture) -> str:
    job = picture.the_job
    if job.schedule_state == "Active" and not are_ours(picture):
        return f"Its provisioning job {job.id} is left as it is: set-up from here gave it no SCIM address and token."
    return f"Its provisioning job {job.id} stays, at rest, with its attribute mapping as set-up left it."


def _group(group: Group, found: GroupFound, picture: Picture, chosen: Collection[str]) -> Iterator[Note]:
    members, name = len(found.member_ids), group.display_name
    people = counted(members, "member")
    if is_unknown_here(group, picture):
        if Groups.id not in chosen:
            sentence = f"The group {name} stays, with {people}; it was not created from this machine."
            yield Note(step=Groups.id, sentence=sentence)
    elif not is_made_by_us(group, picture):
        sentence = f"The group {name} was not made by this tool, and stays, with its unique name and {people}."
        yield Note(step=Groups.id, sentence=sentence + _added(group, found, picture))
    elif not is_alive(group):
        return
    elif Groups.id in chosen:
        for one in found.elsewhere:
            yield Note(step=Groups.id, sentence=f"Somebody lets {name} ({people}) into {one}, too; that ends with it.")
        sentence = f"What else depends on {name} ({people}), such as policies, loses it and isn't seen from here."
        yield Note(step=Groups.id, sentence=sentence)
    else:
        yield Note(step=Groups.id, sentence=f"The group {name} stays, with {people}; --groups deletes it, too.")


def _added(group: Group, found: GroupFound, picture: Picture) -> str:
    """Those whom set-up put into somebody's own group and who are in it still."""
    there = additions(picture, Members.id, group.id) & found.member_ids
    names = sorted(found.member_names.get(one, one) for one in there)
    if not names:
        return ""
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    named = names[:MOST_NAMES]
    takes_out = command_line("admins remove", *named)
    return f" Set-up added {', '.join(named)}{more}; who shall not stay is taken out with {takes_out}."


def _at_total(picture: Picture) -> Iterator[Note]:
    """Microsoft takes nobody's account away at TOTAL once provisioning rests (docs/decisions/0037)."""
    people = sum(count.value for count in picture.job.counts if count.key == "User") if picture.job else 0
    if picture.job is None or not are_ours(picture):
        return
    accounts = f"the {people} accounts" if people > 1 else "the account" if people == 1 else "every account"
    yield Note(
        step="start",
        sentence=f"TOTAL keeps {accounts} that provisioning made there: nobody can sign in with Microsoft any more, "
        "but who is signed in there may stay so until TOTAL deactivates the account.",
    )
