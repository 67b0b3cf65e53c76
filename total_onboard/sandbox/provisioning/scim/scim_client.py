"""The product's SCIM service, as the provisioning service calls it: over TLS, with the bearer token it was given."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final
from uuid import uuid4

import httpx

from total_onboard.sandbox.provisioning.scim import scim_failures as failures
from total_onboard.sandbox.provisioning.scim.scim_failures import ScimFailure
from total_onboard.sandbox.provisioning.scim.scim_resources import PATCH_OP

Body = dict[str, Any]

RFC_FLAG: Final = "aadOptscim062020"
"""In the query of the tenant URL, it asks for PATCH as the RFC has it; it has no effect on demand."""

_ENDPOINTS: Final = {"User": "Users", "Group": "Groups"}
_TIMEOUT: Final = 10.0


class ScimClient:
    """One SCIM service; use it as an asynchronous context manager. Every method raises ScimFailure."""

    def __init__(self, credentials: Mapping[str, str], tls: ssl.SSLContext) -> None:
        address, _, query = credentials.get("BaseAddress", "").partition("?")
        if not address.lower().startswith("https://"):
            raise failures.no_address()
        self.wants_rfc_patch = RFC_FLAG in query
        self._address = address.rstrip("/")
        self._http = httpx.AsyncClient(
            headers={
                b"Authorization": f"Bearer {credentials.get('SecretToken', '')}".encode(),
                b"Content-Type": b"application/scim+json",
                b"Accept": b"application/scim+json",
            },
            verify=tls,
            timeout=_TIMEOUT,
            trust_env=False,
        )

    async def __aenter__(self) -> ScimClient:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.__aexit__(kind, error, trace)

    async def probe(self, matching: str = "userName") -> None:
        """Query a user who cannot exist: the answer must be 200 and an empty list."""
        answer = await self._send(
            "GET", "/Users", failures.UNAVAILABLE, params={"filter": f'{matching} eq "{uuid4()}"'}
        )
        if _listed(answer) != []:
            raise ScimFailure(failures.UNUSABLE, f"The answer of {answer.request.url} is not an empty list.", 200)

    async def find(self, kind: str, attribute: str, value: str) -> Body | None:
        """Return the resource with this value, without its members; None when there is none."""
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        query = {"filter": f'{attribute} eq "{escaped}"'} | (
            {"excludedAttributes": "members"} if kind == "Group" else {}
        )
        answer = await self._send("GET", f"/{_ENDPOINTS[kind]}", failures.BAD_RESPONSE, params=query)
        if (found := _listed(answer)) is None:
            raise ScimFailure(failures.BAD_RESPONSE, f"The answer of {answer.request.url} is not a list.", 200)
        return found[0] if found else None

    async def create(self, kind: str, body: Body) -> str:
        """Create a resource and return its id."""
        answer = await self._send("POST", f"/{_ENDPOINTS[kind]}", failures.BAD_RESPONSE, json=body)
        try:
            return str(answer.json()["id"])
        except (ValueError, KeyError, TypeError):
            raise ScimFailure(failures.BAD_RESPONSE, "The answer to a creation has no id.", 201) from None

    async def patch(self, kind: str, target_id: str, operations: list[Body]) -> None:
        """Change a resource."""
        body = {"schemas": [PATCH_OP], "Operations": operations}
        await self._send("PATCH", f"/{_ENDPOINTS[kind]}/{target_id}", failures.BAD_RESPONSE, json=body)

    async def delete(self, kind: str, target_id: str) -> None:
        """Remove a resource."""
        await self._send("DELETE", f"/{_ENDPOINTS[kind]}/{target_id}", failures.BAD_RESPONSE)

    async def _send(self, method: str, path: str, code: str, **content: Any) -> httpx.Response:  # noqa: ANN401
        try:
            answer = await self._http.request(method, f"{self._address}{path}", **content)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError):
            raise failures.not_sent(code) from None
        if not answer.is_success:
            raise failures.refused(code, answer)
        return answer


def _listed(answer: httpx.Response) -> list[Body] | None:
    """Return the resources of a ListResponse; None when the answer is none."""
    try:
        body = answer.json()
        return list(body.get("Resources") or []) if "totalResults" in body else None
    except (ValueError, AttributeError, TypeError):
        return None
