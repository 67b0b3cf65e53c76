"""A tenant's Graph without a network: calls in somebody's name, on a clock that can be moved on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx

from tests.support.yaml_text import read_yaml
from total_onboard.sandbox.clock import SandboxClock
from total_onboard.sandbox.directory.catalog import (
    MICROSOFT_GRAPH,
    NON_GALLERY_TEMPLATES,
    graph_permissions,
    role_template_id,
)
from total_onboard.sandbox.directory.seed import seeded_store
from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.app import graph_app
from total_onboard.sandbox.http.base_urls import Addresses
from total_onboard.sandbox.persona import load_persona
from total_onboard.sandbox.sign_in.access_tokens import AccessTokens

GRAPH: Final = "https://graph.test"
ROOT: Final = f"{GRAPH}/v1.0"
USER_ROLE: Final = "18d14569-c3bd-439b-9a66-3a2aee01d14f"
GROUP_MEMBER_READ_ALL: Final = "98830695-27a2-44f7-8c18-0c3ebc9698f6"
EVERY_SCOPE: Final = tuple(name for name, ids in graph_permissions().items() if "delegated" in ids)


def cases(name: str) -> Any:
    """What ``cases/NAME.yaml`` holds."""
    return read_yaml((Path(__file__).parent / "cases" / f"{name}.yaml").read_text(encoding="utf-8"))


class Rehearsal:
    """One tenant. ``call`` speaks with every scope in the administrator's name unless told otherwise."""

    def __init__(self, persona: str = "ready", lag: tuple[float, float] = (0.0, 0.0), **circumstances: Any) -> None:
        circumstances = {"replication_lag": lag, "crowd": 0, **circumstances}
        chosen = load_persona(persona).model_copy(update=circumstances)
        self.clock = SandboxClock()
        self.store = seeded_store(chosen, self.clock, seed=3)
        self.tokens = AccessTokens(self.store, Addresses("https://sign-in.test", GRAPH, "https://total.test"))
        self.app = graph_app(self.store, self.tokens)
        self.names: dict[str, str] = {"root": ROOT}
        self.names |= {user["givenName"].lower(): user["id"] for user in self.store.users.all_current()}
        self.names["graph"] = self.graph["id"]

    @property
    def graph(self) -> Body:
        """Microsoft Graph's own service principal."""
        return next(one for one in self.store.service_principals.all_current() if one["appId"] == MICROSOFT_GRAPH)

    def token(
        self, upn: str | None = None, scopes: Iterable[str] = EVERY_SCOPE, roles: Iterable[str] | None = None
    ) -> str:
        """A person's token; ``roles`` replace those that she has."""
        wanted = upn or self.store.persona.administrator.upn
        user = next(one for one in self.store.users.all_current() if one["userPrincipalName"] == wanted)
        if roles is not None:
            self.store.active_roles[user["id"]] = [role_template_id(name) for name in roles]
        return self.tokens.issue_delegated(user, scopes, "the-tool")

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """One request; names in braces stand for the ids that are known by them."""
        bearer = {"authorization": f"Bearer {self.token() if token is None else token}"}
        filled = self.filled(path)
        url = filled if filled.startswith("https:") else f"{ROOT}/{filled.lstrip('/')}"
        return self.send(method, url, json=self.filled(body), headers=bearer | (headers or {}))

    def send(self, method: str, url: str, **more: Any) -> httpx.Response:
        """One request just as it is."""

        async def once() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app)) as client:
                return await client.request(method, url, **more)

        return asyncio.run(once())

    def made(self, method: str, path: str, body: Any = None) -> Any:
        """The body of an answer that has to be a success."""
        answer = self.call(method, path, body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def instantiate(self, name: str = "TOTAL") -> Body:
        """An application of the non-gallery template; ``{application}`` and ``{principal}`` name it afterwards."""
        template = NON_GALLERY_TEMPLATES[self.store.persona.cloud]
        both: Body = self.made("POST", f"applicationTemplates/{template}/instantiate", {"displayName": name})
        self.names |= {"application": both["application"]["id"], "principal": both["servicePrincipal"]["id"]}
        self.names["app_id"] = both["application"]["appId"]
        return both

    def make_group(self, **more: Any) -> Body:
        """A security group; ``{group}`` names it afterwards."""
        group: Body = self.made("POST", "groups", A_GROUP | more)
        self.names["group"] = group["id"]
        return group

    def wait(self, seconds: float) -> None:
        """Let time pass at once."""
        self.clock.leap(timedelta(seconds=seconds))

    def filled(self, value: Any) -> Any:
        """With the ids for which the names in braces stand."""
        if isinstance(value, str):
            for name, known in self.names.items():
                value = value.replace(f"{{{name}}}", known)
            return value
        if isinstance(value, list):
            return [self.filled(one) for one in value]
        return {key: self.filled(one) for key, one in value.items()} if isinstance(value, dict) else value


A_GROUP: Final[Body] = {
    "displayName": "TOTAL-Admin",
    "mailEnabled": False,
    "mailNickname": "total-admin",
    "securityEnabled": True,
}


def code(answer: httpx.Response) -> str:
    """The error code of a refusal."""
    return str(answer.json()["error"]["code"])


def ids(answer: httpx.Response) -> list[str]:
    """The ids in a collection."""
    return [one["id"] for one in answer.json()["value"]]
