"""Age of a hand-off, and what its credentials still wait for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

from total_onboard.core.credential import CredentialKind
from total_onboard.core.text.formatting import format_time
from total_onboard.engine.plan import BlockedItem
from total_onboard.engine.step_id import StepId
from total_onboard.exchange.ledger.entries import HandoffEntry, NewerHandoff, SheetEntry
from total_onboard.exchange.ledger.location import LedgerUnavailable

if TYPE_CHECKING:
    from total_onboard.exchange.handoff.model import Handoff

_EXPIRED: Final = {
    CredentialKind.SECRET: "The client secret expired on {}. Ask the customer to run total-onboard rotate-secret.",
    CredentialKind.CERTIFICATE: "The certificate expired on {}. Send the customer a value sheet with a new one.",
}
_NAMES: Final = {
    CredentialKind.SECRET: "the client secret",
    CredentialKind.CERTIFICATE: "the certificate",
    CredentialKind.FEDERATED: "TOTAL's token",
}


def awaited(
    credentials: Literal["work", "not yet", "not checked"],
    kind: CredentialKind,
    ledger_down: LedgerUnavailable | None = None,
) -> tuple[BlockedItem, ...]:
    """Return what must happen before the values are checked, recorded and usable."""
    of_credentials = (_consent_wait(kind),) if credentials == "not yet" else ()
    return (*of_credentials, _ledger_wait(ledger_down)) if ledger_down else of_credentials


def _consent_wait(kind: CredentialKind) -> BlockedItem:
    return BlockedItem(
        step=StepId.CONSENT,
        sentence=(
            f"Waiting for the customer: Microsoft accepts {_NAMES[kind]}, but the token holds no permission of "
            "Microsoft Graph. The admin consent is missing, or isn't in effect yet."
        ),
        remedy="Try again in a few minutes with --verify. If it stays, ask the customer to run total-onboard verify.",
    )


def _ledger_wait(down: LedgerUnavailable) -> BlockedItem:
    return BlockedItem(
        step="ledger",
        sentence=f"{down.message}. The customer and the tenant weren't checked, and the hand-off isn't recorded.",
        remedy=f"{down.remedy} Then open the hand-off again.",
    )


def withdrawn_warnings(sheet: SheetEntry | None) -> Iterator[str]:
    """Name a hand-off whose sheet was withdrawn: the sheet may have reached the wrong person."""
    if sheet and sheet.withdrawn_at:
        yield (
            f"Withdrawn: {sheet.withdrawn_by} withdrew the sheet that this hand-off answers on "
            f"{format_time(sheet.withdrawn_at)}: {sheet.withdrawn_reason}. "
            "Ask the customer on the phone before you use the "
            "values."
        )


def age_warnings(handoff: Handoff, newer: NewerHandoff | None, before: HandoffEntry | None) -> Iterator[str]:
    """Name a hand-off that is outdated, was opened before, or holds an expired client secret."""
    if newer:
        yield _outdated(handoff, newer)
    if before:
        yield f"Duplicate: {before.received_by} opened this same hand-off on {format_time(before.received_at)}."
    ends = handoff.expires_at
    if ends and ends <= datetime.now(UTC):
        yield _EXPIRED[handoff.kind].format(format_time(ends))


def _outdated(handoff: Handoff, newer: NewerHandoff) -> str:
    which = (
        f"Outdated: a newer hand-off of this customer was made on {format_time(newer.created_at)} and opened on "
        f"{format_time(newer.received_at)} by {newer.received_by} (sheet {newer.sheet_id})."
    )
    if handoff.client_secret is None or newer.credential:
        return f"{which} Use the newer one."
    if newer.secret_ends_at is None:
        return f"{which} It holds no client secret: keep the one in this file, and take the groups from the newer one."
    return f"{which} The client secret in this one may no longer work. Use the newer one."
