"""State of a rotation: the new secret, the old ones, and the unmanaged ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.plan import BlockedItem
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.applications import PasswordCredential
from total_onboard.steps.client_secret.client_secret import secrets_made_elsewhere, unexpired_secrets
from total_onboard.steps.client_secret.create_secret import STEP, expires_at, until

FINISH: Final = "total-onboard rotate-secret --finish"
OLDER: Final = "older "
NEWER: Final = "newer "

_DELETE: Final = (
    "delete it in the Microsoft Entra admin center: App registrations, Certificates & secrets, Secret ID {key_id}."
)
_AT_THE_OTHER_MACHINE: Final = (
    f"Run {FINISH} on the machine that handed off the newest secret: it deletes its older ones. Or, if TOTAL "
    f"doesn't use this one, {_DELETE}"
)
_UNUSED: Final = f"Once TOTAL doesn't use it, {_DELETE}"


@dataclass(frozen=True)
class RotationState:
    """``new`` is the living client secret that was handed off last from here, ``old`` are all that were handed off
    besides, and ``others`` live, bear our name, are older than the new one, and were handed off elsewhere; ``newer``
    were so later.
    """

    new: PasswordCredential
    old: tuple[PasswordCredential, ...]
    others: tuple[PasswordCredential, ...]
    newer: tuple[PasswordCredential, ...]
    now: datetime

    @property
    def previous_secrets(self) -> tuple[PasswordCredential, ...]:
        """The secrets that TOTAL may still be using; while there are any, the rotation is pending."""
        return (*(one for one in self.old if expires_at(one) > self.now), *self.others)


def rotation_of(desired: DesiredState, state: RunState) -> RotationState | None:
    """Return None if no client secret that was delivered from here is unexpired. Pure."""
    there = {
        one.key_id: one
        for one in (state.observed.application.password_credentials if state.observed.application else ())
    }
    handed = [there[key] for key in state.history.delivered_key_ids if key in there]
    new = next((one for one in reversed(handed) if expires_at(one) > state.identity.now), None)
    if new is None:
        return None
    strangers = secrets_made_elsewhere(desired, state)
    others = tuple(one for one in strangers if _start_of(one) <= _start_of(new))
    newer = tuple(one for one in strangers if one not in others)
    return RotationState(new, tuple(one for one in handed if one is not new), others, newer, state.identity.now)


def pending_rotation(desired: DesiredState, state: RunState) -> tuple[BlockedItem, ...]:
    """Return a blocked item if TOTAL has, or may have, to take over a new secret. Pure."""
    rotation = rotation_of(desired, state)
    if rotation is None or not rotation.previous_secrets:
        return started_elsewhere(desired, state)
    return tuple(_still_in_use(rotation))


def _still_in_use(rotation: RotationState) -> Iterator[BlockedItem]:
    """Yield what --finish removes, and what it leaves because another machine handed it off."""
    begin = f"TOTAL must still switch to the new client secret (key ID {rotation.new.key_id}). The"
    once_confirmed = "Once TOTAL says that it uses the new one"
    if own := [one for one in rotation.previous_secrets if one in rotation.old]:
        sentence = f"{begin} old one also works {until(max(own, key=expires_at))}."
        yield BlockedItem(step=STEP, sentence=sentence, remedy=f"{once_confirmed}: {FINISH}")
    for other in rotation.others:
        sentence = (
            f"{begin} older one (key ID {other.key_id}), which wasn't handed off from this machine, is kept "
            f"and works {until(other)}; --finish doesn't delete it."
        )
        yield BlockedItem(
            step=STEP, sentence=sentence, remedy=f"{once_confirmed}, {_DELETE.format(key_id=other.key_id)}"
        )


def started_elsewhere(desired: DesiredState, state: RunState, step: str = STEP) -> tuple[BlockedItem, ...]:
    """Return a blocker if several secrets exist and another machine knows which of them TOTAL uses. Pure."""
    several = len(unexpired_secrets(desired, state)) > 1
    return (
        tuple(unmanaged_secret_notice(one, step) for one in secrets_made_elsewhere(desired, state)) if several else ()
    )


def unmanaged_secret_notice(other: PasswordCredential, step: str, age: str = "") -> BlockedItem:
    """Warn that an unmanaged secret stays until its owner acts; no other machine deletes an older one."""
    sentence = (
        f"The {age}client secret {other.key_id} wasn't handed off from this machine, so it is kept and works "
        f"{until(other)}; neither --finish nor --again deletes it here."
    )
    remedy = _UNUSED if age == OLDER else _AT_THE_OTHER_MACHINE
    return BlockedItem(step=step, sentence=sentence, remedy=remedy.format(key_id=other.key_id))


def _start_of(secret: PasswordCredential) -> datetime:
    return secret.start_date_time or datetime.min.replace(tzinfo=UTC)
