from __future__ import annotations

import asyncio
import inspect
import json
from dataclasses import fields
from typing import Any, get_type_hints
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from total_onboard.entra.tenant_client import TenantClient

from .verbs import Verb, load_verbs

VERBS = load_verbs()


def _body(content: bytes) -> Any:
    return json.loads(content) if content else None


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_a_verb_sends_the_request_that_graph_expects(verb: Verb) -> None:
    request, _ = asyncio.run(verb.call())

    query = parse_qs(urlsplit(str(request.url)).query)
    assert request.method == verb.request["method"]
    assert unquote(request.url.path) == f"/{verb.request.get('version', 'v1.0')}{verb.request['path']}"
    assert query.get("$select", [None]) == [verb.request.get("select")]
    assert query.get("$filter", [None]) == [verb.request.get("filter")]
    assert query.get("$search", [None]) == [verb.request.get("search")]
    assert query.get("$expand", [None]) == [verb.request.get("expand")]
    assert _body(request.content) == verb.request.get("body")
    for name, value in verb.request.get("headers", {}).items():
        assert request.headers[name] == value


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb.expected], ids=lambda verb: verb.name)
def test_a_verb_returns_what_graph_answered_in_the_tools_own_words(verb: Verb) -> None:
    _, returned = asyncio.run(verb.call())

    found = {name: getattr(returned, name) for name in verb.expected}
    assert found == {name: tuple(v) if isinstance(v, list) else v for name, v in verb.expected.items()}


def test_every_request_carries_the_token_and_an_id_of_ours() -> None:
    request, _ = asyncio.run(VERBS[0].call())

    assert request.headers["authorization"] == "Bearer fixed-token"
    assert len(request.headers["client-request-id"]) == 36


def test_no_verb_of_the_gateway_is_without_a_case() -> None:
    resources = get_type_hints(TenantClient)
    verbs = {
        f"{field.name}.{name}"
        for field in fields(TenantClient)
        for name, _ in inspect.getmembers(resources[field.name], inspect.iscoroutinefunction)
        if not name.startswith("_")
    }
    assert verbs == {verb.name for verb in VERBS}
