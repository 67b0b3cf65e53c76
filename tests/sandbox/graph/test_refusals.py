from __future__ import annotations

import re
from typing import Any

import pytest

from tests.sandbox.graph.graph_in_process import ROOT, Rehearsal, cases, code

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.mark.parametrize("case", cases("refusals"), ids=lambda case: case["why"])
def test_what_microsoft_would_not_take_is_refused_and_changes_nothing(furnished: Rehearsal, case: Any) -> None:
    before = furnished.store.dump()
    method, path = case["request"].split(" ", 1)
    headers = {"ConsistencyLevel": "eventual"} if case.get("eventual") else {}
    answer = furnished.call(method, path, case.get("body"), headers=headers)
    assert answer.status_code == case["status"], answer.text
    assert code(answer) == case.get("code", code(answer))
    assert case.get("says", "") in answer.text
    assert furnished.store.dump() == before


def test_a_refusal_carries_the_ids_of_its_request(tenant: Rehearsal) -> None:
    mine = "7f3e8a52-51a0-4a8c-9f1e-111111111111"
    answer = tenant.call("GET", "widgets", headers={"client-request-id": mine})
    inner = answer.json()["error"]["innerError"]
    assert inner["client-request-id"] == answer.headers["client-request-id"] == mine
    assert GUID.fullmatch(inner["request-id"])
    assert inner["request-id"] == answer.headers["request-id"]


@pytest.mark.parametrize("authorization", [{}, {"authorization": "Bearer "}, {"authorization": "Bearer not.a.token"}])
def test_nobody_gets_in_without_a_token(tenant: Rehearsal, authorization: dict[str, str]) -> None:
    answer = tenant.send("GET", f"{ROOT}/me", headers=authorization)
    assert (answer.status_code, code(answer)) == (401, "InvalidAuthenticationToken")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_token_that_has_ended_opens_nothing(tenant: Rehearsal) -> None:
    token = tenant.token()
    tenant.tokens.end_all()
    answer = tenant.call("GET", "me", token=token)
    assert (answer.status_code, code(answer)) == (401, "InvalidAuthenticationToken")


def test_a_body_that_is_no_json_is_refused(tenant: Rehearsal) -> None:
    headers = {"authorization": f"Bearer {tenant.token()}", "content-type": "application/json"}
    answer = tenant.send("POST", f"{ROOT}/groups", content=b"{", headers=headers)
    assert (answer.status_code, code(answer)) == (400, "BadRequest")
