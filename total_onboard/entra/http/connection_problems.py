"""Causes of failed connections: the reason of OpenSSL or of the network, and a remedy for each certificate error."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_VERIFY_FAILED: Final = re.compile(r"CERTIFICATE_VERIFY_FAILED\]?\s*(?:certificate verify failed:\s*)?([^(\n]*)")
_CLOCK: Final = "Check the date and time of this computer."
_REMEDIES: Final = (
    (
        ("expired", "validity period"),
        f"{_CLOCK} If they are right, ask the administrators of that host, or of the proxy that inspects TLS, "
        "to renew the certificate.",
    ),
    (
        ("not yet valid",),
        f"{_CLOCK} If they are right, wait until the certificate is valid, or tell the administrators of that host.",
    ),
    (
        ("mismatch", "does not match", "not valid for", "cn name"),
        "Check the spelling of the address. If it is right, another server answers in its place: ask your "
        "network team about DNS and proxies.",
    ),
    (
        ("revoked",),
        "Don't continue. Tell the administrators of that host that its certificate was revoked.",
    ),
    (
        ("too weak", "too small"),
        "Ask the administrators of that host, or of the proxy that inspects TLS, for a certificate with a key of at "
        "least 2,048 bits and SHA-256.",
    ),
    (
        ("self-signed", "self signed", "issuer", "unable to verify the first", "not trusted", "unknown ca"),
        "If your company inspects TLS, set TOTAL_ONBOARD_CA_BUNDLE to a PEM file with the root certificate of its "
        "authority. If it is set already, that file lacks this root certificate: add it.",
    ),
)
_NOT_BY_THE_RULES: Final = (
    "The certificate, or one of its authorities, breaks a rule of RFC 5280, which is checked strictly. Ask "
    "the administrators of that host, or of the proxy that inspects TLS, to issue a new one."
)


@dataclass(frozen=True)
class CertificateProblem:
    """A certificate was not accepted; ``reason`` is OpenSSL's or the operating system's, without a period."""

    reason: str
    remedy: str


def certificate_problem(error: BaseException) -> CertificateProblem | None:
    """Return what is wrong with the certificate, or None if the connection failed for another reason."""
    for cause in causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _judged(getattr(cause, "verify_message", ""))
    if found := _VERIFY_FAILED.search(str(error)):
        return _judged(found[1])
    return None


def reason_of(error: BaseException) -> str:
    """Return why a request got no answer, in the words of OpenSSL or of the network."""
    if problem := certificate_problem(error):
        return f"certificate not trusted: {problem.reason}"
    for cause in causes(error):
        if isinstance(cause, socket.gaierror):
            return str(cause.strerror)
    return str(error).rstrip(".") or type(error).__name__


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and what led to it, each once: an error that is raised again can lead to itself."""
    seen: set[int] = set()
    while error and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _judged(message: str) -> CertificateProblem:
    reason = message.strip().rstrip(".") or "certificate verify failed"
    words = reason.casefold()
    remedies = (remedy for fragments, remedy in _REMEDIES if any(fragment in words for fragment in fragments))
    return CertificateProblem(reason, next(remedies, _NOT_BY_THE_RULES))
