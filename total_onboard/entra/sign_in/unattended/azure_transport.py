"""azure-identity's way to the network: the same client, certificates, proxies and hosts as for people.

Its own transport, requests, would let REQUESTS_CA_BUNDLE win over the settings (psf/requests#3829), and would send what
proves an identity to every host that is named.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import httpx
import requests
from azure.core.pipeline.transport import RequestsTransport
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse

from total_onboard.entra.clouds import Cloud
from total_onboard.entra.sign_in.sign_in_hosts import http_for_cloud


def transport_for(cloud: Cloud, ca_bundle: Path | None) -> RequestsTransport:
    """Return a transport for azure-identity that sends requests to the sign-in hosts of one cloud only."""
    return transport_by(http_for_cloud(cloud, ca_bundle))


def transport_by(client: httpx.Client) -> RequestsTransport:
    """Return a transport for azure-identity that sends every request by this client."""
    session = requests.Session()
    session.trust_env = False
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Adapter(client))
    return RequestsTransport(session=session, session_owner=False, use_env_settings=False)


class _Adapter(BaseAdapter):
    """Sends a request of requests by our own client."""

    def __init__(self, client: httpx.Client) -> None:
        super().__init__()
        self._client = client

    def send(self, request: requests.PreparedRequest, *_: object, **__: object) -> requests.Response:
        """Send, without what requests knows of certificates and proxies. Raises httpx.HTTPError, SignInFailed."""
        answer = self._client.request(
            str(request.method), str(request.url), headers=dict(request.headers), content=request.body
        )
        headers: Any = {name: value for name, value in answer.headers.items() if name != "content-encoding"}
        response = requests.Response()
        response.status_code, response.url, response.request = answer.status_code, str(request.url), request
        response.headers.update(headers)
        response.raw = HTTPResponse(
            io.BytesIO(answer.content), headers, status=answer.status_code, preload_content=False
        )
        return response

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
