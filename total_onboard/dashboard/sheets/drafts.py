"""A value sheet that isn't signed yet: what was typed, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from total_onboard.core.credential import CredentialChoice
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.exchange import validation
from total_onboard.exchange.bulk import cell_values
from total_onboard.exchange.bulk.customer_rows import CustomerRow
from total_onboard.exchange.bulk.customers_csv import row_of
from total_onboard.exchange.bulk.row_result import RowProblem
from total_onboard.exchange.keys.public_keys import PublicKeys
from total_onboard.exchange.value_sheet.create import SheetRequest, check_order
from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet

TOKEN: Final = "scim_token"  # noqa: S105
FIELDS: Final = (
    "customer",
    "tenant",
    "cloud",
    "redirect_uri",
    "scim_url",
    "scim_token_ends",
    "application_name",
    "group",
    "secret_months",
    "attributes",
    "contact",
    "expires",
)
"""Fields of the form, named and checked like the columns of a file of customers."""


@dataclass(frozen=True)
class Renewal:
    """The sheet that a draft replaces; ``version`` is the one that was seen."""

    sheet_id: UUID
    version: int
    issued_at: datetime
    tenant: str | None
    tenant_id: str | None
    pinned_tenant_id: str | None
    sealed_token: str | None
    credential: CredentialChoice | None
    handoff_url: str | None

    @classmethod
    def of(cls, sheet: IssuedSheet, version: int, pinned_tenant_id: str | None) -> Renewal:
        """Take what the form doesn't show from the earlier sheet."""
        return cls(
            sheet.id,
            version,
            sheet.issued_at,
            sheet.tenant,
            sheet.tenant_id,
            pinned_tenant_id,
            sheet.sealed_scim_token,
            sheet.credential_choice,
            sheet.handoff_url,
        )


@dataclass(frozen=True)
class Draft:
    """``cells`` are the texts of the form without the token, which never goes back into a page."""

    cells: dict[str, str] = field(default_factory=dict)
    token: SecretText | None = None
    token_fault: str = ""
    note: str = ""
    renewal: Renewal | None = None

    @property
    def keeps_sealed_token(self) -> bool:
        """Whether the new sheet gets the sealed token of the earlier one."""
        return bool(self.renewal and self.renewal.sealed_token and self.token is None)

    def with_form(self, typed: dict[str, str]) -> Draft:
        """Return the draft with what was typed; an empty token keeps the one that was given before."""
        cells = {name: cell_values.clean(typed.get(name, "")) for name in FIELDS}
        draft = replace(self, cells=cells, note=typed.get("note", ""))
        if typed.get("no_token"):
            draft = replace(draft, token=None, token_fault="", renewal=_without_token(self.renewal))
        text = cell_values.clean(typed.get(TOKEN, ""))
        if not text:
            return draft
        try:
            return replace(draft, token=SecretText(validation.scim_token(text)), token_fault="")
        except BadValue as error:
            return replace(draft, token=None, token_fault=error.message)

    def row(self) -> CustomerRow:
        """Return the order, or what is wrong with each field: by the rules of the command line."""
        filled = {name: cell for name, cell in self.cells.items() if cell}
        row = self._kept(row_of(0, filled, self._other_parts()))
        if not self.token_fault:
            return row
        return replace(row, order=None, faults=(*row.faults, RowProblem(field=TOKEN, reason=self.token_fault)))

    def _kept(self, row: CustomerRow) -> CustomerRow:
        """Keep what the form doesn't show of the earlier sheet."""
        if not (self.renewal and row.order):
            return row
        credential, address = self.renewal.credential, self.renewal.handoff_url
        return replace(row, order=replace(row.order, credential=credential, handoff_url=address))

    def _other_parts(self) -> dict[str, Any]:
        parts: dict[str, Any] = {TOKEN: self.token} if self.token else {}
        if self.renewal and self.keeps_sealed_token:
            parts["sealed_token"] = self.renewal.sealed_token
        if self.renewal and self.renewal.tenant == (self.cells.get("tenant") or None):
            parts["tenant_id"] = self.renewal.tenant_id
        return parts


def _without_token(renewal: Renewal | None) -> Renewal | None:
    return replace(renewal, sealed_token=None) if renewal else None


def order_problem(order: SheetRequest, keys: PublicKeys) -> BadValue | None:
    """Return what no single field can know to be wrong."""
    try:
        check_order(order, keys, datetime.now(UTC))
    except BadValue as error:
        return error
    return None


def cells_of(sheet: IssuedSheet) -> dict[str, str]:
    """Return an earlier sheet's values as they are typed; the new one expires by the default."""
    cells = {
        "customer": sheet.customer,
        "tenant": sheet.tenant,
        "cloud": sheet.cloud,
        "redirect_uri": "\n".join(sheet.redirect_uris),
        "scim_url": sheet.scim_url,
        "scim_token_ends": sheet.scim_token_ends and sheet.scim_token_ends.isoformat(),
        "application_name": sheet.application_name,
        "group": "\n".join(f"{group.name}={group.role}" for group in sheet.groups),
        "secret_months": str(sheet.secret_months),
        "attributes": sheet.attributes,
        "contact": sheet.contact,
    }
    return {name: str(cell) if cell else "" for name, cell in cells.items()}
