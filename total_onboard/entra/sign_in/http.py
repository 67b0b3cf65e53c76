"""MSAL's way to the network: our certificates, the environment's proxies, and no web page taken for an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import httpx

from total_onboard.entra.recorded_http import RecordedClient
from total_onboard.errors import SignInFailed
from total_onboard.trust import ssl_context

_TIMEOUT: Final = httpx.Timeout(30, connect=15)


def http_for_msal(ca_bundle: Path | None) -> httpx.Client:
    """A client for MSAL (its ``http_client`` protocol).

    Not requests: there REQUESTS_CA_BUNDLE would win over the settings (psf/requests#3829).
    """
    return RecordedClient(
        verify=ssl_context(ca_bundle),
        timeout=_TIMEOUT,
        follow_redirects=True,
        event_hooks={"response": [_refuse_what_is_no_answer]},
    )


def _refuse_what_is_no_answer(response: httpx.Response) -> None:
    """MSAL reads some answers without a look at their status or their kind."""
    if response.status_code >= 500:
        response.raise_for_status()
    if "html" in response.headers.get("content-type", "").casefold():
        raise SignInFailed(
            f"A web page came back from {response.url.host} (status {response.status_code}) where Microsoft's "
            "sign-in answers JSON; a proxy on the way wrote it.",
            remedy="Let this machine reach Microsoft without a log-in page, or set HTTPS_PROXY to the right proxy.",
        )
