"""What adopting an object accepts, by name: it is part of the plan, before anybody confirms it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from total_onboard.desired_state import ADMIN_ROLE
from total_onboard.engine.plan import Acceptance, Action

if TYPE_CHECKING:
    from total_onboard.desired_state import DesiredState, WantedGroup
    from total_onboard.engine.inspection import InspectedPerson, Inspection
    from total_onboard.engine.picture import Picture

OF_THE_TEMPLATE: Final = frozenset({"User", "msiam_access"})


def accepted_of_application(wanted: DesiredState, picture: Picture, one: Inspection) -> list[Acceptance]:
    """Everybody and everything that gets into TOTAL, or changes the application, without this tool."""
    sentences = (*_owners(picture, one), *_uris(wanted, one), *_keys(one), *_roles(one))
    return [_accepting("application", one, sentence) for sentence in sentences]


def accepted_of_group(group: WantedGroup, picture: Picture, one: Inspection) -> list[Acceptance]:
    """Its members, who get the role, and its owners, who decide who is a member."""
    sentences = [_members(group, one.members)] if one.members else []
    owners = [owner for owner in one.owners if owner.id != picture.me.id]
    if owners:
        sentences.append(f"{_these(owners, 'owner')} can add members without any role: {_names(owners)}")
    return [_accepting("groups", one, sentence) for sentence in sentences]


def _accepting(step: str, one: Inspection, sentence: str) -> Acceptance:
    return Acceptance(step=step, resource=one.display_name, action=Action.ADOPT, summary=sentence)


def _members(group: WantedGroup, members: Sequence[InspectedPerson]) -> str:
    several = len(members) > 1
    if group.role == ADMIN_ROLE:
        what = "become TOTAL administrators" if several else "become a TOTAL administrator"
    else:
        what = f"get the role {group.role} in TOTAL"
    return f"{_these(members, 'member')} will {what}: {_names(members)}"


def _owners(picture: Picture, one: Inspection) -> Iterator[str]:
    owners = [owner for owner in one.owners if owner.id != picture.me.id]
    if owners:
        yield f"{_these(owners, 'owner')} can change it and add secrets to it: {_names(owners)}"
    principal = [owner for owner in one.principal_owners if owner.id != picture.me.id]
    if principal:
        yield f"{_these(principal, 'owner')} of its service principal can add credentials to it: {_names(principal)}"


def _uris(wanted: DesiredState, one: Inspection) -> Iterator[str]:
    foreign = [uri for uri in one.redirect_uris if uri.platform != "web" or uri.uri not in wanted.redirect_uris]
    if foreign:
        told = "; ".join(f"{uri.uri} ({uri.platform})" for uri in foreign)
        yield f"{_these(foreign, 'redirect URI')} {_stay(foreign)}: sign-in can also return to {told}"


def _keys(one: Inspection) -> Iterator[str]:
    who = "whoever holds one can sign in as the application"
    kinds = (
        ("secret", [each.in_words for each in one.secrets]),
        ("certificate", [each.in_words for each in one.certificates]),
        ("federated credential", [each.in_words for each in one.federated]),
        ("credential", [each.in_words for each in one.principal_credentials]),
    )
    for noun, found in kinds:
        if found:
            where = " of its service principal" if noun == "credential" else ""
            yield f"{_these(found, noun)}{where} {_stay(found)} valid, and {who}: {'; '.join(found)}"


def _roles(one: Inspection) -> Iterator[str]:
    foreign = [role for role in one.app_roles if role.display_name not in OF_THE_TEMPLATE]
    if foreign:
        told = "; ".join(role.display_name or role.value or role.id for role in foreign)
        yield f"{_these(foreign, 'app role')} {_stay(foreign)}: {told}"


def _these(those: Sequence[object], noun: str) -> str:
    return f"This existing {noun}" if len(those) == 1 else f"These {len(those)} existing {noun}s"


def _stay(those: Sequence[object]) -> str:
    return "stays" if len(those) == 1 else "stay"


def _names(people: Iterable[InspectedPerson]) -> str:
    return "; ".join(person.in_words for person in people)
