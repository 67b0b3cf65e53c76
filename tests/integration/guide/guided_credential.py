"""What an administrator registers under "Certificates & secrets", with the values of a guide alone."""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Callable, Mapping
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding

from total_onboard.sandbox.directory.store import Body

Does = Callable[..., Any]


def makes_a_secret(does: Does, application: str, values: Mapping[str, str]) -> Body:
    """Certificates & secrets, Client secrets, New client secret."""
    body = {"displayName": values["Description"], "endDateTime": f"{values['End']}T00:00:00Z"}
    made: Body = does("POST", f"{application}/addPassword", {"passwordCredential": body})
    return made


def uploads_the_certificate(does: Does, application: str, values: Mapping[str, str]) -> None:
    """Certificates & secrets, Certificates, Upload certificate: the file that the guide says to save."""
    lines = textwrap.wrap(values["Certificate"], 64)
    file = "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----"])
    certificate = x509.load_pem_x509_certificate(file.encode())
    assert certificate.fingerprint(SHA1()).hex().upper() == values["Thumbprint"]
    key = base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
    added = {"type": "AsymmetricX509Cert", "usage": "Verify", "key": key, "displayName": values["Description"]}
    there = does("GET", application)["keyCredentials"]
    does("PATCH", application, {"keyCredentials": [*there, added]})


def adds_the_trust(does: Does, application: str, values: Mapping[str, str]) -> None:
    """Certificates & secrets, Federated credentials, Add credential."""
    assert values["Federated credential scenario"] == "Other issuer"
    names = {"name": values["Name"], "issuer": values["Issuer"], "subject": values["Value"]}
    body = names | {"audiences": [values["Audience"]]}
    does("POST", f"{application}/federatedIdentityCredentials", body)


CREDENTIALS: Final[Mapping[str, Callable[[Does, str, Mapping[str, str]], Body | None]]] = {
    "Client secret": makes_a_secret,
    "Certificate": uploads_the_certificate,
    "Federated credential": adds_the_trust,
}
"""What is done for each section of a guide that is about a credential."""
