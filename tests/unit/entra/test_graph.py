from __future__ import annotations

import asyncio

import httpx
import pytest
import respx

from total_onboard.entra.graph.errors import (
    AmbiguousAnswer,
    AnsweredByProxy,
    GraphError,
    ServiceFailed,
    Unauthorized,
)
from total_onboard.entra.http.call_record import CallRecord
from total_onboard.entra.tenant_client import TenantClient

from .gateway import ROOT, FixedToken, add_password, me, using

pytestmark = pytest.mark.usefixtures("pauses")


def test_all_pages_of_a_collection_are_read(network: respx.MockRouter) -> None:
    more = f"{ROOT}/groups/group-1/members?$skiptoken=2"
    pages = [{"value": [{"id": "ada"}], "@odata.nextLink": more}, {"value": [{"id": "bob"}]}]
    network.get("/groups/group-1/members").mock(side_effect=[httpx.Response(200, json=page) for page in pages])

    found = using(lambda tenant: tenant.groups.members("group-1"))

    assert [member.id for member in found] == ["ada", "bob"]
    assert network.calls.last.request.url.query == b"$skiptoken=2"


def test_a_next_page_on_another_host_is_refused_and_never_asked(network: respx.MockRouter) -> None:
    stolen = {"value": [], "@odata.nextLink": "https://graph.evil.example/v1.0/groups"}
    network.get("/groups/group-1/members").respond(json=stolen)

    with pytest.raises(ServiceFailed, match="evil"):
        using(lambda tenant: tenant.groups.members("group-1"))
    assert network.calls.call_count == 1


@pytest.mark.parametrize("status", [200, 403])
def test_a_web_page_in_the_place_of_an_answer_is_a_proxys(network: respx.MockRouter, status: int) -> None:
    network.get("/me").respond(status, html="<html>Please log in</html>")

    with pytest.raises(AnsweredByProxy):
        using(me)


def test_a_token_that_ran_out_on_its_way_is_replaced_once_even_for_a_create(network: respx.MockRouter) -> None:
    expired = httpx.Response(401, json={"error": {"code": "InvalidAuthenticationToken", "message": "expired"}})
    route = network.post("/applications/app-1/addPassword").mock(side_effect=[expired, expired])
    session = FixedToken()

    with pytest.raises(Unauthorized):
        using(add_password, session=session)

    assert session.replaced == ["fixed-token"]
    assert [call.request.headers["Authorization"] for call in route.calls] == [
        "Bearer fixed-token",
        "Bearer another-token",
    ]


def test_a_challenge_of_graph_reaches_the_session_as_json_and_the_request_is_repeated(
    network: respx.MockRouter,
) -> None:
    header = 'Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ"'
    challenge = httpx.Response(401, headers={"WWW-Authenticate": header})
    network.get("/me").mock(side_effect=[challenge, httpx.Response(200, json={"id": "ada"})])
    session = FixedToken()

    assert using(me, session=session).id == "ada"
    assert session.challenges == [None, '{"access_token":{}}']


def test_each_attempt_is_recorded_without_query_and_body(network: respx.MockRouter) -> None:
    answers = [httpx.Response(503), httpx.Response(200, json={"id": "ada"}, headers={"request-id": "of-microsoft"})]
    network.get("/me").mock(side_effect=answers)
    calls: list[CallRecord] = []

    using(me, on_call=calls.append)

    assert [(call.method, call.path, call.status, call.write) for call in calls] == [
        ("GET", "/v1.0/me", 503, False),
        ("GET", "/v1.0/me", 200, False),
    ]
    assert calls[1].request_id == "of-microsoft"
    assert calls[0].client_request_id != calls[1].client_request_id


def test_a_request_that_got_no_answer_is_recorded_too(network: respx.MockRouter) -> None:
    network.post("/applications/app-1/addPassword").mock(side_effect=httpx.ReadTimeout("slow"))
    calls: list[CallRecord] = []

    with pytest.raises(AmbiguousAnswer):
        using(add_password, on_call=calls.append)
    assert [(call.status, call.write) for call in calls] == [(None, True)]


def test_two_writes_on_one_object_never_overlap(network: respx.MockRouter) -> None:
    at_work: list[str] = []
    most: list[int] = []

    async def slowly(request: httpx.Request) -> httpx.Response:
        at_work.append(request.url.path)
        most.append(len(at_work))
        for _ in range(5):
            await asyncio.sleep(0)
        at_work.pop()
        return httpx.Response(204)

    network.patch("/groups/group-1").mock(side_effect=slowly)

    async def both(tenant: TenantClient) -> None:
        marks = ("one", "two", "three")
        await asyncio.gather(*(tenant.groups.set_unique_name("group-1", mark) for mark in marks))

    using(both)
    assert most == [1, 1, 1]


def test_writes_on_two_objects_do_not_wait_for_each_other(network: respx.MockRouter) -> None:
    both_here = asyncio.Event()
    arrived: list[str] = []

    async def together(request: httpx.Request) -> httpx.Response:
        arrived.append(request.url.path)
        if len(arrived) == 2:
            both_here.set()
        await asyncio.wait_for(both_here.wait(), timeout=30)
        return httpx.Response(204)

    network.patch(path__regex=r"/groups/group-\d").mock(side_effect=together)

    async def both(tenant: TenantClient) -> None:
        groups = ("group-1", "group-2")
        await asyncio.gather(*(tenant.groups.set_unique_name(group, "mark") for group in groups))

    using(both)
    assert len(arrived) == 2


def test_members_are_added_twenty_at_a_time(network: respx.MockRouter) -> None:
    route = network.patch("/groups/group-1").respond(204)

    using(lambda tenant: tenant.groups.add_members("group-1", [f"user-{n}" for n in range(45)]))

    assert [call.request.content.count(b"directoryObjects") for call in route.calls] == [20, 20, 5]


def test_deleting_what_is_gone_is_as_good_as_deleting(network: respx.MockRouter) -> None:
    route = network.delete("/groups/group-1").respond(404)

    using(lambda tenant: tenant.groups.delete("group-1"))

    assert route.called


def test_a_tenant_without_pim_offers_no_roles(network: respx.MockRouter) -> None:
    path = r"/roleManagement/directory/roleEligibilityScheduleInstances/.*"
    network.get(path__regex=path).respond(400, json={"error": {"code": "AadPremiumLicenseRequired", "message": "P2"}})

    assert using(lambda tenant: tenant.role_management.eligible_for_me()) == []


def test_a_mail_address_finds_a_user_only_when_it_is_one_persons(network: respx.MockRouter) -> None:
    network.get("/users/ada@mail.example").respond(404)
    network.get("/users").respond(json={"value": [{"id": "ada"}, {"id": "bob"}]})

    assert using(lambda tenant: tenant.users.find("ada@mail.example")) is None


def test_redirect_to_another_host_is_an_error_and_is_not_followed(network: respx.MockRouter) -> None:
    network.get("/me").respond(302, headers={"Location": "https://elsewhere.example/me"})
    elsewhere = network.get("https://elsewhere.example/me").respond(json={"id": "ada"})

    with pytest.raises(GraphError, match="redirect, which isn't followed"):
        using(me)

    assert not elsewhere.called


def test_two_look_ups_by_alternate_key_at_once_each_ask_for_their_own(network: respx.MockRouter) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path.rpartition("/")[2])
        return httpx.Response(404, json={"error": {"code": "Request_ResourceNotFound", "message": "no"}})

    network.route().mock(side_effect=answer)

    async def both(tenant: TenantClient) -> None:
        await asyncio.gather(
            tenant.applications.find_by_unique_name("the-application"), tenant.groups.find_by_unique_name("the-group")
        )

    using(both)

    assert sorted(asked) == ["applications(uniqueName='the-application')", "groups(uniqueName='the-group')"]
