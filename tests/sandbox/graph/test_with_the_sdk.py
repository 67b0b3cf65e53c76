"""The official client, unpatched, reads what the practice Graph answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from kiota_abstractions.api_error import APIError
from kiota_abstractions.authentication import (
    AccessTokenProvider,
    AllowedHostsValidator,
    BaseBearerTokenAuthenticationProvider,
)
from msgraph.generated.models.group import Group
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.reference_create import ReferenceCreate
from msgraph.graph_request_adapter import GraphRequestAdapter, options
from msgraph.graph_service_client import GraphServiceClient
from msgraph_core import GraphClientFactory  # type: ignore[import-untyped]

from tests.sandbox.graph.graph_in_process import ROOT, Rehearsal


class OneToken(AccessTokenProvider):  # type: ignore[misc]
    """The administrator's."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def get_authorization_token(self, uri: str, additional_authentication_context: dict[str, Any] = {}) -> str:  # noqa: B006
        return self._token

    def get_allowed_hosts_validator(self) -> AllowedHostsValidator:
        return AllowedHostsValidator(["graph.test"])


@asynccontextmanager
async def sdk(tenant: Rehearsal) -> AsyncIterator[GraphServiceClient]:
    plain = httpx.AsyncClient(transport=httpx.ASGITransport(app=tenant.app), base_url=ROOT)
    async with GraphClientFactory.create_with_default_middleware(client=plain, options=options) as http:
        authentication = BaseBearerTokenAuthenticationProvider(OneToken(tenant.token()))
        adapter = GraphRequestAdapter(authentication, client=http)
        adapter.base_url = ROOT
        yield GraphServiceClient(request_adapter=adapter)


def test_the_sdk_reads_objects_collections_and_answers_to_writes(furnished: Rehearsal) -> None:
    async def use() -> None:
        async with sdk(furnished) as graph:
            me = await graph.me.get()
            assert me is not None
            assert me.display_name == "Ada Lindqvist"
            roles = await graph.me.transitive_member_of.graph_directory_role.get()
            assert roles is not None
            assert [role.display_name for role in roles.value or []] == ["Global Administrator"]
            application = await graph.applications_with_app_id(furnished.names["app_id"]).get()
            assert application is not None
            assert [role.display_name for role in application.app_roles or []] == ["User", "msiam_access"]
            asked = Group(display_name="A", mail_nickname="a", mail_enabled=False, security_enabled=True)
            group = await graph.groups.post(asked)
            assert group is not None
            reference = ReferenceCreate(odata_id=f"{ROOT}/directoryObjects/{furnished.names['cleo']}")
            await graph.groups.by_group_id(str(group.id)).members.ref.post(reference)
            members = await graph.groups.by_group_id(str(group.id)).members.get()
            assert members is not None
            assert [type(member).__name__ for member in members.value or []] == ["User"]

    asyncio.run(use())


def test_the_sdk_understands_a_refusal(tenant: Rehearsal) -> None:
    async def ask() -> None:
        async with sdk(tenant) as graph:
            await graph.groups.by_group_id("00000000-0000-4000-8000-000000000000").get()

    with pytest.raises(APIError) as caught:
        asyncio.run(ask())
    assert isinstance(caught.value, ODataError)
    assert caught.value.error is not None
    assert caught.value.error.code == "Request_ResourceNotFound"
    assert caught.value.response_status_code == 404
