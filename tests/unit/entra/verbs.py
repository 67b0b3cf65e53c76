"""Every verb of the gateway, called once: what it must send, what it is answered, what it makes of that.

The cases are ``verbs/*.yaml``; arguments that are no plain data carry a tag.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import respx
import yaml

from tests.support.yaml_text import SafeLoader
from total_onboard.entra.resources.applications import RequiredAccess
from total_onboard.entra.resources.synchronization.requests import ScimCredentials

from .gateway import ROOT, gateway


class _Loader(SafeLoader):  # type: ignore[misc]
    """Knows the arguments that are models of ours."""


def _model(kind: type[Any]) -> Callable[[yaml.SafeLoader, yaml.Node], Any]:
    def construct(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
        assert isinstance(node, yaml.MappingNode)
        return kind(**{str(name): value for name, value in loader.construct_mapping(node, deep=True).items()})

    return construct


_Loader.add_constructor("!RequiredAccess", _model(RequiredAccess))
_Loader.add_constructor("!ScimCredentials", _model(ScimCredentials))


@dataclass(frozen=True)
class Verb:
    """``name`` is the resource's attribute of the tenant and the method; ``returns`` is compared where given."""

    name: str
    arguments: tuple[Any, ...]
    request: dict[str, Any]
    answer: dict[str, Any]
    expected: dict[str, Any]

    @property
    def url(self) -> str:
        return ROOT + str(self.request["path"])

    async def call(self) -> tuple[httpx.Request, Any]:
        """Call it with the answer prepared; the one request that went out, and what the verb returned."""
        async with gateway() as tenant:
            resource, method = self.name.split(".")
            with respx.mock() as network:
                reply = httpx.Response(self.answer.get("status", 200), json=self.answer.get("body"))
                network.route().mock(return_value=reply)
                returned = await getattr(getattr(tenant, resource), method)(*self.arguments)
                (call,) = network.calls
            return call.request, returned


def load_verbs() -> list[Verb]:
    files = sorted((Path(__file__).parent / "verbs").glob("*.yaml"))
    return [
        Verb(
            name=f"{file.stem}.{entry['verb']}",
            arguments=tuple(entry.get("arguments", ())),
            request=entry["request"],
            answer=entry.get("answer", {}),
            expected=entry.get("returns", {}),
        )
        for file in files
        for entry in yaml.load(file.read_text("utf-8"), _Loader)
    ]
