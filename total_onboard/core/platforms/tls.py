"""Which certificates are believed: the system's, or those of one file, for every connection alike."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

from total_onboard.core.errors import BadValue
from total_onboard.core.platforms.shell import calling_shell

_FLAGS: Final = ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_TRUSTED_FIRST | getattr(ssl, "VERIFY_X509_PARTIAL_CHAIN", 0)
"""Said here, because Python's own defaults differ between its versions and between the two stores."""


_OF_LIBRARIES: Final = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
SANDBOX_BUNDLE: Final = "total-sandbox-"
"""How the name of the certificate file of a sandbox begins."""


class SandboxEnded(BadValue):
    """The variables of this terminal lead to a sandbox that is closed."""

    def __init__(self) -> None:
        super().__init__(
            "The TOTAL_ONBOARD_ variables of this terminal belong to a sandbox that has ended.",
            remedy=f"Close this terminal, or clear its variables: {calling_shell().clear_variables}",
        )


@cache
def ssl_context(ca_bundle: Path | None) -> ssl.SSLContext:
    """Return a context for the system's own store, or for the given PEM file instead of it; both equally strict.

    Every connection begins here, so a command that makes none never fails at the file. Raises BadValue.
    """
    if ca_bundle:
        context = _trusting(ca_bundle)
    else:
        import truststore

        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_flags |= _FLAGS
    return context


@contextmanager
def trusted_by_libraries(ca_bundle: Path | None) -> Iterator[None]:
    """Let libraries with separate clients trust the given PEM file, too: requests, and Python's ssl."""
    if ca_bundle is None:
        yield
        return
    before = {name: os.environ.get(name) for name in _OF_LIBRARIES}
    os.environ.update(dict.fromkeys(_OF_LIBRARIES, str(ca_bundle)))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _trusting(ca_bundle: Path) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(ca_bundle))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        if isinstance(error, FileNotFoundError) and ca_bundle.name.startswith(SANDBOX_BUNDLE):
            raise SandboxEnded from error
        raise BadValue(
            f"The setting ca_bundle can't be used: {ca_bundle} isn't a readable PEM file of certificates.",
            remedy="Correct TOTAL_ONBOARD_CA_BUNDLE, or ca_bundle in your settings file.",
        ) from error
