"""Refusals that pass without a change, expired page tokens, and requests that never left this machine."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import respx

from total_onboard.entra.graph.errors import AmbiguousAnswer, BadRequest, Conflict, GraphError, Unreachable
from total_onboard.entra.graph.pagination import MOST_RESTARTS

from .gateway import ROOT, add_password, using
from .test_graph_repeats import NEW_PASSWORD

pytestmark = pytest.mark.usefixtures("pauses")

PASSWORD = "/applications/app-1/addPassword"
EXPIRED = {"error": {"code": "Directory_ExpiredPageToken", "message": "The specified page token value has expired."}}


def refused(status: int, code: str, message: str = "") -> httpx.Response:
    return httpx.Response(status, json={"error": {"code": code, "message": message}})


@pytest.mark.parametrize("status", [409, 503])
def test_create_is_sent_again_after_a_clear_refusal(network: respx.MockRouter, status: int) -> None:
    busy = refused(status, "Directory_ConcurrencyViolation")
    route = network.post(PASSWORD).mock(side_effect=[busy, busy, httpx.Response(200, json=NEW_PASSWORD)])
    assert using(add_password).key_id == "key-1"
    assert route.call_count == 3


def test_clear_refusal_that_stays_is_a_conflict_and_no_lost_answer(network: respx.MockRouter) -> None:
    network.post(PASSWORD).mock(return_value=refused(503, "Directory_ConcurrencyViolation"))
    with pytest.raises(Conflict):
        using(add_password)


@pytest.mark.parametrize("body", ["", "<html></html>", '{"error": {"code": "ServiceUnavailable"}}', "[1]"])
def test_unclear_503_of_a_create_is_still_a_lost_answer(network: respx.MockRouter, body: str) -> None:
    route = network.post(PASSWORD).respond(503, content=body)
    with pytest.raises(AmbiguousAnswer):
        using(add_password)
    assert route.call_count == 1


WRITES: dict[str, tuple[str, str, Any]] = {
    "remove a member": ("DELETE", "/groups/g/members/u/$ref", lambda tenant: tenant.groups.remove_member("g", "u")),
    "add members": ("PATCH", "/groups/g", lambda tenant: tenant.groups.add_members("g", ["u"])),
    "delete a group": ("DELETE", "/groups/g", lambda tenant: tenant.groups.delete("g")),
    "remove a password": (
        "POST",
        "/applications/a/removePassword",
        lambda tenant: tenant.applications.remove_password("a", "7d0a6a0e-0000-4000-8000-000000000001"),
    ),
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("status", [409, 503])
def test_every_write_is_repeated_after_a_concurrency_violation(
    network: respx.MockRouter, write: str, status: int
) -> None:
    method, path, call = WRITES[write]
    busy = refused(status, "Directory_ConcurrencyViolation")
    route = network.request(method, path).mock(side_effect=[busy, httpx.Response(204)])
    using(call)
    assert route.call_count == 2


def test_conflict_of_a_taken_value_is_not_repeated(network: respx.MockRouter) -> None:
    said = "Another object with the same value for property uniqueName already exists."
    route = network.patch("/groups/g").mock(return_value=refused(409, "ObjectConflict", said))
    with pytest.raises(Conflict):
        using(lambda tenant: tenant.groups.set_unique_name("g", "name"))
    assert route.call_count == 1


def test_other_conflict_of_a_create_is_not_repeated(network: respx.MockRouter) -> None:
    route = network.post(PASSWORD).mock(return_value=refused(409, "ObjectConflict"))
    with pytest.raises(Conflict):
        using(add_password)
    assert route.call_count == 1


def page(*ids: str, more: str = "") -> httpx.Response:
    link = {"@odata.nextLink": f"{ROOT}/groups/g/members?$skiptoken={more}"} if more else {}
    return httpx.Response(200, json={"value": [{"id": one} for one in ids], "@odata.count": 3, **link})


def test_expired_page_token_restarts_the_listing(network: respx.MockRouter) -> None:
    answers = [page("a", more="2"), httpx.Response(400, json=EXPIRED), page("b", more="2"), page("c")]
    network.get("/groups/g/members").mock(side_effect=answers)
    assert [one.id for one in using(lambda tenant: tenant.groups.members("g"))] == ["b", "c"]


def test_listing_is_restarted_a_bounded_number_of_times(network: respx.MockRouter) -> None:
    always = [page("a", more="2"), httpx.Response(400, json=EXPIRED)] * (MOST_RESTARTS + 1)
    route = network.get("/groups/g/members").mock(side_effect=always)
    with pytest.raises(BadRequest, match="Directory_ExpiredPageToken"):
        using(lambda tenant: tenant.groups.members("g"))
    assert route.call_count == len(always)


def test_expired_token_of_a_first_page_is_no_reason_to_restart(network: respx.MockRouter) -> None:
    route = network.get("/groups/g/members").respond(400, json=EXPIRED)
    with pytest.raises(GraphError):
        using(lambda tenant: tenant.groups.members("g"))
    assert route.call_count == 1


def test_counted_listing_that_restarts_brings_nobody_twice(network: respx.MockRouter) -> None:
    people = [f"u{number}@contoso.com" for number in range(200)]

    def users(*names: str, more: str = "") -> httpx.Response:
        link = {"@odata.nextLink": f"{ROOT}/users?$skiptoken={more}"} if more else {}
        found = [{"id": name, "userPrincipalName": name} for name in names]
        return httpx.Response(200, json={"value": found, "@odata.count": 200, **link})

    answers = [users(*people[:90], more="2"), httpx.Response(400, json=EXPIRED)]
    answers += [users(*people[:90], more="2"), users(*people[90:])]
    network.get("/users").mock(side_effect=answers)
    assert list(using(lambda tenant: tenant.users.find_all(people))) == people


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.PoolTimeout("busy")]
)
def test_create_that_never_left_is_sent_again_immediately(
    network: respx.MockRouter, pauses: list[float], error: httpx.HTTPError
) -> None:
    route = network.post(PASSWORD).mock(side_effect=[error, error, httpx.Response(200, json=NEW_PASSWORD)])
    assert using(add_password).key_id == "key-1"
    assert route.call_count == 3
    assert sum(pauses) < 3


def test_create_that_never_leaves_is_given_up_after_three_times(network: respx.MockRouter) -> None:
    route = network.post(PASSWORD).mock(side_effect=httpx.ConnectError("refused"))
    with pytest.raises(Unreachable):
        using(add_password)
    assert route.call_count == 3


def test_create_behind_a_bad_certificate_is_tried_once(network: respx.MockRouter) -> None:
    error = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired")
    route = network.post(PASSWORD).mock(side_effect=error)
    with pytest.raises(Unreachable):
        using(add_password)
    assert route.call_count == 1
