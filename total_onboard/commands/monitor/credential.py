"""How the monitoring identity proves who it is, from the options of ``monitor enable``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from total_onboard.core.credential import ENTRA_AUDIENCE, FederatedTrust
from total_onboard.core.errors import BadValue
from total_onboard.core.public_certificate import PublicCertificate
from total_onboard.steps.monitor.desired_monitor import MonitorIdentity

GITHUB: Final = "https://token.actions.githubusercontent.com"
"""Source: https://docs.github.com/actions/reference/security/oidc"""
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+:[^\s*]+")
_ONE_OF: Final = "Add one of --github OWNER/REPO:ref:refs/heads/main, --issuer with --subject, or --certificate FILE."


@dataclass(frozen=True)
class MonitorCredential:
    """What the command line said; exactly one kind is needed."""

    github: str | None = None
    issuer: str | None = None
    subject: str | None = None
    audience: str | None = None
    certificate: Path | None = None

    def identity(self) -> MonitorIdentity:
        """Return the identity. Raises BadValue for no credential, several, or one that Microsoft wouldn't take."""
        given = [self.github, self.issuer or self.subject or self.audience, self.certificate]
        if sum(one is not None for one in given) != 1:
            raise BadValue("The monitoring identity needs one way to sign in.", remedy=_ONE_OF)
        if self.certificate:
            return MonitorIdentity(_certificate(self.certificate))
        return MonitorIdentity(_of_github(self.github) if self.github else self._trust())

    def _trust(self) -> FederatedTrust:
        if not self.issuer or not self.subject:
            raise BadValue("--issuer and --subject belong together.", remedy="Add the missing one.")
        return _checked(self.issuer, self.subject, self.audience or ENTRA_AUDIENCE)


def _of_github(named: str) -> FederatedTrust:
    """Return the trust in one repository's workflows, as GitHub names them in ``sub``."""
    if not _REPOSITORY.fullmatch(named):
        raise BadValue(
            f"{named!r} doesn't name a repository and what runs in it.",
            remedy="Write OWNER/REPO:ref:refs/heads/BRANCH or OWNER/REPO:environment:NAME.",
        )
    return _checked(GITHUB, f"repo:{named}", ENTRA_AUDIENCE)


def _checked(issuer: str, subject: str, audience: str) -> FederatedTrust:
    try:
        return FederatedTrust(issuer=issuer, subject=subject, audience=audience)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        why = str(first["msg"]).removeprefix("Value error, ")
        raise BadValue(f"The {first['loc'][0]} can't be used: {why}.", remedy="Correct that option.") from None


def _certificate(path: Path) -> PublicCertificate:
    try:
        return PublicCertificate.of(path.read_bytes())
    except OSError as error:
        raise BadValue(f"{path} can't be read: {error.strerror}.", remedy="Check --certificate.") from None
    except ValueError as error:
        why = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise BadValue(
            f"{path} can't be used: {str(why).removeprefix('Value error, ')}.",
            remedy="Give the public certificate alone, in PEM or DER form, with --certificate.",
        ) from None
