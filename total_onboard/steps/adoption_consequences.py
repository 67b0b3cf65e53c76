"""Consequences of adopting an object, by name: part of the plan, before the confirmation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from total_onboard.core.desired_state import ADMIN_ROLE, DesiredGroup, DesiredState
from total_onboard.engine.inspection.object_contents import (
    InspectedCredential,
    InspectedPerson,
    InspectedRole,
    Inspection,
)
from total_onboard.engine.plan import Acceptance, Action
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.service_principals import AppRole, AppRoleAssignment
from total_onboard.steps.application.excess_access import (
    excess_assignments,
    excess_granted_permissions,
    excess_requested_permissions,
)

_OF_THE_TEMPLATE: Final = frozenset({"User", "msiam_access"})


def is_of_the_template(role: AppRole | InspectedRole) -> bool:
    """Return whether the template declares this app role; its roles have no value, so that no token names them."""
    return role.display_name in _OF_THE_TEMPLATE and not role.value


def describe_role(role: AppRole | InspectedRole) -> str:
    """``Auditor (value audit)``."""
    return f"{role.display_name or role.id} (value {role.value})" if role.value else role.display_name or role.id


def accepted_of_application(desired: DesiredState, state: RunState, one: Inspection) -> list[Acceptance]:
    """Return everybody and everything that gets into TOTAL, or changes the application, without this tool."""
    access = _access(desired, state)
    sentences = (
        *_owners(state, one),
        *access,
        *_uris(desired, one),
        *_keys(state.identity.now, one),
        *_roles(one),
        *_other(one),
    )
    return [_accepting(StepId.APPLICATION, one, sentence) for sentence in sentences]


def accepted_of_group(group: DesiredGroup, state: RunState, one: Inspection) -> list[Acceptance]:
    """Return its members, who get the role, and its owners, who decide who is a member."""
    sentences = [_members(group, one.members)] if one.members else []
    owners = [owner for owner in one.owners if owner.id != state.identity.me.id]
    if owners:
        sentences.append(f"{_these(owners, 'owner')} can add members without any role: {_names(owners)}")
    return [_accepting(StepId.GROUPS, one, sentence) for sentence in sentences]


def _accepting(step: StepId, one: Inspection, sentence: str) -> Acceptance:
    return Acceptance(step=step, resource=one.display_name, action=Action.ADOPT, summary=sentence)


def _members(group: DesiredGroup, members: Sequence[InspectedPerson]) -> str:
    several = len(members) > 1
    if group.role == ADMIN_ROLE:
        what = "become TOTAL administrators" if several else "become a TOTAL administrator"
    else:
        what = f"get the role {group.role} in TOTAL"
    return f"{_these(members, 'member')} will {what}: {_names(members)}"


def _owners(state: RunState, one: Inspection) -> Iterator[str]:
    owners = [owner for owner in one.owners if owner.id != state.identity.me.id]
    if owners:
        yield f"{_these(owners, 'owner')} can change it and add secrets to it: {_names(owners)}"
    principal = [owner for owner in one.principal_owners if owner.id != state.identity.me.id]
    if principal:
        yield f"{_these(principal, 'owner')} of its service principal can add credentials to it: {_names(principal)}"


def _access(desired: DesiredState, state: RunState) -> Iterator[str]:
    """Describe the access, as far as it was read: a run of some steps does not read all of it."""
    if assigned := excess_assignments(desired, state):
        listed = "; ".join(_assigned(one) for one in assigned)
        yield f"{_these(assigned, 'assignment')} {_stay(assigned)}, so these can sign in to TOTAL too: {listed}"
    if state.observed.microsoft_graph is None:
        return
    if asked := [name for _, name in excess_requested_permissions(desired, state)]:
        yield (f"{_these(asked, 'requested permission')} {_stay(asked)}, which TOTAL doesn't need: {'; '.join(asked)}")
    if granted := excess_granted_permissions(desired, state):
        yield f"{_these(granted, 'consent')} {_stay(granted)}, which TOTAL doesn't need: {'; '.join(granted)}"


def _assigned(one: AppRoleAssignment) -> str:
    kind = "" if one.principal_type == "User" else "group, "
    return f"{one.principal_display_name or one.principal_id} ({kind}object ID {one.principal_id})"


def _uris(desired: DesiredState, one: Inspection) -> Iterator[str]:
    unmanaged = [uri for uri in one.redirect_uris if uri.platform != "web" or uri.uri not in desired.redirect_uris]
    if unmanaged:
        listed = "; ".join(f"{uri.uri} ({uri.platform})" for uri in unmanaged)
        yield f"{_these(unmanaged, 'redirect URI')} {_stay(unmanaged)}: sign-in can also return to {listed}"


def _keys(now: datetime, one: Inspection) -> Iterator[str]:
    """Describe what signs in as the application, and what no longer does because it has expired."""
    kinds: tuple[tuple[str, str, Sequence[InspectedCredential]], ...] = (
        ("secret", "", one.secrets),
        ("certificate", "", one.certificates),
        ("credential", " of its service principal", one.principal_credentials),
    )
    for noun, where, found in kinds:
        expired = [each for each in found if each.end and each.end <= now]
        yield from _usable(noun, where, [each.description for each in found if each not in expired])
        if expired:
            listed = "; ".join(each.described_at(now) for each in expired)
            yield f"{_counted('Expired', expired, noun)}{where}, kept: {listed}"
    yield from _usable("federated credential", "", [each.description for each in one.federated])


def _usable(noun: str, where: str, found: Sequence[str]) -> Iterator[str]:
    if found:
        which = "it" if len(found) == 1 else "one of them"
        who = f"anyone who has {which} can sign in as the application"
        yield f"{_counted('Existing', found, noun)}{where}, kept: {who}: {'; '.join(found)}"


def _roles(one: Inspection) -> Iterator[str]:
    unmanaged = [role for role in one.app_roles if not is_of_the_template(role)]
    if unmanaged:
        listed = "; ".join(describe_role(role) for role in unmanaged)
        yield f"{_these(unmanaged, 'app role')} {_stay(unmanaged)}: {listed}"


def _other(one: Inspection) -> Iterator[str]:
    for called in dict.fromkeys(entry.called for entry in one.other):
        found = [entry.value for entry in one.other if entry.called == called]
        yield f"{_these(found, called.lower())} {_stay(found)}: {'; '.join(found)}"


def _counted(what: str, those: Sequence[object], noun: str) -> str:
    return f"{what} {noun}" if len(those) == 1 else f"{len(those)} {what.lower()} {noun}s"


def _these(those: Sequence[object], noun: str) -> str:
    return f"This existing {noun}" if len(those) == 1 else f"These {len(those)} existing {noun}s"


def _stay(those: Sequence[object]) -> str:
    return "stays" if len(those) == 1 else "stay"


def _names(people: Iterable[InspectedPerson]) -> str:
    return "; ".join(person.description for person in people)
