from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.graph.graph_in_process import Rehearsal, cases, code, ids

EVENTUAL = {"ConsistencyLevel": "eventual"}


@pytest.mark.parametrize("case", cases("queries"), ids=lambda case: case["ask"])
def test_a_query_finds_what_it_asks_for(furnished: Rehearsal, case: Any) -> None:
    answer = furnished.call("GET", case["ask"], headers=EVENTUAL if case.get("eventual") else {})
    assert answer.status_code == 200, answer.text
    assert ids(answer) == [furnished.names[name] for name in case["finds"]]
    assert answer.json().get("@odata.count") == case.get("count")


def test_an_answer_holds_what_was_selected_and_nothing_else(tenant: Rehearsal) -> None:
    body = tenant.made("GET", "users/bo@contoso.com?$select=department,accountEnabled")
    assert {name for name in body if not name.startswith("@")} == {"department", "accountEnabled"}


def test_people_show_eleven_properties_unless_asked_for_more(tenant: Rehearsal) -> None:
    body = tenant.made("GET", "me")
    assert len([name for name in body if not name.startswith("@")]) == 11
    assert "department" not in body


def test_a_group_shows_its_unique_name_only_when_selected(tenant: Rehearsal) -> None:
    tenant.make_group(uniqueName="total-admin")
    assert "uniqueName" not in tenant.made("GET", "groups/{group}")
    assert tenant.made("GET", "groups/{group}?$select=uniqueName")["uniqueName"] == "total-admin"


def test_a_long_list_comes_in_pages_that_hold_everything_once(tenant: Rehearsal) -> None:
    for number in range(7):
        tenant.make_group(displayName=f"Group {number}")
    seen, link = [], "groups?$top=3&$select=id,displayName&$filter=startswith(displayName,'Group')"
    pages = 0
    while link:
        page = tenant.made("GET", link)
        seen += [row["displayName"] for row in page["value"]]
        link, pages = page.get("@odata.nextLink"), pages + 1
    assert seen == [f"Group {number}" for number in range(7)]
    assert pages == 3


def test_a_page_without_a_size_holds_a_hundred() -> None:
    crowded = Rehearsal(crowd=150)
    page = crowded.made("GET", "users?$select=id")
    assert len(page["value"]) == 100
    assert len(crowded.made("GET", page["@odata.nextLink"])["value"]) == 53


def test_a_next_page_ends_with_the_object_it_began_behind(tenant: Rehearsal) -> None:
    first = tenant.make_group(displayName="First")
    tenant.make_group(displayName="Second")
    link = tenant.made("GET", "groups?$top=1")["@odata.nextLink"]
    tenant.made("DELETE", f"groups/{first['id']}")
    answer = tenant.call("GET", link)
    assert (answer.status_code, code(answer)) == (400, "Directory_ExpiredPageToken")


def test_members_of_groups_within_the_group_are_transitive_members(furnished: Rehearsal) -> None:
    inner = furnished.names["group"]
    furnished.make_group(**{"members@odata.bind": [f"{{root}}/groups/{inner}", "{root}/users/{cleo}"]})
    members = furnished.made("GET", "groups/{group}/members?$select=id,displayName")["value"]
    assert [row["@odata.type"] for row in members] == ["#microsoft.graph.group", "#microsoft.graph.user"]
    transitive = ids(furnished.call("GET", "groups/{group}/transitiveMembers"))
    assert transitive == [inner, furnished.names["bo"], furnished.names["cleo"]]
    above = furnished.call("GET", "users/bo@contoso.com/transitiveMemberOf")
    assert set(ids(above)) == {inner, furnished.names["group"]}


def test_a_relation_is_expanded_where_it_is_one(furnished: Rehearsal) -> None:
    group = furnished.made("GET", "groups/{group}?$select=id&$expand=members")
    assert [member["id"] for member in group["members"]] == [furnished.names["bo"]]


def test_a_cast_that_filters_needs_eventual_consistency(tenant: Rehearsal) -> None:
    path = (
        "me/transitiveMemberOf/microsoft.graph.directoryRole?$count=true&$filter=displayName eq 'Global Administrator'"
    )
    assert tenant.call("GET", path).status_code == 400
    assert tenant.call("GET", path, headers=EVENTUAL).json()["@odata.count"] == 1
