"""What an application proves its identity with: a client secret, the private key of its certificate, or a token."""

from __future__ import annotations

from dataclasses import dataclass

from total_onboard.core.secret import SecretText


@dataclass(frozen=True)
class CertificateKey:
    """A private key as PEM without a passphrase, and the SHA-1 thumbprint of the certificate that it belongs to."""

    key: SecretText
    thumbprint: str


@dataclass(frozen=True)
class FederatedToken:
    """A token of another issuer, which the sign-in takes in place of a secret."""

    token: SecretText


ApplicationCredential = SecretText | CertificateKey | FederatedToken
