"""MSAL's way to the network: our certificates, the environment's proxies, and no web page taken for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import httpx

from total_onboard.core.errors import SignInFailed
from total_onboard.core.platforms.tls import ssl_context
from total_onboard.entra.http.bounded_transports import bounded, is_redirect
from total_onboard.entra.http.logged_clients import RecordedClient, keep_answer
from total_onboard.entra.http.proxy_transport import RoutedTransport
from total_onboard.entra.http.response_limits import SIGN_IN_SECONDS

_TIMEOUT: Final = httpx.Timeout(SIGN_IN_SECONDS, connect=15)


class _MsalClient(RecordedClient):
    """Client that takes forms as requests does, for which MSAL is written."""

    def post(self, url: Any, *, data: Any = None, **options: Any) -> httpx.Response:  # noqa: ANN401
        """Send a form; httpx would send a value in bytes, as MSAL's signatures are, as Python writes it."""
        if isinstance(data, Mapping):
            data = {name: value.decode() if isinstance(value, bytes) else value for name, value in data.items()}
        return super().post(url, data=data, **options)


def http_for_msal(ca_bundle: Path | None) -> httpx.Client:
    """Return a client for MSAL (its ``http_client`` protocol).

    Not requests: there REQUESTS_CA_BUNDLE would win over the settings (psf/requests#3829).
    """
    client = _MsalClient(
        transport=RoutedTransport(ssl_context(ca_bundle)),
        timeout=_TIMEOUT,
        trust_env=False,
        event_hooks={"response": [keep_answer, _refuse_what_is_no_answer]},
    )
    bounded(client, SIGN_IN_SECONDS)
    return client


def _refuse_what_is_no_answer(response: httpx.Response) -> None:
    """Refuse answers that MSAL reads without checking their status or their kind."""
    if response.status_code >= 500:
        response.raise_for_status()
    if is_redirect(response):
        raise SignInFailed(
            f"{response.url.host} answered with a redirect (status {response.status_code}), which isn't "
            "followed: it could send your sign-in to another host.",
            remedy="Let this machine reach Microsoft directly, or set HTTPS_PROXY to the right proxy.",
        )
    if "html" in response.headers.get("content-type", "").casefold():
        raise SignInFailed(
            f"A web page came back from {response.url.host} (status {response.status_code}) in place of JSON "
            "from Microsoft's sign-in. A proxy between here and Microsoft wrote it.",
            remedy="Let this machine reach Microsoft without a login page, or set HTTPS_PROXY to the right proxy.",
        )
