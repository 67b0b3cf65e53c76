"""Verification of ownership after a lost creation response, by evidence that others could not have prepared.

A name or unique name can be anybody's. What counts is that the object was created after it was requested, and that
nobody but those who ran this tool here owns it or has anything in it: then nobody else can use it, no matter who sent
the request.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.engine.inspection.object_contents import InspectedPerson, Inspection
from total_onboard.engine.state.run_state import RunState

_CLOCKS_DIFFER: Final = timedelta(minutes=5)


class CreatorUnknown(OnboardError):
    """Error: a response was lost, and the existing object may belong to others."""

    code = "cannot-tell-whose"
    exit_status = ExitStatus.INCOMPLETE

    def __init__(self, kind: str, name: str, found: Inspection, why: str) -> None:
        super().__init__(
            f"The {kind} {name} (object ID {found.object_id}) may not be the one that this run created: "
            f"{why}. Nothing more is written to it.",
            remedy="Check in the Microsoft Entra admin center who created it. Delete it if it isn't yours, then "
            "run the same "
            "command again.",
        )


def why_creator_is_unknown(found: Inspection, asked: datetime, state: RunState) -> str:
    """Return why it may belong to others, or an empty text."""
    strangers = [one for one in (*found.owners, *found.principal_owners) if not _is_one_of_us(one, state)]
    reasons = {
        f"{', '.join(found.unavailable)} can't be read": found.unavailable,
        "it was created before this run requested it": found.created is None or found.created < asked - _CLOCKS_DIFFER,
        f"it is owned by {_names(strangers)}": strangers,
        f"it has the member {_names(found.members)}": found.members,
        "it has redirect URIs": found.redirect_uris,
        "it has credentials": (found.secrets, found.certificates, found.federated, found.principal_credentials)
        != ((), (), (), ()),
    }
    return "; ".join(why for why, holds in reasons.items() if holds)


def _is_one_of_us(person: InspectedPerson, state: RunState) -> bool:
    return person.id == state.identity.me.id or (person.user_principal_name or "").casefold() in state.history.accounts


def _names(people: tuple[InspectedPerson, ...] | list[InspectedPerson]) -> str:
    return ", ".join(person.description for person in people)
