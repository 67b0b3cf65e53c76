"""TOTAL's SCIM endpoint, written to as Microsoft Entra writes to it; only for objects that a test creates itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from pydantic import ValidationError

from total_onboard.scim.client import ScimClient
from total_onboard.scim.endpoint_errors import ScimEndpointFailed, ScimEndpointUnavailable
from total_onboard.scim.patch_forms import Operation
from total_onboard.scim.paths import group_path, user_path
from total_onboard.scim.responses import Created, GroupList, ScimAnswer, ScimError, ScimGroup, ScimUser

if TYPE_CHECKING:
    import httpx

Model = TypeVar("Model", bound=ScimAnswer)
_PATCH_OP: Final = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_USER: Final = "urn:ietf:params:scim:schemas:core:2.0:User"
_ENTERPRISE: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
_GROUP: Final = "urn:ietf:params:scim:schemas:core:2.0:Group"
_OF_MICROSOFT: Final = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
"""A schema of Microsoft's own, which it names when it creates a group.

Source: https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups#create-group
"""
_SCIM_JSON: Final = {"Content-Type": "application/scim+json"}
_NOT_FOUND: Final = 404
_GONE: Final = 410
_TOO_OFTEN: Final = 429
_SERVER_ERROR: Final = 500
_NOT_IMPLEMENTED: Final = 501
"""A refusal of an operation, and no outage (RFC 7644, section 3.12)."""


class Refused(NamedTuple):
    """An answer that is no success: its status, and the error's type as far as RFC 7644 names it."""

    status: int
    scim_type: str = ""

    def __str__(self) -> str:
        return f"HTTP {self.status}{f', {self.scim_type}' if self.scim_type else ''}"


class ScimWriteClient(ScimClient):
    """Client whose methods raise ScimEndpointFailed without a usable answer."""

    async def create_user(self, user_name: str, external_id: str) -> str | Refused:
        """Create an active account, and return its id."""
        body = {
            "schemas": [_USER, _ENTERPRISE],
            "externalId": external_id,
            "userName": user_name,
            "displayName": "total-onboard removal test",
            "active": True,
            "emails": [{"primary": True, "type": "work", "value": user_name}],
            "name": {"givenName": "Removal", "familyName": "Test"},
        }
        return await self._create("/Users", body)

    async def create_group(self, name: str, external_id: str, *, as_microsoft: bool = True) -> str | Refused:
        """Create an empty group, and return its id."""
        schemas = [_GROUP, _OF_MICROSOFT] if as_microsoft else [_GROUP]
        return await self._create("/Groups", {"schemas": schemas, "externalId": external_id, "displayName": name})

    async def patch(self, path: str, operations: Sequence[Operation]) -> Refused | None:
        """Change something; None if the answer is a success."""
        answer = await self._write("PATCH", path, {"schemas": [_PATCH_OP], "Operations": list(operations)})
        return None if answer.is_success else _refused(answer)

    async def delete(self, path: str) -> bool:
        """Delete something, and see that it is gone."""
        answer = await self._write("DELETE", path)
        return (answer.is_success or answer.status_code in (_NOT_FOUND, _GONE)) and await self._is_gone(path)

    async def user(self, user_id: str) -> ScimUser:
        """Read an account."""
        return await self._read(user_path(user_id), ScimUser)

    async def group(self, group_id: str) -> ScimGroup:
        """Read a group."""
        return await self._read(group_path(group_id), ScimGroup)

    async def ids_named(self, name: str) -> list[str]:
        """Find the accounts and groups of this name, as paths."""
        users = [user_path(user.id) for user in await self._find("userName", name) if user.username == name]
        try:
            answer = await self._get("/Groups", {"filter": f'displayName eq "{name}"'})
            groups = GroupList.model_validate_json(answer.content).resources
        except (ScimEndpointFailed, ValidationError):
            groups = ()
        return [*users, *(group_path(group.id) for group in groups if group.displayname == name)]

    async def _create(self, path: str, body: dict[str, Any]) -> str | Refused:
        answer = await self._write("POST", path, body)
        if not answer.is_success:
            return _refused(answer)
        try:
            return Created.model_validate_json(answer.content).id
        except ValidationError as error:
            raise self._unusable() from error

    async def _read(self, path: str, model: type[Model]) -> Model:
        answer = await self._get(path, {})
        try:
            return model.model_validate_json(answer.content)
        except ValidationError as error:
            raise self._no_scim() from error

    async def _is_gone(self, path: str) -> bool:
        answer = await self._write("GET", path)
        return answer.status_code in (_NOT_FOUND, _GONE)

    async def _write(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        content = {"content": json.dumps(body), "headers": _SCIM_JSON} if body else {}
        answer = await self._request(method, path, **content)
        if (status := answer.status_code) == _TOO_OFTEN or (status >= _SERVER_ERROR and status != _NOT_IMPLEMENTED):
            raise ScimEndpointUnavailable(
                f"TOTAL's SCIM endpoint failed at {method} {path.split('/')[1]} (HTTP {status}).",
                remedy="Run the same command again later. If it fails again, tell your TOTAL representative.",
            )
        return answer

    def _unusable(self) -> ScimEndpointFailed:
        return ScimEndpointFailed(
            f"{self.url} created an object, but didn't return its ID.",
            remedy="Tell your TOTAL representative: the answer to a create request has no ID (RFC 7644, section 3.3).",
        )


def _refused(answer: httpx.Response) -> Refused:
    try:
        kind = ScimError.model_validate_json(answer.content).known_type
    except ValidationError:
        kind = ""
    return Refused(answer.status_code, kind)
