"""A value sheet that isn't signed yet: what was typed, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.dashboard.sheets.public_values import (
    PUBLIC_VALUES,
    credential_cells,
    public_value,
    unused_credential,
)
from total_onboard.exchange import validation
from total_onboard.exchange.bulk import cell_values
from total_onboard.exchange.bulk.customer_rows import CustomerRow
from total_onboard.exchange.bulk.customers_csv import columns_with_content, row_of
from total_onboard.exchange.bulk.row_result import RowProblem
from total_onboard.exchange.keys.private_keys import KeyFolder
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
    "credential",
    "certificate",
    "federated_issuer",
    "federated_subject",
    "federated_audience",
    "admin_key",
    "handoff_url",
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
        )


@dataclass(frozen=True)
class Draft:
    """``cells`` are the texts of the form without the token, which never goes back into a page.

    ``dropped`` says what was wrong with a token, a certificate or a key that was given: it isn't kept, because it
    may be a secret.
    """

    cells: dict[str, str] = field(default_factory=dict)
    token: SecretText | None = None
    dropped: dict[str, str] = field(default_factory=dict)
    note: str = ""
    renewal: Renewal | None = None

    @property
    def keeps_sealed_token(self) -> bool:
        """Whether the new sheet gets the sealed token of the earlier one."""
        return bool(self.renewal and self.renewal.sealed_token and self.token is None)

    def with_form(self, typed: dict[str, str], files: dict[str, bytes], own: KeyFolder) -> Draft:
        """Return the draft with what was given; a file takes the place of the text, and no token keeps the earlier."""
        cells = {name: cell_values.clean(typed.get(name, "")) for name in FIELDS}
        dropped = {}
        for name in PUBLIC_VALUES:
            try:
                cells[name] = public_value(name, cells[name], files.get(name, b""), own)
            except BadValue as error:
                cells[name], dropped[name] = "", error.message
        draft = replace(self, cells=cells, note=typed.get("note", ""), dropped=dropped)
        return draft._with_token(cell_values.clean(typed.get(TOKEN, "")), left_out=bool(typed.get("no_token")))

    def _with_token(self, text: str, *, left_out: bool) -> Draft:
        draft = replace(self, token=None, renewal=_without_token(self.renewal)) if left_out else self
        if not text:
            return draft
        try:
            return replace(draft, token=SecretText(validation.scim_token(text)))
        except BadValue as error:
            return replace(draft, token=None, dropped={**self.dropped, TOKEN: error.message})

    def row(self, own: KeyFolder) -> CustomerRow:
        """Return the order, or what is wrong with each field: by the rules of the command line."""
        filled = {name: cell for name, cell in self.cells.items() if cell}
        row = row_of(0, filled, self._other_parts(), columns_with_content(own))
        faults = (*self._dropped(), *(one for one in row.faults if one.field not in self.dropped))
        if not faults and row.order and (unused := unused_credential(filled, row.order)):
            faults = (unused,)
        return replace(row, order=None if faults else row.order, faults=faults)

    def _dropped(self) -> Iterator[RowProblem]:
        return (RowProblem(field=name, reason=reason) for name, reason in self.dropped.items())

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
        "handoff_url": sheet.handoff_url,
        "contact": sheet.contact,
        **credential_cells(sheet.credential_choice),
    }
    return {name: str(cell) if cell else "" for name, cell in cells.items()}
