"""Circumstances that data alone cannot say, by the name under which ``cases.yaml`` asks for them."""

from __future__ import annotations

from typing import Final

from tests.field.case import Arrangement, Scene

ARRANGEMENTS: Final[dict[str, Arrangement]] = {}


def arrangement(function: Arrangement) -> Arrangement:
    """Make a function known under its name."""
    ARRANGEMENTS[function.__name__] = function
    return function


@arrangement
def someone_generated_a_new_scim_token(scene: Scene) -> None:
    """In TOTAL's console; the one that the administrator has no longer opens anything."""
    scene.tenant.total_takes_the_scim_token("another-t0ken-of-the-console")
