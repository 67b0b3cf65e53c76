"""``handoff open --verify``: prove that TOTAL can sign in with the credential that the hand-off names."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from total_onboard.core.credential import CredentialKind
from total_onboard.core.errors import BadValue, SignInFailed
from total_onboard.core.secret import SecretText
from total_onboard.core.text.decoding import NotText, read_text
from total_onboard.entra.clouds import CLOUDS, Cloud
from total_onboard.entra.sign_in.application_credential import ApplicationCredential, CertificateKey, FederatedToken
from total_onboard.exchange.handoff.model import Handoff
from total_onboard.exchange.handoff.public_credential import HandedCertificate
from total_onboard.settings import Settings
from total_onboard.ui.console import Screen
from total_onboard.ui.prompts import ask_until_valid

PASSPHRASE_VARIABLE: Final = "TOTAL_ONBOARD_CERTIFICATE_KEY_PASSPHRASE"  # noqa: S105
TOKEN_VARIABLE: Final = "AZURE_FEDERATED_TOKEN_FILE"  # noqa: S105
"""The variable that Microsoft's workload identity sets to the file of a token."""
LONGEST_TOKEN: Final = 20_000
_MISMATCHES: Final = frozenset(
    f"AADSTS{number}"
    for number in (50013, 50027, 70021, 700021, 700027, 700211, 700212, 700213, 7000272, 7002138, 7000215)
)
"""Refusals after which the hand-off is to be compared with what TOTAL has."""
_COMPARE: Final = {
    CredentialKind.SECRET: "Ask the customer to run total-onboard rotate-secret, and to send the new hand-off.",
    CredentialKind.CERTIFICATE: "Give the private key that belongs to the certificate with the thumbprint in the "
    "hand-off. If the certificate is new in the tenant, wait two minutes and run the same command again.",
    CredentialKind.FEDERATED: "Compare 'iss', 'sub' and 'aud' of the token with issuer, subject and audience in the "
    "hand-off, then run the same command again with another token.",
}


@dataclass(frozen=True)
class PossessionFiles:
    """Files of TOTAL's: the private key of its certificate, or a token of TOTAL's issuer."""

    certificate_key: Path | None = None
    federated_token: Path | None = None


def prove_possession(
    screen: Screen, settings: Settings, handoff: Handoff, files: PossessionFiles
) -> Literal["work", "not yet"]:
    """Request a token. Raises SignInFailed if Microsoft refuses the credential, BadValue without what is needed."""
    return _tested(settings, handoff, _credential(screen, settings, handoff, files))


def _tested(settings: Settings, handoff: Handoff, credential: ApplicationCredential) -> Literal["work", "not yet"]:
    from total_onboard.entra.sign_in.client_credentials import roles_of_token

    cloud = _cloud_of(settings, handoff)
    try:
        roles = roles_of_token(cloud, handoff.tenant_id, handoff.client_id, credential, settings.ca_bundle)
    except SignInFailed as error:
        if error.refusal in _MISMATCHES:
            error.remedy = _COMPARE[handoff.kind]
        raise
    return "work" if roles else "not yet"


def tested_secret(settings: Settings, handoff: Handoff) -> Literal["work", "not yet"]:
    """Request a token with the client secret. Raises SignInFailed, BadValue for a hand-off of another credential."""
    if handoff.credential:
        raise BadValue(
            f"This hand-off names {_NAMES[handoff.kind]}, which only a command can test.",
            remedy="Run total-onboard handoff open FILE --verify with --certificate-key or --federated-token.",
        )
    return _tested(settings, handoff, _secret(handoff))


def check_files(kind: CredentialKind, files: PossessionFiles, *, verify: bool) -> None:
    """Refuse a file that proves nothing here. Raises BadValue."""
    given = {
        "--certificate-key": (files.certificate_key, CredentialKind.CERTIFICATE),
        "--federated-token": (files.federated_token, CredentialKind.FEDERATED),
    }
    for option, (file, proves) in given.items():
        if file and not verify:
            raise BadValue(f"{option} is for --verify.", remedy=f"Add --verify, or leave {option} out.")
        if file and kind is not proves:
            raise BadValue(
                f"{option} is for another credential: this hand-off names {_NAMES[kind]}.",
                remedy=f"Leave {option} out.",
            )


_NAMES: Final = {
    CredentialKind.SECRET: "a client secret",
    CredentialKind.CERTIFICATE: "a certificate",
    CredentialKind.FEDERATED: "tokens of TOTAL's issuer",
}


def _credential(screen: Screen, settings: Settings, handoff: Handoff, files: PossessionFiles) -> ApplicationCredential:
    if isinstance(handoff.credential, HandedCertificate):
        return CertificateKey(_key(screen, settings, files.certificate_key), handoff.credential.thumbprint)
    if handoff.credential:
        return FederatedToken(_token(files.federated_token))
    return _secret(handoff)


def _secret(handoff: Handoff) -> SecretText:
    if handoff.client_secret is None:
        raise BadValue("There is no client secret in this hand-off.", remedy="Leave --verify out.")
    return handoff.client_secret


def _key(screen: Screen, settings: Settings, path: Path | None) -> SecretText:
    from total_onboard.exchange.keys.certificate_private_key import read_certificate_key

    if path is None:
        raise BadValue(
            "This hand-off names a certificate, and its private key isn't here.",
            remedy="Give the file with the private key with --certificate-key, or leave --verify out.",
        )
    known = settings.certificate_key_passphrase
    if known:
        return read_certificate_key(path, lambda opened: opened(known))
    what = f"The passphrase of {path}"
    return read_certificate_key(path, lambda opened: ask_until_valid(screen, what, PASSPHRASE_VARIABLE, opened))


def _token(given: Path | None) -> SecretText:
    path = given or (Path(named) if (named := os.environ.get(TOKEN_VARIABLE)) else None)
    if path is None:
        raise BadValue(
            "This hand-off names tokens of TOTAL's issuer, and none is here.",
            remedy=f"Give a file with a token with --federated-token or in {TOKEN_VARIABLE}, or leave --verify out.",
        )
    try:
        text = read_text(path, LONGEST_TOKEN).strip()
    except (OSError, NotText) as error:
        raise BadValue(f"The token file {path} can't be read.", remedy="Check --federated-token.") from error
    if text.count(".") != 2 or not text.isascii() or len(text) > LONGEST_TOKEN or len(text.split()) != 1:
        raise BadValue(f"{path} holds no token (a JWT on one line).", remedy="Check --federated-token.")
    return SecretText(text)


def _cloud_of(settings: Settings, handoff: Handoff) -> Cloud:
    """Return one of Microsoft's clouds by the issuer; an address that came in a file is never asked."""
    known = (cloud for cloud in CLOUDS.values() if handoff.issuer.startswith(f"{cloud.authority_url}/"))
    return next(known, settings.the_cloud)
