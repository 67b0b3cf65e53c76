"""Who stands at TOTAL is believed by what the account says, whatever the service makes of a search."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from tests.unit.diagnostics.preflight.host import Answer, host
from total_onboard.core.desired_state import ScimEndpoint
from total_onboard.core.secret import SecretText
from total_onboard.entra.http import response_limits
from total_onboard.scim import client
from total_onboard.scim.endpoint_errors import ScimEndpointFailed, ScimEndpointUnavailable
from total_onboard.scim.write_client import ScimWriteClient

T = TypeVar("T")
ADA = {"id": "1", "userName": "ada@contoso.com", "externalId": "0F5E"}
BO = {"id": "2", "userName": "bo@contoso.com"}


def list_of(*users: dict[str, str]) -> Answer:
    schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
    body: Any = {"schemas": schemas, "totalResults": len(users), "Resources": list(users)}
    return (200, "application/scim+json", body)


def asked(answer: Callable[[str], Answer], question: Callable[[ScimWriteClient], Awaitable[T]]) -> T:
    async def ask(url: str, trust: Any) -> T:
        async with ScimWriteClient(ScimEndpoint(url=url, token=SecretText("t")), trust) as end:
            return await question(end)

    with host() as opened, pytest.MonkeyPatch.context() as patch:
        patch.setattr(opened, "answer", answer)
        return asyncio.run(ask(opened.origin, opened.trust))


@pytest.mark.parametrize(("external_id", "found"), [("0f5e", "0F5E"), ("77aa", None)])
def test_of_everybody_only_who_has_the_identifier_is_the_one(external_id: str, found: str | None) -> None:
    user = asked(lambda path: list_of(BO, ADA), lambda end: end.find_by_external_id(external_id))
    assert (user.external_id if user else None) == found


@pytest.mark.parametrize(("external_id", "found"), [("0f5e", "0F5E"), ("77aa", None)])
def test_person_is_found_by_name_where_no_filter_knows_the_identifier(external_id: str, found: str | None) -> None:
    def answer(path: str) -> Answer:
        return list_of() if "externalId" in path else list_of(BO, ADA)

    user = asked(answer, lambda end: end.find_person(external_id, "ada@contoso.com"))
    assert (user.external_id if user else None) == found


def test_patch_that_is_not_implemented_is_a_refusal_and_no_outage() -> None:
    refused = asked(
        lambda path: (501, "application/scim+json", {"status": "501"}), lambda end: end.patch("/Groups/1", [])
    )
    assert (refused.status if refused else None) == 501


@pytest.mark.parametrize(("name", "found"), [("Bo@contoso.com", "bo@contoso.com"), ("finn@contoso.com", None)])
def test_of_everybody_only_who_has_the_name_is_the_one(name: str, found: str | None) -> None:
    user = asked(lambda path: list_of(ADA, BO), lambda end: end.find_user(name))
    assert (user.username if user else None) == found


@pytest.mark.parametrize("heeded", ["userName", "externalId"])
def test_an_end_that_heeds_one_filter_alone_would_take_one_person_for_another(heeded: str) -> None:
    def answer(path: str) -> Answer:
        return list_of() if heeded in path else list_of(ADA)

    with pytest.raises(ScimEndpointFailed, match="a search for an unknown user with a user"):
        asked(answer, lambda end: end.check())


@pytest.mark.parametrize(
    ("limit", "value", "says"),
    [("LARGEST_LISTING", 5_000, "more than 0 MiB for one listing"), ("MOST_PAGES", 3, "more than 3 pages")],
)
def test_listing_of_accounts_without_an_end_is_refused(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int, says: str
) -> None:
    monkeypatch.setattr(response_limits, limit, value)

    def answer(path: str) -> Answer:
        first = path.partition("startIndex=")[2].partition("&")[0]
        users = [{"id": f"{first}-{number}", "userName": "n" * 100} for number in range(10)]
        status, kind, body = list_of(*users)
        assert isinstance(body, dict)
        return (status, kind, body | {"totalResults": 10_000_000})

    with pytest.raises(ScimEndpointFailed, match=says):
        asked(answer, lambda end: end.users())


READS: dict[str, Callable[[ScimWriteClient], Awaitable[Any]]] = {
    "check": lambda end: end.check(),
    "find_user": lambda end: end.find_user("ada@contoso.com"),
    "users": lambda end: end.users(),
    "members_of": lambda end: end.members_of("g", "Admins"),
}


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize("read", READS)
def test_read_refused_once_is_repeated(monkeypatch: pytest.MonkeyPatch, read: str, status: int) -> None:
    monkeypatch.setattr(client, "_PAUSE_SECONDS", 0.0)
    asked_before: list[str] = []

    def answer(path: str) -> Answer:
        asked_before.append(path)
        return (status, "text/plain", {}) if len(asked_before) == 1 else list_of()

    asked(answer, READS[read])
    assert asked_before[0] in asked_before[1:]


def test_read_refused_twice_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_PAUSE_SECONDS", 0.0)
    with pytest.raises(ScimEndpointUnavailable, match="HTTP 503"):
        asked(lambda path: (503, "text/plain", {}), lambda end: end.users())


def page_of(path: str, total: int | None, *, heeds_start: bool) -> Answer:
    """One page of 150 accounts, of which a service shows at most 100."""
    first = int(path.partition("startIndex=")[2].partition("&")[0]) if heeds_start else 1
    status, kind, body = list_of(*({"id": str(number)} for number in range(first, min(first + 100, 151))))
    assert isinstance(body, dict)
    return (status, kind, {**body, "totalResults": total})


@pytest.mark.parametrize("total", [150, None])
def test_listing_of_several_pages_is_complete(total: int | None) -> None:
    users = asked(lambda path: page_of(path, total, heeds_start=True), lambda end: end.users())
    assert len(users) == 150


def test_listing_that_is_not_complete_is_refused() -> None:
    with pytest.raises(ScimEndpointFailed, match="reports 150 accounts and lists 100"):
        asked(lambda path: page_of(path, 150, heeds_start=False), lambda end: end.users())


def test_members_that_a_listing_leaves_out_are_read_from_the_group() -> None:
    group = {"id": "g/1", "externalId": "0F5E"}

    def answer(path: str) -> Answer:
        if "filter=" in path:
            return list_of(group)
        assert path.endswith("/Groups/g%2F1")
        return (200, "application/scim+json", group | {"members": [{"value": "7"}]})

    assert asked(answer, lambda end: end.members_of("0f5e", "Admins")) == {"7"}


@pytest.mark.parametrize(("external_id", "members"), [(None, {"7"}), ("another", set())])
def test_group_without_an_external_id_is_found_by_name(external_id: str | None, members: set[str]) -> None:
    group: Any = {"id": "g1", "externalId": external_id, "displayName": "Admins", "members": [{"value": "7"}]}

    def answer(path: str) -> Answer:
        return list_of(group) if "displayName" in path else list_of()

    assert asked(answer, lambda end: end.members_of("0f5e", "Admins")) == members


@pytest.mark.parametrize("body", [[], "text", {"id": 5}, {"members": "x", "id": {}}], ids=str)
@pytest.mark.parametrize("kind", ["user", "group"])
def test_account_or_group_that_is_none_is_refused(kind: str, body: Any) -> None:
    def read(end: ScimWriteClient) -> Awaitable[object]:
        return end.user("1") if kind == "user" else end.member_ids("1")

    with pytest.raises(ScimEndpointFailed, match="not as a SCIM service"):
        asked(lambda path: (200, "application/scim+json", body), read)
