"""Values of a sheet about the credential: the kinds that TOTAL takes, its certificate, and the tokens of its issuer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, PlainSerializer, ValidationError, WithJsonSchema

from total_onboard.core.credential import ENTRA_AUDIENCE, CredentialChoice, CredentialKind, FederatedTrust
from total_onboard.core.errors import BadValue
from total_onboard.core.public_certificate import PublicCertificate
from total_onboard.settings_sources import option_of

_OPTIONS: Final = {part: option_of(f"federated_{part}") for part in FederatedTrust.model_fields}
_KINDS: Final = {"enum": [kind.value for kind in CredentialKind], "type": "string"}


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _certificate(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return PublicCertificate.of(value)
    except ValueError as error:
        raise ValueError(reason_of(error)) from None


def reason_of(error: ValueError) -> str:
    """Return the reason alone: pydantic puts the value next to it."""
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        return str(first["msg"]).removeprefix("Value error, ")
    return str(error)


Preference = Annotated[
    tuple[CredentialKind, ...],
    BeforeValidator(_several),
    WithJsonSchema({"anyOf": [_KINDS, {"type": "array", "items": _KINDS, "minItems": 1, "uniqueItems": True}]}),
]
SheetCertificate = Annotated[
    PublicCertificate,
    BeforeValidator(_certificate),
    PlainSerializer(lambda certificate: certificate.der),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]


def choice_in(
    kinds: tuple[CredentialKind, ...] | None, certificate: PublicCertificate | None, federated: FederatedTrust | None
) -> CredentialChoice | None:
    """Return the choice that a sheet makes; None if it leaves it to the default. Raises ValueError."""
    if kinds is None:
        if certificate or federated:
            raise ValueError("credential is missing, although there is data of one")
        return None
    unused = {CredentialKind.CERTIFICATE: certificate, CredentialKind.FEDERATED: federated}
    for kind, data in unused.items():
        if data is not None and kind not in kinds:
            raise ValueError(f"credential doesn't name {kind}, although its data is there")
    return CredentialChoice(preference=kinds, certificate=certificate, federated=federated)


class BadCredential(BadValue):
    """A part of a choice that can't be used; ``field`` is the option or the column that gives it."""

    def __init__(self, message: str, *, remedy: str, field: str = "credential") -> None:
        super().__init__(message, remedy=remedy)
        self.field = field


@dataclass(frozen=True)
class CredentialParts:
    """Parts of a choice as options and cells give them; None or empty if not given."""

    kinds: tuple[CredentialKind, ...] = ()
    certificate: PublicCertificate | None = None
    issuer: str | None = None
    subject: str | None = None
    audience: str | None = None

    @classmethod
    def of(cls, choice: CredentialChoice | None) -> CredentialParts:
        """Return the parts of a choice that was made before."""
        if choice is None:
            return cls()
        trust = choice.federated
        of_trust = (trust.issuer, trust.subject, trust.audience) if trust else (None, None, None)
        return cls(choice.preference, choice.certificate, *of_trust)

    @property
    def any(self) -> bool:
        """Whether anything is given."""
        return self != CredentialParts()

    def or_else(self, others: CredentialParts) -> CredentialParts:
        """Return these parts, and the others where these have none."""
        names = [field.name for field in fields(self)]
        return CredentialParts(**{name: getattr(self, name) or getattr(others, name) for name in names})

    def choice(self) -> CredentialChoice | None:
        """Return the choice; without kinds, those whose data is given; None without any. Raises BadCredential."""
        if not self.any:
            return None
        kinds = self.kinds or tuple(kind for kind, given in self._data().items() if given)
        self._check(kinds)
        federated = self._trust() if CredentialKind.FEDERATED in kinds else None
        certificate = self.certificate if CredentialKind.CERTIFICATE in kinds else None
        return CredentialChoice(preference=tuple(dict.fromkeys(kinds)), certificate=certificate, federated=federated)

    def unused(self) -> CredentialKind | None:
        """Return a kind whose data is given although another one was chosen."""
        return next((kind for kind, given in self._data().items() if given and kind not in self.kinds), None)

    def _data(self) -> Mapping[CredentialKind, bool]:
        return {
            CredentialKind.FEDERATED: bool(self.issuer or self.subject or self.audience),
            CredentialKind.CERTIFICATE: self.certificate is not None,
        }

    def _check(self, kinds: tuple[CredentialKind, ...]) -> None:
        if CredentialKind.CERTIFICATE in kinds and self.certificate is None:
            raise BadCredential(
                "The credential “certificate” requires TOTAL's certificate.",
                remedy="Give it with --certificate FILE.",
                field="certificate",
            )
        if CredentialKind.FEDERATED in kinds and not (self.issuer and self.subject):
            raise BadCredential(
                "The credential “federated” requires the issuer and the subject of TOTAL's tokens.",
                remedy="Give them with --federated-issuer and --federated-subject.",
                field="federated_subject" if self.issuer else "federated_issuer",
            )

    def _trust(self) -> FederatedTrust:
        given: dict[str, Any] = {"issuer": self.issuer, "subject": self.subject}
        try:
            return FederatedTrust(**given, audience=self.audience or ENTRA_AUDIENCE)
        except ValidationError as error:
            part = str(error.errors(include_input=False, include_url=False)[0]["loc"][0])
            raise BadCredential(
                f"The {part} of TOTAL's tokens can't be used: {reason_of(error)}.",
                remedy=f"Correct {_OPTIONS[part]}.",
                field=f"federated_{part}",
            ) from None


def kind_of(text: str) -> CredentialKind:
    """Return a kind by its name. Raises BadValue."""
    try:
        return CredentialKind(text.lower())
    except ValueError:
        raise BadValue(
            f"There is no credential {text!r}.", remedy=f"Choose among {', '.join(CredentialKind)}."
        ) from None
