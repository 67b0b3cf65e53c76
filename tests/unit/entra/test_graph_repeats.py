from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
import respx

from total_onboard.entra.graph.errors import (
    AmbiguousAnswer,
    ServiceFailed,
    TooManyRequests,
    Unreachable,
)
from total_onboard.entra.tenant_client import TenantClient

from .gateway import add_password, me, using

pytestmark = pytest.mark.usefixtures("pauses")

NEW_PASSWORD = {
    "keyId": "key-1",
    "secretText": "shown-only-once",
    "startDateTime": "2026-01-01T00:00:00Z",
    "endDateTime": "2028-01-01T00:00:00Z",
}


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_read_is_repeated_after_a_status_that_passes(network: respx.MockRouter, status: int) -> None:
    network.get("/me").mock(side_effect=[httpx.Response(status), httpx.Response(200, json={"id": "ada"})])

    assert using(me).id == "ada"


def test_the_pause_is_the_one_that_microsoft_asked_for_and_the_listener_hears_of_it(
    network: respx.MockRouter, pauses: list[float]
) -> None:
    busy = httpx.Response(429, headers={"Retry-After": "17"})
    network.get("/me").mock(side_effect=[busy, httpx.Response(200, json={"id": "ada"})])
    heard: list[float] = []

    using(me, on_throttled=heard.append)

    assert 17 in pauses
    assert heard == [17]


def test_a_missing_retry_after_does_not_mean_zero(network: respx.MockRouter, pauses: list[float]) -> None:
    network.get("/me").mock(side_effect=[httpx.Response(429), httpx.Response(200, json={"id": "ada"})])

    using(me)

    assert max(pauses) >= 1


@pytest.mark.parametrize("headers", [{"Retry-After": "20"}, {}])
def test_throttling_that_lets_nothing_through_for_ten_minutes_is_an_error_of_its_own(
    network: respx.MockRouter, pauses: list[float], headers: dict[str, str]
) -> None:
    network.get("/me").respond(429, headers=headers)

    with pytest.raises(TooManyRequests):
        using(me)
    assert 600 <= sum(pauses) < 800


def test_what_is_accepted_in_between_gives_throttling_ten_minutes_more(
    network: respx.MockRouter, pauses: list[float]
) -> None:
    busy, found = httpx.Response(429, headers={"Retry-After": "100"}), httpx.Response(200, json={"id": "ada"})
    network.get("/me").mock(side_effect=[*[busy] * 5, found, *[busy] * 5, found])

    async def twice(tenant: TenantClient) -> str:
        return str((await me(tenant)).id + (await me(tenant)).id)

    assert using(twice) == "adaada"
    assert sum(pauses) >= 1000


def test_what_fails_is_tried_six_times(network: respx.MockRouter) -> None:
    route = network.get("/me").respond(503)

    with pytest.raises(ServiceFailed):
        using(me)
    assert route.call_count == 6


@pytest.mark.parametrize("ahead", [-3600, 0, 3600], ids=["an hour behind", "right", "an hour ahead"])
def test_a_pause_until_a_date_is_told_by_microsofts_clock_whatever_ours_says(
    network: respx.MockRouter, pauses: list[float], ahead: int
) -> None:
    theirs = datetime.now(UTC) - timedelta(seconds=ahead)
    dates = {"Date": theirs, "Retry-After": theirs + timedelta(seconds=17)}
    busy = httpx.Response(429, headers={name: format_datetime(date, usegmt=True) for name, date in dates.items()})
    network.get("/me").mock(side_effect=[busy, httpx.Response(200, json={"id": "ada"})])

    using(me)

    assert 17 in pauses


def test_a_pause_of_some_minutes_is_waited_for_and_told(network: respx.MockRouter, pauses: list[float]) -> None:
    busy = httpx.Response(429, headers={"Retry-After": "240"})
    network.post("/applications/app-1/addPassword").mock(
        side_effect=[busy, busy, httpx.Response(200, json=NEW_PASSWORD)]
    )
    heard: list[float] = []

    using(add_password, on_throttled=heard.append)

    assert pauses.count(240) == 2
    assert heard == [240, 240]


OUT_OF_REACH = {"Retry-After": "1" + "0" * 400, "Date": "Fri, 31 Dec 9999 23:59:59 -1200"}
"""More seconds than a float holds, and a moment that no datetime holds in UTC."""


@pytest.mark.parametrize("headers", [{"Retry-After": "900"}, OUT_OF_REACH], ids=["long", "out-of-reach"])
def test_a_pause_beyond_the_deadline_is_not_waited_for(network: respx.MockRouter, headers: dict[str, str]) -> None:
    route = network.get("/me").respond(429, headers=headers)

    with pytest.raises(TooManyRequests):
        using(me)
    assert route.call_count == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_create_is_sent_once_and_its_unclear_answer_is_called_so(network: respx.MockRouter, status: int) -> None:
    route = network.post("/applications/app-1/addPassword").respond(status)

    with pytest.raises(AmbiguousAnswer):
        using(add_password)
    assert route.call_count == 1


@pytest.mark.parametrize("cut", [httpx.ReadError, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.WriteError])
def test_a_create_whose_connection_was_cut_is_not_repeated(
    network: respx.MockRouter, cut: type[httpx.HTTPError]
) -> None:
    route = network.post("/applications/app-1/addPassword").mock(side_effect=cut("gone"))

    with pytest.raises(AmbiguousAnswer):
        using(add_password)
    assert route.call_count == 1


def test_a_create_that_never_left_this_machine_is_not_ambiguous(network: respx.MockRouter) -> None:
    network.post("/applications/app-1/addPassword").mock(side_effect=httpx.ConnectError("no route"))

    with pytest.raises(Unreachable):
        using(add_password)


def test_a_throttled_create_is_waited_for_and_repeated_because_it_was_clearly_refused(
    network: respx.MockRouter, pauses: list[float]
) -> None:
    busy = httpx.Response(429, headers={"Retry-After": "3"})
    network.post("/applications/app-1/addPassword").mock(side_effect=[busy, httpx.Response(200, json=NEW_PASSWORD)])

    assert using(add_password).key_id == "key-1"
    assert 3 in pauses


def test_an_accepted_create_with_an_unreadable_answer_is_ambiguous_and_tells_no_secret(
    network: respx.MockRouter,
) -> None:
    network.post("/applications/app-1/addPassword").respond(json={"secretText": "shown-only-once"})

    with pytest.raises(AmbiguousAnswer) as caught:
        using(add_password)
    assert "shown-only-once" not in str(caught.value)


def test_an_instance_that_is_answered_with_404_may_exist(network: respx.MockRouter) -> None:
    network.post("/applicationTemplates/template-1/instantiate").respond(404)

    with pytest.raises(AmbiguousAnswer):
        using(lambda tenant: tenant.applications.instantiate("template-1", "TOTAL"))


def test_a_write_that_changes_nothing_when_repeated_survives_a_cut_connection(network: respx.MockRouter) -> None:
    cut_then_fine: list[httpx.Response | Exception] = [httpx.ReadError("gone"), httpx.Response(204)]
    route = network.patch("/groups/group-1").mock(side_effect=cut_then_fine)

    using(lambda tenant: tenant.groups.set_unique_name("group-1", "mark"))

    assert route.call_count == 2


def test_no_network_at_all_is_told_with_the_reason(network: respx.MockRouter) -> None:
    network.get("/me").mock(side_effect=httpx.ConnectError("Name or service not known"))

    with pytest.raises(Unreachable, match="Name or service not known"):
        using(me)


def test_a_certificate_that_is_not_trusted_leads_to_the_ca_bundle(network: respx.MockRouter) -> None:
    network.get("/me").mock(side_effect=httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed"))

    with pytest.raises(Unreachable) as caught:
        using(me)
    assert "TOTAL_ONBOARD_CA_BUNDLE" in caught.value.remedy
