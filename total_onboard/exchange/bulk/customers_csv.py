"""``--from customers.csv``: one order for each row, or what is wrong with the row, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from total_onboard.core.attribute_set import AttributeSet
from total_onboard.core.credential import CredentialChoice, CredentialKind
from total_onboard.core.desired_state import DesiredGroup
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.exchange import address_validation, validation
from total_onboard.exchange.bulk import cell_values
from total_onboard.exchange.bulk.csv_dialect import Record, read_records
from total_onboard.exchange.bulk.customer_rows import CustomerRow, row_warnings
from total_onboard.exchange.bulk.headings import Heading, find_heading
from total_onboard.exchange.bulk.row_result import THE_ROW, RowProblem
from total_onboard.exchange.desired_state.groups import parse_group
from total_onboard.exchange.keys.private_keys import KeyFolder
from total_onboard.exchange.keys.public_key_file import admin_key, admin_key_in
from total_onboard.exchange.parsing.certificate_file import certificate_in, read_certificate
from total_onboard.exchange.value_sheet.create import SheetRequest
from total_onboard.exchange.value_sheet.credential_values import BadCredential, CredentialParts, kind_of
from total_onboard.exchange.value_sheet.expiry import expiry

_NEEDED: Final = ("customer", "redirect_uri")


@dataclass(frozen=True)
class _Column:
    """Which part of the order a cell is, and its rule."""

    part: str
    rule: Callable[[str], object]


def _redirect_uris(cell: str) -> tuple[str, ...]:
    """Split a cell with several addresses at blanks or line breaks."""
    return tuple(address_validation.redirect_uri(cell_values.ascii_address(uri)) for uri in cell.split())


def _groups(cell: str) -> tuple[DesiredGroup, ...]:
    """``NAME=ROLE``; several with a bar or line breaks between them."""
    return tuple(parse_group(text) for text in cell.replace("|", "\n").splitlines() if text.strip())


def _attributes(cell: str) -> AttributeSet:
    return validation.attribute_set(cell.lower())


def _kinds(cell: str) -> tuple[CredentialKind, ...]:
    """Split a cell with several kinds, the preferred one first, at bars, commas or blanks."""
    return tuple(dict.fromkeys(kind_of(kind) for kind in re.split(r"[|,;\s]+", cell) if kind))


def _months(cell: str) -> int:
    return validation.secret_months(cell_values.whole_number(cell, "months"))


def _expires(cell: str) -> datetime:
    try:
        return expiry(cell)
    except BadValue:
        return expiry(cell_values.day(cell).isoformat())


def _handoff_address(text: str) -> str:
    return address_validation.public_host(address_validation.handoff_address(text), "hand-off address")


def _address(rule: Callable[[str], str]) -> Callable[[str], str]:
    return lambda cell: rule(cell_values.ascii_address(cell))


COLUMNS: Final[Mapping[str, _Column]] = {
    "customer": _Column("customer", validation.customer),
    "tenant": _Column("tenant", lambda cell: validation.tenant(cell_values.ascii_host(cell))),
    "cloud": _Column("cloud", lambda cell: validation.cloud(cell.lower())),
    "application_name": _Column("application_name", lambda cell: validation.name(cell, "an application")),
    "redirect_uri": _Column("redirect_uris", _redirect_uris),
    "scim_url": _Column("scim_url", _address(address_validation.scim_address)),
    "scim_token": _Column("scim_token", lambda cell: SecretText(validation.scim_token(cell))),
    "scim_token_ends": _Column("scim_token_ends", cell_values.day),
    "admin_key": _Column("admin_key", lambda cell: admin_key(Path(cell))),
    "group": _Column("groups", _groups),
    "secret_months": _Column("secret_months", _months),
    "attributes": _Column("attributes", _attributes),
    "credential": _Column("kinds", _kinds),
    "certificate": _Column("certificate", lambda cell: read_certificate(Path(cell))),
    "federated_issuer": _Column("issuer", str),
    "federated_subject": _Column("subject", str),
    "federated_audience": _Column("audience", str),
    "handoff_url": _Column("handoff_url", _address(_handoff_address)),
    "contact": _Column("contact", validation.contact),
    "expires": _Column("expires_at", _expires),
}
"""The columns, named like the options; :mod:`total_onboard.exchange.bulk.headings` knows their other names."""


def columns_with_content(own: KeyFolder) -> Mapping[str, _Column]:
    """Return the columns of a list from a browser: a cell contains a certificate or a key, and never names a file."""
    return {
        **COLUMNS,
        "admin_key": _Column("admin_key", lambda cell: admin_key_in(cell, "This", own)),
        "certificate": _Column("certificate", lambda cell: certificate_in(cell.encode(), "This")),
    }


def parts_for_all(by_column: Mapping[str, str]) -> dict[str, object]:
    """Return the parts of the order given outside the file, checked by the same rules. Raises BadValue."""
    return {COLUMNS[name].part: COLUMNS[name].rule(cell) for name, cell in by_column.items()}


@dataclass(frozen=True)
class CustomersFile:
    """The rows of a file, and ``notes`` about what was mapped, ignored and is unusual."""

    rows: tuple[CustomerRow, ...]
    notes: tuple[str, ...]


def read_customers(path: Path, defaults: Mapping[str, Any], encoding: str | None = None) -> CustomersFile:
    """Read every row that is not empty; ``defaults`` are the parts of the order that no cell gives.

    Raises BadValue for a file that cannot be read as a whole, EncodingUnknown for one in a code page.
    """
    records = read_records(path, encoding)
    heading = find_heading(records)
    if heading is None:
        first = f"row {records[0].number} isn't a heading with known columns" if records else "it is empty"
        raise _unusable(path, f"{first}; the column customer is required")
    _check_heading(path, heading, defaults)
    rows = tuple(_row(record, heading, defaults) for record in records[heading.at + 1 :])
    if not rows:
        raise _unusable(path, "it has no rows under its heading")
    return CustomersFile(rows, (*heading.notes, *row_warnings(rows)))


def _row(record: Record, heading: Heading, defaults: Mapping[str, Any]) -> CustomerRow:
    texts = [cell_values.clean(cell) for cell in record.cells]
    if any(texts[len(heading.columns) :]):
        reason = "It has more cells than the heading. Put cells that contain a separator in quotation marks."
        return CustomerRow(record.number, "", None, (RowProblem(field=THE_ROW, reason=reason),))
    by_column = {name: cell for name, cell in zip(heading.columns, texts, strict=False) if name and cell}
    return row_of(record.number, by_column, defaults)


def row_of(
    number: int,
    by_column: Mapping[str, str],
    defaults: Mapping[str, Any],
    columns: Mapping[str, _Column] = COLUMNS,
) -> CustomerRow:
    """Return the order that cells make, or what is wrong with each; empty cells are left out."""
    parts, faults = dict(defaults), list(_missing(by_column, defaults))
    for name, cell in by_column.items():
        try:
            parts[columns[name].part] = columns[name].rule(cell)
        except BadValue as error:
            faults.append(RowProblem(field=name, reason=error.message))
    try:
        credential = _credential(parts)
    except BadCredential as error:
        if error.field not in {fault.field for fault in faults}:
            faults.append(RowProblem(field=error.field, reason=error.message))
    order = None if faults else SheetRequest(**parts, credential=credential)
    return CustomerRow(number, by_column.get("customer", ""), order, tuple(faults))


def _credential(parts: dict[str, Any]) -> CredentialChoice | None:
    """Take the parts of the credential out of the order's. Raises BadCredential if they don't fit together."""
    own = {field.name: parts.pop(field.name) for field in fields(CredentialParts) if field.name in parts}
    return CredentialParts(**own).choice()


def _missing(by_column: Mapping[str, str], defaults: Mapping[str, Any]) -> Iterator[RowProblem]:
    for name in _NEEDED:
        if name not in by_column and COLUMNS[name].part not in defaults:
            yield RowProblem(field=name, reason="It is empty.")


def _check_heading(path: Path, heading: Heading, defaults: Mapping[str, Any]) -> None:
    if heading.twice:
        raise _unusable(path, f"its heading has the column {heading.twice} twice")
    for name in _NEEDED:
        if name not in heading.columns and COLUMNS[name].part not in defaults:
            raise _unusable(path, f"its heading has no column {name}")


def _unusable(path: Path, why: str) -> BadValue:
    return BadValue(f"{path} can't be used: {why}.", remedy=f"The columns are: {', '.join(COLUMNS)}.")
