"""MSAL's way to the network: our certificates, the environment's proxies, and no web page taken for an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import httpx

from total_onboard.errors import SignInFailed
from total_onboard.trust import ssl_context

_TIMEOUT: Final = httpx.Timeout(30, connect=15)


def http_for_msal(ca_bundle: Path | None) -> httpx.Client:
    """A client for MSAL (its ``http_client`` protocol).

    Not requests: there REQUESTS_CA_BUNDLE would win over the settings (psf/requests#3829).
    """
    return httpx.Client(
        verify=ssl_context(ca_bundle),
        timeout=_TIMEOUT,
        follow_redirects=True,
        event_hooks={"response": [_refuse_web_page]},
    )


def _refuse_web_page(response: httpx.Response) -> None:
    if "html" not in response.headers.get("content-type", "").casefold():
        return
    host, status = response.url.host, response.status_code
    if status >= 500:
        raise SignInFailed(
            f"Microsoft's sign-in at {host} is not available (status {status}).",
            remedy="Run the same command again in a few minutes.",
        )
    raise SignInFailed(
        f"A web page came back from {host} (status {status}) where Microsoft's sign-in answers JSON; "
        "a proxy on the way wrote it.",
        remedy="Let this machine reach Microsoft without a log-in page, or set HTTPS_PROXY to the right proxy.",
    )
