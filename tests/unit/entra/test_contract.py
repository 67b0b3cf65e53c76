"""The requests of the gateway against Microsoft's own description of Graph, and against Microsoft's SDK."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from kiota_abstractions.request_information import RequestInformation
from kiota_abstractions.serialization import Parsable
from openapi_schema_validator import OAS30Validator

from tests.support.graph_description import alternatives, declared, described, description

from .verbs import Verb, load_verbs

VERBS = [verb for verb in load_verbs() if not verb.request.get("beyond_the_description")]


def _operation(verb: Verb) -> dict[str, Any]:
    """The operation that a path and method belong to; literal paths win over those with placeholders."""
    path = str(verb.request["path"])
    for template, item in sorted(description()["paths"].items(), key=lambda each: each[0].count("{")):
        pattern = re.sub(r"\\\{[^}]*\\\}", "[^/']+", re.escape(template))
        if re.fullmatch(pattern, path) and verb.request["method"].lower() in item:
            return dict(item[verb.request["method"].lower()])
    raise AssertionError(f"Graph has no {verb.request['method']} {path}")


def _undeclared(schema: dict[str, Any], value: Any) -> Iterator[str]:
    """Names in ``value`` that the schema does not know; annotations of OData are allowed everywhere."""
    parts = list(alternatives(schema))
    if isinstance(value, list):
        items = next(part["items"] for part in parts if "items" in part)
        for item in value:
            yield from _undeclared(items, item)
    if isinstance(value, dict):
        properties = declared(schema)
        for name, inner in value.items():
            if name in properties:
                yield from _undeclared(properties[name], inner)
            elif "@odata." not in name:
                yield name


@described
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_graph_knows_the_operation_and_its_query_options(verb: Verb) -> None:
    parameters = [each.get("$ref", each.get("name")) for each in _operation(verb).get("parameters", ())]

    for option in {"select", "filter"} & verb.request.keys():
        assert f"#/components/parameters/{option}" in parameters


@described
@pytest.mark.parametrize("verb", [v for v in VERBS if "body" in v.request], ids=lambda verb: verb.name)
def test_graph_accepts_the_body(verb: Verb) -> None:
    schema = _operation(verb)["requestBody"]["content"]["application/json"]["schema"]
    validator = OAS30Validator({**schema, "components": description()["components"]})

    assert [error.message for error in validator.iter_errors(verb.request["body"])] == []
    assert list(_undeclared(schema, verb.request["body"])) == []


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _unknown_to_the_sdk(model: Any) -> Iterator[str]:
    """What was put into a body model past its declared properties, throughout the tree."""
    for name in getattr(model, "additional_data", {}):
        if "@odata." not in name and not hasattr(model, _snake(name)):
            yield f"{type(model).__name__}.{name}"
    for value in vars(model).values():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, Parsable):
                yield from _unknown_to_the_sdk(inner)


@pytest.mark.parametrize("verb", [v for v in VERBS if "body" in v.request], ids=lambda verb: verb.name)
def test_a_body_holds_only_what_the_sdks_models_declare(verb: Verb, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies: list[Any] = []
    original = RequestInformation.set_content_from_parsable

    def spying(request: Any, adapter: Any, kind: str, values: Any) -> None:
        bodies.append(values)
        original(request, adapter, kind, values)

    monkeypatch.setattr(RequestInformation, "set_content_from_parsable", spying)
    request, _ = asyncio.run(verb.call())

    assert [name for body in bodies for name in _unknown_to_the_sdk(body)] == []
    assert unquote(request.url.path).startswith("/v1.0/")
