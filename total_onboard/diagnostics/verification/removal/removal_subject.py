"""Which member a removal test removes."""

from __future__ import annotations

from dataclasses import dataclass

from total_onboard.entra.resources.groups import Group


@dataclass
class MemberRemovalTest:
    """Who is let go. ``interrupted`` is one that an earlier run began; ``out`` is whether the person is in no
    group of ours, as far as is known."""

    group: Group
    user_id: str
    who: str
    name: str = ""
    interrupted: bool = False
    out: bool = True
