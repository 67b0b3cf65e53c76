"""Rule for the tenant of a hand-off: the sheet's, or that of the first accepted hand-off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.core.errors import BadSheet
from total_onboard.entra.object_ids import is_id

if TYPE_CHECKING:
    from total_onboard.exchange.ledger.tables import SheetRow


def accept_tenant(sheet: SheetRow, tenant_id: str, *, accept_change: bool) -> None:
    """Check the tenant of a hand-off, and pin the first one. Raises BadSheet.

    ``accept_change`` replaces a pinned tenant; what the sheet itself names can't be replaced.
    """
    tenant = tenant_id.lower()
    expected = tenant_of(sheet)
    if expected and tenant != expected:
        raise BadSheet(
            f"tenant_id: the hand-off comes from tenant {tenant}, but its sheet is for {expected}.",
            remedy="Ask the customer on the phone. If the tenant is right, make a new sheet for it.",
        )
    if not expected and sheet.pinned_tenant_id not in (None, tenant) and not accept_change:
        raise BadSheet(
            f"tenant_id: the hand-off comes from tenant {tenant}, but the first one for this sheet came from "
            f"{sheet.pinned_tenant_id}.",
            remedy="Ask the customer on the phone; if both are theirs, add --accept-tenant-change.",
        )
    sheet.pinned_tenant_id = tenant


def tenant_of(sheet: SheetRow) -> str | None:
    """Return the tenant ID that the sheet itself names; None for a domain that wasn't resolved, or no tenant."""
    if sheet.tenant_id:
        return sheet.tenant_id.lower()
    return sheet.tenant.lower() if sheet.tenant and is_id(sheet.tenant) else None
