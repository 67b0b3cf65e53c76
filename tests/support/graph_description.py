"""Microsoft's own description of Graph v1.0 (OpenAPI), as far as we speak of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from tests.support.gathered_facts import FACTS, needs

_FILE: Final = "graph-v1.0-subset.openapi.json"
described: Final = needs(_FILE)


@cache
def description() -> dict[str, Any]:
    """Without its discriminators: they point from a base to its heirs, which a validator would follow in circles."""

    def plain(item: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in item.items() if name != "discriminator"}

    return dict(json.loads((FACTS / _FILE).read_text("utf-8"), object_hook=plain))


def schema_of(name: str) -> dict[str, Any]:
    """The schema of a resource, such as ``servicePrincipal``."""
    return dict(description()["components"]["schemas"][f"microsoft.graph.{name}"])


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """What a reference leads to."""
    while "$ref" in schema:
        schema = description()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def alternatives(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A schema's parts that may declare properties."""
    schema = resolved(schema)
    yield schema
    for part in (*schema.get("allOf", ()), *schema.get("anyOf", ())):
        yield from alternatives(part)


def declared(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The properties that a schema and those it is made of declare."""
    return {name: rule for part in alternatives(schema) for name, rule in part.get("properties", {}).items()}
