from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.graph.graph_in_process import Rehearsal


def get(name: str, url: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "method": "GET", "url": url, **more}


def test_each_request_of_a_batch_is_answered_by_itself(tenant: Rehearsal) -> None:
    asked = [get("a", "/me?$select=displayName"), get("b", "/widgets"), get("c", "/me", dependsOn=["b"])]
    answers = {one["id"]: one for one in tenant.made("POST", "$batch", {"requests": asked})["responses"]}
    assert [answers[name]["status"] for name in "abc"] == [200, 400, 424]
    assert answers["a"]["body"]["displayName"] == "Ada Lindqvist"


def test_a_write_in_a_batch_is_a_write(tenant: Rehearsal) -> None:
    body = {"displayName": "A", "mailNickname": "a", "mailEnabled": False, "securityEnabled": True}
    headers = {"Content-Type": "application/json"}
    one = {"id": "1", "method": "POST", "url": "/groups", "headers": headers, "body": body}
    (answer,) = tenant.made("POST", "$batch", {"requests": [one]})["responses"]
    assert answer["status"] == 201
    assert tenant.store.groups.truth(answer["body"]["id"])


@pytest.mark.parametrize(
    "requests",
    [
        [],
        [get(str(number), "/me") for number in range(21)],
        [get("1", "/me"), get("1", "/me")],
        [get("1", "/me", dependsOn=["2"])],
        [{"id": "1", "method": "GET"}],
        [get("1", "/groups") | {"method": "POST", "body": {}}],
    ],
    ids=["nothing", "too many", "an id twice", "depends on a later one", "no url", "a body of no type"],
)
def test_a_malformed_batch_is_refused_as_a_whole(tenant: Rehearsal, requests: list[dict[str, Any]]) -> None:
    assert tenant.call("POST", "$batch", {"requests": requests}).status_code == 400
