"""Decisions about existing objects: which of them to adopt."""

from __future__ import annotations

from uuid import UUID

from total_onboard.core.adoption_decisions import NEW, AdoptionDecisions
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import BadValue
from total_onboard.settings import Settings


def adoption_decisions(settings: Settings) -> AdoptionDecisions:
    """Read ``--adopt``, ``--app-id`` and ``--group-id``. Raises BadValue."""
    return AdoptionDecisions(
        adopt=settings.adopt,
        application=_id(settings.app_id, "--app-id") if settings.app_id is not None else "",
        groups=dict(_group(text) for text in settings.group_id),
    )


def require_group_names(decisions: AdoptionDecisions, desired: DesiredState) -> None:
    """Raise BadValue if ``--group-id`` names a group that is not wanted; only a command that writes needs it."""
    names = [group.name for group in desired.groups]
    unknown = sorted(set(decisions.groups) - {"", *names})
    if unknown:
        raise BadValue(
            f"--group-id names the group {unknown[0]!r}, which isn't one of TOTAL's groups.",
            remedy=f"Name one of: {', '.join(names)}.",
        )


def _group(text: str) -> tuple[str, str]:
    """Split ``NAME=ID``; an id alone is the admin group's."""
    name, _, given_id = text.rpartition("=")
    return name.strip(), _id(given_id, "--group-id")


def key_id(given_id: str) -> str:
    """Parse the key ID of ``--keep-secret``. Raises BadValue."""
    try:
        return str(UUID(given_id.strip())) if given_id else ""
    except ValueError:
        raise BadValue(
            f"{given_id!r} isn't a key ID.",
            remedy="Give --keep-secret the key ID of a client secret, as the Microsoft Entra admin center shows it.",
        ) from None


def _id(given_id: str, option: str) -> str:
    word = given_id.strip().lower()
    if word == NEW:
        return NEW
    try:
        return str(UUID(word))
    except ValueError:
        raise BadValue(
            f"{given_id!r} is not an ID.",
            remedy=f"Use {option} with an ID as the Microsoft Entra admin center shows it, or with {NEW}.",
        ) from None
