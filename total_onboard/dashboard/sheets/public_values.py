"""A certificate and the key of an admin, pasted or as a file; and the credential that they are for."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Final

from total_onboard.core.credential import CredentialChoice
from total_onboard.core.errors import BadValue
from total_onboard.core.public_certificate import PublicCertificate
from total_onboard.core.text.decoding import NotText, decoded
from total_onboard.exchange.bulk.row_result import RowProblem
from total_onboard.exchange.keys.private_keys import KeyFolder
from total_onboard.exchange.keys.public_key_file import admin_key_in
from total_onboard.exchange.parsing.certificate_file import LARGEST, certificate_in
from total_onboard.exchange.value_sheet.create import SheetRequest
from total_onboard.exchange.value_sheet.credential_values import CredentialParts

PUBLIC_VALUES: Final = ("certificate", "admin_key")
"""Fields that take a file, too. What can't be used of them isn't kept: it may be a private key."""
_WIDTH: Final = 64


def public_value(name: str, text: str, content: bytes, own: KeyFolder) -> str:
    """Return the text to keep; empty if nothing is given. Raises BadValue."""
    given = content or text.encode()
    if not given:
        return ""
    if len(given) > LARGEST:
        raise BadValue("This is too large.", remedy="Choose another file.")
    if name == "certificate":
        return pem_of(certificate_in(given, "This"))
    try:
        found = decoded(given).text
    except NotText:
        raise BadValue("This isn't a text file.", remedy="Choose another file.") from None
    admin_key_in(found, "This", own)
    return found


def pem_of(certificate: PublicCertificate) -> str:
    """Return a certificate as people know it."""
    body = "\n".join(textwrap.wrap(certificate.der, _WIDTH))
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----"


def credential_cells(choice: CredentialChoice | None) -> Mapping[str, str]:
    """Return an earlier choice as it is typed."""
    parts = CredentialParts.of(choice)
    return {
        "credential": " ".join(parts.kinds),
        "certificate": pem_of(parts.certificate) if parts.certificate else "",
        "federated_issuer": parts.issuer or "",
        "federated_subject": parts.subject or "",
        "federated_audience": parts.audience or "",
    }


def unused_credential(cells: Mapping[str, str], order: SheetRequest) -> RowProblem | None:
    """Return a problem if there is data of a credential that isn't chosen: one of the two is a mistake."""
    chosen = order.credential.preference if order.credential else ()
    data = {"certificate": "certificate", "federated_issuer": "federated", "federated_subject": "federated"}
    unused = next((kind for name, kind in data.items() if cells.get(name) and kind not in chosen), None)
    if unused is None:
        return None
    reason = f"There is data of the credential “{unused}”, but it isn't chosen. Choose it, or empty its fields."
    return RowProblem(field="credential", reason=reason)
