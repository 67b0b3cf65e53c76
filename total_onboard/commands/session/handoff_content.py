"""Content of the hand-off after a run, delivered before anything else can go wrong."""

from __future__ import annotations

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.journal.entry import Delivered, DeliveryStarted, GroupDelivered, SheetUsed
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.clouds import Cloud
from total_onboard.entra.resources.applications import NewPassword
from total_onboard.exchange.handoff.delivery import HandoffTarget
from total_onboard.exchange.handoff.model import Handoff, HandoffGroup


def handoff_of(cloud: Cloud, desired: DesiredState, state: RunState, password: NewPassword | None) -> Handoff:
    """Return everything TOTAL needs; without a new password it names the delivered one, not its value."""
    issuer = f"{cloud.authority_url}/{state.identity.organization.id}/v2.0"
    return Handoff(
        tenant_id=state.identity.organization.id,
        tenant_name=state.identity.organization.display_name,
        client_id=state.observed.the_application.app_id,
        client_secret=password.secret if password else None,
        client_secret_key_id=password.key_id if password else None,
        client_secret_expires_at=password.end if password else None,
        groups=_groups(desired, state),
        issuer=issuer,
        discovery_url=f"{issuer}/.well-known/openid-configuration",
        recipient=desired.recipient,
    )


def write_or_copy(handoff: Handoff, journal: Journal, delivery: HandoffTarget) -> None:
    """Hand over, and only then note that the secret may be in use: one that is noted is never removed.

    What could not even be noted as about to be handed over is not: a later run would take it for nobody's.
    """
    key, file = handoff.client_secret_key_id, delivery.path.absolute() if delivery.path else None
    if key:
        journal.write(DeliveryStarted(key_id=key, file=file))
    delivery.hand_over(handoff)
    if key:
        journal.write(Delivered(key_id=key))
    for group in handoff.groups:
        journal.write(GroupDelivered(group_id=group.id))
    if handoff.recipient:
        journal.write(SheetUsed(sheet_id=handoff.recipient.sheet_id))


def _groups(desired: DesiredState, state: RunState) -> tuple[HandoffGroup, ...]:
    found = [(group, state.observed.group(group.name).group) for group in desired.groups]
    return tuple(HandoffGroup(id=there.id, name=group.name, role=group.role) for group, there in found if there)
