"""A new client secret beside the one that TOTAL uses, which stays until TOTAL uses the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from total_onboard.steps.client_secret.client_secret import ClientSecret, living, told_of_the_gone
from total_onboard.steps.client_secret.rotation_state import awaited, rotation_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.engine.step import Done, Planned, Run
    from total_onboard.entra.resources.applications import PasswordCredential

_BESIDE: Final = "; the one that TOTAL uses goes on working beside it"


class SecondSecret(ClientSecret):
    """As at set-up, except that one that lives is not enough: it takes a newer one beside it.

    ``given_up`` are key ids whose hand-offs were lost, so that another secret is needed; ``begun`` are those that
    an interrupted run handed off a while ago. One of these is enough, also where the old one has ended and none lives
    beside it.
    """

    needs: ClassVar[tuple[str, ...]] = ("application",)
    looks_after: ClassVar[tuple[str, ...]] = needs

    def __init__(self, given_up: Collection[str] = (), begun: Collection[str] = ()) -> None:
        self._given_up = frozenset(given_up)
        self._begun = frozenset(begun)

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """Make one, unless a rotation is under way: then TOTAL's word is awaited."""
        waiting = awaited(wanted, picture) if self._enough(wanted, picture) else ()
        return [*super().plan(wanted, picture), *waiting]

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:
        """The one that this run makes is enough from then on."""
        done = await super().apply(run, wanted, picture)
        if run.new_password:
            self._begun |= {run.new_password.key_id}
        return done

    def _enough(self, wanted: DesiredState, picture: Picture) -> PasswordCredential | None:
        rotation = rotation_of(wanted, picture)
        if rotation is None or rotation.new.key_id in self._given_up:
            return None
        is_under_way = rotation.in_use_so_far or rotation.new.key_id in self._begun
        return rotation.new if is_under_way else None

    def _beside(self, wanted: DesiredState, picture: Picture) -> str:
        return told_of_the_gone(wanted, picture) or (_BESIDE if living(wanted, picture) else "")
