"""Inputs of the verifications, and the client secret from any place that keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import BadSheet
from total_onboard.core.platforms.tls import ssl_context
from total_onboard.core.secret import SecretText
from total_onboard.diagnostics.verification.context import HandoffReference, VerificationContext
from total_onboard.engine.executor import with_dependencies
from total_onboard.engine.plan import BlockedItem
from total_onboard.engine.polling import VERIFICATION, PollPolicy
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext
from total_onboard.entra.clouds import CloudName
from total_onboard.entra.resources.applications import NewPassword
from total_onboard.exchange.handoff.model import Handoff
from total_onboard.exchange.handoff.received_handoff import read_handoff
from total_onboard.exchange.handoff.sealed_handoff import SealedHandoff
from total_onboard.settings import ANY_ORGANIZATION, Settings
from total_onboard.settings_sources import SourceKind
from total_onboard.steps import SETUP_STEPS
from total_onboard.ui.console import Screen
from total_onboard.ui.prompts import ask_secret
from total_onboard.ui.validated_prompts import explain

_WITH_TOTAL = "The client secret isn't on this computer"


@dataclass(frozen=True)
class SecretLookup:
    """The client secret, or why it is not at hand; ``client_id`` is whose it is, empty if that was not said, and
    ``handed_off`` which one it is."""

    text: SecretText | None = None
    why_not: str = _WITH_TOTAL
    client_id: str = ""
    handed_off: HandoffReference | None = None

    def check_is_of(self, client_id: str) -> None:
        """Raise BadSheet for a hand-off of another application, whose secret proves nothing here."""
        if self.client_id and self.client_id.lower() != client_id.lower():
            raise BadSheet(
                f"The hand-off is of another application ({self.client_id}), not of {client_id}.",
                remedy="Give the hand-off of this application with --handoff, or leave --handoff out.",
            )


def given_secret(settings: Settings, handoff: Path | None) -> SecretLookup | None:
    """Read the secret from the kept hand-off or the environment; None if it is in neither. Raises BadSheet."""
    if handoff:
        return _in_handoff(read_handoff(handoff))
    return SecretLookup(settings.client_secret) if settings.client_secret else None


def typed_secret(screen: Screen) -> SecretText | None:
    """Ask for the client secret at a terminal; None without one, or for Enter alone."""
    if not screen.interactive:
        return None
    explain(screen, "Optional: paste the client secret to test sign-in as TOTAL. Press Enter to skip.")
    return ask_secret(screen, "Client secret", "--handoff") or None


def _in_handoff(kept: Handoff | SealedHandoff) -> SecretLookup:
    if isinstance(kept, SealedHandoff):
        return SecretLookup(why_not=f"{kept.name} is sealed, so only TOTAL can read its client secret")
    key_id = kept.client_secret_key_id
    which = HandoffReference(key_id, kept.created_at) if key_id else None
    return SecretLookup(kept.client_secret, "There is no client secret in this hand-off", kept.client_id, which)


def build_verification_context(
    settings: Settings,
    desired: DesiredState,
    state: RunState,
    run: ExecutionContext,
    secret: SecretLookup,
    missing: frozenset[str] = frozenset(),
) -> VerificationContext:
    """Build the context for the verifications of one setup, with the settings' time limits."""
    return VerificationContext(
        run=run,
        desired=desired,
        state=state,
        trust=ssl_context(settings.ca_bundle),
        ca_bundle=settings.ca_bundle,
        client_secret=secret.text,
        why_no_secret=secret.why_not,
        handed_off=secret.handed_off,
        policy=PollPolicy(first=VERIFICATION.first, longest=VERIFICATION.longest, limit=settings.verification_seconds),
        missing=missing,
        tenant=_named_tenant(settings),
    )


def _named_tenant(settings: Settings) -> str:
    """Return the tenant that the command line or a sheet names; the environment names it again the next time.

    It also names the addresses of a custom cloud, such as a sandbox.
    """
    if settings.cloud is CloudName.CUSTOM:
        return ""
    source = settings.source_of("tenant")
    named = source is None or source.kind is SourceKind.COMMAND_LINE
    return settings.tenant if named and settings.tenant != ANY_ORGANIZATION else ""


def setup_verification_context(
    settings: Settings,
    desired: DesiredState,
    state: RunState,
    run: ExecutionContext,
    made: NewPassword | None,
    blocked: Iterable[BlockedItem],
    chosen: frozenset[str],
) -> VerificationContext:
    """Build the context after a setup: with the secret that it ``made``, and without the steps that it excludes."""
    missing = frozenset(item.step for item in blocked)
    looked_at = {step.id for step in with_dependencies(SETUP_STEPS, chosen)}
    left_out = frozenset(step.id for step in SETUP_STEPS) - looked_at
    verification = build_verification_context(settings, desired, state, run, _made_secret(made), missing)
    return replace(verification, left_out=left_out)


def _made_secret(made: NewPassword | None) -> SecretLookup:
    return SecretLookup(made.secret, handed_off=HandoffReference(made.key_id, made.start)) if made else SecretLookup()
