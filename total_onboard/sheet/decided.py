"""What was said about objects that are there already: which of them shall be taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from total_onboard.desired_state import NEW, Decisions
from total_onboard.errors import BadValue

if TYPE_CHECKING:
    from total_onboard.desired_state import DesiredState
    from total_onboard.settings import Settings


def decisions(settings: Settings, wanted: DesiredState) -> Decisions:
    """Read ``--adopt``, ``--app-id`` and ``--group-id``. Raises BadValue."""
    return Decisions(
        adopt=settings.adopt,
        application=_id(settings.app_id, "--app-id") if settings.app_id is not None else "",
        groups=dict(_group(text, wanted) for text in settings.group_id),
    )


def _group(text: str, wanted: DesiredState) -> tuple[str, str]:
    """An id alone is the admin group's."""
    name, equals, said = text.rpartition("=")
    name = name.strip() if equals else wanted.admin_group.name
    if name not in {group.name for group in wanted.groups}:
        names = ", ".join(group.name for group in wanted.groups)
        raise BadValue(f"--group-id names a group {name!r} that is not wanted.", remedy=f"Name one of: {names}.")
    return name, _id(said, "--group-id")


def _id(said: str, option: str) -> str:
    word = said.strip().lower()
    if word == NEW:
        return NEW
    try:
        return str(UUID(word))
    except ValueError:
        raise BadValue(
            f"{said!r} is no id.", remedy=f"Give an id as the Entra portal shows it with {option}, or the word {NEW}."
        ) from None
