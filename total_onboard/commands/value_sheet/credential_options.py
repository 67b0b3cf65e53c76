"""Options of a sheet about the credential, and about the address that takes the hand-off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from total_onboard.core.credential import CredentialChoice, CredentialKind
from total_onboard.core.errors import BadValue
from total_onboard.entra.clouds import is_here
from total_onboard.exchange import address_validation
from total_onboard.exchange.parsing.certificate_file import read_certificate
from total_onboard.exchange.value_sheet.credential_values import CredentialParts
from total_onboard.settings import Settings


@dataclass(frozen=True)
class CredentialOptions:
    """``--credential``, ``--certificate`` and those of a trust; None or empty if not given."""

    kinds: tuple[CredentialKind, ...] = ()
    certificate: Path | None = None
    issuer: str | None = None
    subject: str | None = None
    audience: str | None = None

    @property
    def any(self) -> bool:
        """Whether one of them is given."""
        return self != CredentialOptions()

    def choice(self) -> CredentialChoice | None:
        """Return the choice that they make. Raises BadValue."""
        return self.renewed(None)

    def renewed(self, old: CredentialChoice | None) -> CredentialChoice | None:
        """Return the choice of the earlier sheet with what they change. Raises BadValue."""
        if not self.any:
            return old
        parts, before = self._parts(), CredentialParts.of(old)
        _refuse_unused(replace(parts, kinds=parts.kinds or before.kinds))
        return parts.or_else(before).choice()

    def cells(self) -> Mapping[str, str | None]:
        """Return what the columns of the same names would say."""
        return {
            "credential": " ".join(self.kinds),
            "certificate": str(self.certificate) if self.certificate else None,
            "federated_issuer": self.issuer,
            "federated_subject": self.subject,
            "federated_audience": self.audience,
        }

    def _parts(self) -> CredentialParts:
        certificate = read_certificate(self.certificate) if self.certificate else None
        return CredentialParts(self.kinds, certificate, self.issuer, self.subject, self.audience)


def handoff_address(settings: Settings, text: str) -> str:
    """Validate the address for hand-offs; one on this machine is for the sandbox. Raises BadValue."""
    address = address_validation.handoff_address(text)
    if not (is_here(address) and is_here(settings.authority_url or "")):
        address_validation.public_host(address, "hand-off address")
    return address


def _refuse_unused(parts: CredentialParts) -> None:
    """Refuse data of a kind that wasn't chosen: one of the two is a mistake."""
    if parts.kinds and (unused := parts.unused()):
        option = "--certificate" if unused is CredentialKind.CERTIFICATE else "the options of the trust"
        raise BadValue(
            f"There is data of the credential “{unused}”, but --credential doesn't name it.",
            remedy=f"Add --credential {unused}, or leave {option} out.",
        )
