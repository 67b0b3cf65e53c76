"""A search for people where Microsoft keeps no index of them."""

from __future__ import annotations

import asyncio

import httpx
import respx

from tests.unit.entra.gateway import ROOT, gateway
from total_onboard.entra.resources.users import User

REFUSAL = {"error": {"code": "Request_BadRequest", "message": "Unrecognized query argument specified: ''."}}


async def searched(*answers: httpx.Response) -> tuple[list[User], list[httpx.Request]]:
    async with gateway() as tenant:
        with respx.mock() as network:
            network.get(f"{ROOT}/users").mock(side_effect=answers)
            return await tenant.users.search("ada", 11), [call.request for call in network.calls]


def test_search_that_is_refused_asks_for_what_begins_with_the_text() -> None:
    found, sent = asyncio.run(
        searched(httpx.Response(400, json=REFUSAL), httpx.Response(200, json={"value": [{"id": "1"}]}))
    )
    assert [one.id for one in found] == ["1"]
    assert "$search" in sent[0].url.params and "startswith(displayName,'ada')" in sent[1].url.params["$filter"]
    assert "consistencylevel" not in sent[1].headers
