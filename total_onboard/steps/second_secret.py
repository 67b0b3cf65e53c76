"""A new client secret beside the one that TOTAL uses, which stays until TOTAL uses the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from total_onboard.steps.client_secret import ClientSecret
from total_onboard.steps.rotation import awaited, rotation_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from total_onboard.desired_state import DesiredState
    from total_onboard.engine.picture import Picture
    from total_onboard.engine.step import Planned
    from total_onboard.entra.applications import PasswordCredential


class SecondSecret(ClientSecret):
    """As at set-up, except that one that lives is not enough: it takes a newer one beside it.

    ``given_up`` are key ids whose hand-offs were lost, so that another secret is needed.
    """

    needs: ClassVar[tuple[str, ...]] = ("application",)
    looks_after: ClassVar[tuple[str, ...]] = needs
    beside: ClassVar[str] = "; the one that TOTAL uses goes on working beside it"

    def __init__(self, given_up: Collection[str] = ()) -> None:
        self._given_up = frozenset(given_up)

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """Make one, unless a rotation is under way: then TOTAL's word is awaited."""
        waiting = awaited(wanted, picture) if self._enough(wanted, picture) else ()
        return [*super().plan(wanted, picture), *waiting]

    def _enough(self, wanted: DesiredState, picture: Picture) -> PasswordCredential | None:
        rotation = rotation_of(wanted, picture)
        if rotation is None or not rotation.in_use_so_far or rotation.new.key_id in self._given_up:
            return None
        return rotation.new
