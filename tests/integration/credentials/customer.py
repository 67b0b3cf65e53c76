"""A tenant, its administrator, and TOTAL's representative with everything that TOTAL signs in with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.e2e.loop import Loop
from tests.support.admin_session import AdminSession
from tests.support.cli_runner import CliResult
from tests.support.issuer import Issuer
from tests.support.total_credentials import SUBJECT, key_pem, public_pem

PROOFS: Final = {
    "secret": (),
    "certificate": ("--certificate-key", "total.key"),
    "federated": ("--federated-token", "token.jwt"),
}
"""What the representative gives to ``handoff open --verify``."""


@dataclass
class Customer:
    """``loop`` is what the two type, ``issuer`` makes TOTAL's tokens."""

    loop: Loop
    issuer: Issuer
    session: AdminSession

    @property
    def tenant(self) -> Any:
        return self.loop.admin.tenant

    @property
    def application(self) -> dict[str, Any]:
        (app,) = (one for one in self.tenant.store.applications.all_current() if one["displayName"] == "TOTAL")
        return dict(app)

    @property
    def credentials(self) -> dict[str, int]:
        """How many of each kind the application has."""
        names = {"secret": "passwordCredentials", "certificate": "keyCredentials"}
        names |= {"federated": "federatedIdentityCredentials"}
        return {kind: len(self.application.get(name, ())) for kind, name in names.items()}

    def gets_a_sheet(
        self, *kinds: str, certificate: str = "total.cer", out: str = "contoso.totalsheet", expires: str = "7d"
    ) -> None:
        chosen = [word for kind in kinds for word in ("--credential", kind)]
        data = {
            "certificate": ("--certificate", certificate),
            "federated": ("--federated-issuer", self.issuer.url, "--federated-subject", SUBJECT),
        }
        values = (word for kind in kinds for word in data.get(kind, ()))
        made = self.loop.makes_a_sheet(*chosen, *values, "--expires", expires, out=out)
        assert made.status == 0, made.err

    def sets_up(self, *more: str, sheet: str = "contoso.totalsheet", out: str = "contoso.totalhandoff") -> CliResult:
        words = ("--sheet", sheet, "--admin", "ada@contoso.com", "--handoff", out)
        return self.loop.types("setup", *words, "--output", "json", *more)

    def opens(self, *more: str, handoff: str = "contoso.totalhandoff") -> dict[str, Any]:
        (self.loop.home / "token.jwt").write_text(self.issuer.token(SUBJECT), encoding="utf-8")
        opened = self.loop.types("handoff", "open", handoff, "--verify", "--output", "json", *more)
        assert opened.status == 0, opened.err
        return dict(opened.document["handoff"])


def customer_of(home: Path, persona: str, issuer: Issuer, bundle: Path) -> Customer:
    """Return one whose tenant trusts the issuer's TLS certificate, with TOTAL's files in ``home``."""
    session = AdminSession(home, persona)
    loop = Loop(session)  # type: ignore[arg-type]
    loop.admin.tenant.trust_issuers_of(bundle)
    (home / "total.cer").write_bytes(public_pem())
    (home / "total.key").write_bytes(key_pem())
    return Customer(loop, issuer, session)
