"""Source of the new client secret's value: this run, its hand-off, or the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from total_onboard.commands.rotate_secret.rotation_session import SecretRotation
from total_onboard.commands.verify.verification_inputs import SecretLookup
from total_onboard.core.errors import BadSheet
from total_onboard.engine.journal.secret_deliveries import delivered_near, file_of
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.applications import NewPassword, PasswordCredential
from total_onboard.exchange.handoff.model import Handoff
from total_onboard.exchange.handoff.received_handoff import plain_handoff, read_handoff
from total_onboard.exchange.handoff.sealed_handoff import SealedHandoff, is_sealed
from total_onboard.settings import Settings

_NOT_HERE: Final = "The new client secret isn't on this computer, and wasn't verified when it was created"
_GIVE_ANOTHER: Final = "Give the hand-off of the new secret with --handoff, or leave --handoff out."


def read_given(handoff: Path) -> SealedHandoff | Handoff:
    """Read the hand-off given with ``--finish``, as far as possible. Raises BadSheet for an invalid file."""
    try:
        return read_handoff(handoff)
    except BadSheet as error:
        raise BadSheet(error.message, remedy=_GIVE_ANOTHER) from error


def value_of(
    new: PasswordCredential, made: NewPassword | None, rotation: SecretRotation, state: RunState
) -> SecretLookup:
    """Return what is known of it; ``made`` is the secret of this run. Raises BadSheet for a hand-off of another."""
    options, settings = rotation.options, rotation.settings
    if made and made.key_id == new.key_id:
        return SecretLookup(made.secret)
    if options.finish and options.handoff:
        return _in_given(options.handoff, new, rotation, state)
    recorded = file_of(rotation.journal.entries(), new.key_id)
    if recorded is None:
        return _in_environment(settings, new)
    if is_sealed(recorded):
        return SecretLookup(why_not=_NOT_HERE)
    return _in_plain(plain_handoff(recorded), recorded.name, new, state)


def _in_given(handoff: Path, new: PasswordCredential, rotation: SecretRotation, state: RunState) -> SecretLookup:
    given = read_given(handoff)
    if isinstance(given, Handoff):
        return _in_plain(given, handoff.name, new, state)
    _check_the_outside(given, new, rotation, state)
    return SecretLookup(why_not=_NOT_HERE)


def _check_the_outside(
    sealed: SealedHandoff, new: PasswordCredential, rotation: SecretRotation, state: RunState
) -> None:
    """Compare what is readable without the key: its owner, and when it was written."""
    if str(sealed.filing.tenant_id) != state.identity.organization.id.lower():
        raise BadSheet(f"{sealed.name} is the hand-off of another tenant.", remedy=_GIVE_ANOTHER)
    if delivered_near(rotation.journal.entries(), sealed.filing.created_at) != new.key_id:
        raise BadSheet(
            f"{sealed.name} contains an earlier client secret. The new one is {new.key_id}.",
            remedy=_GIVE_ANOTHER,
        )


def _in_plain(kept: Handoff, name: str, new: PasswordCredential, state: RunState) -> SecretLookup:
    known = SecretLookup(kept.client_secret, _NOT_HERE, kept.client_id)
    known.check_is_of(state.observed.the_application.app_id)
    if kept.client_secret_key_id != new.key_id:
        raise BadSheet(
            f"{name} contains the client secret {kept.client_secret_key_id}. The new one is {new.key_id}.",
            remedy=_GIVE_ANOTHER,
        )
    return known


def _in_environment(settings: Settings, new: PasswordCredential) -> SecretLookup:
    """Return the secret in the environment, which must begin like the new one: it may be the old one."""
    given = settings.client_secret
    if given and new.hint and given.reveal(to="the look whether it begins as the new secret").startswith(new.hint):
        return SecretLookup(given)
    return SecretLookup(why_not=_NOT_HERE)
