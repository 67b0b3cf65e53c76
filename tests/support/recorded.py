"""Recordings of commands, and what must not stand in them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.support.canaries import leaks, secrets_of
from total_onboard.sandbox.persona import Persona
from total_onboard.sandbox.sandbox_tenant import SandboxTenant

_SHORTEST = 4
_SHORTEST_ENCODED = 10
"""Characters; four letters in Base64 stand in any token by chance."""
_LONGEST_BY_CHANCE = 5
_ORDINARY = frozenset(
    {"total", "admin", "security", "head", "lead", "desk", "line", "user", "https", "example", "owner", "nobody"}
)
"""Words of names that are words of Microsoft's messages, too."""


def archive(path: Path) -> dict[str, Any]:
    """The ``log`` of a recording."""
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    log: dict[str, Any] = document["log"]
    return log


def head(path: Path) -> dict[str, Any]:
    """What a recording says of itself."""
    found: dict[str, Any] = archive(path)["_total_onboard"]
    return found


def personal_values(persona: Persona, tenant_id: str) -> dict[str, str]:
    """Everything by which the tenant and its people are known, and what it is."""
    found = {tenant_id: "tenant id", tenant_id.replace("-", ""): "tenant id", persona.domain: "domain"}
    names = [persona.tenant_name, *(person.name for person in persona.people)]
    found |= {word: "name" for name in names for word in re.findall(r"\w+", name)}
    found |= {person.upn: "user name" for person in persona.people}
    return {text: kind for text, kind in found.items() if len(text) >= _SHORTEST and text.lower() not in _ORDINARY}


def leaked(tenant: SandboxTenant, path: Path, more: Iterable[str] = ()) -> list[str]:
    """What of a tenant's secrets, people and objects stands in a recording, in any form."""
    known = personal_values(tenant.store.persona, tenant.store.tenant_id)
    known |= dict.fromkeys([*more, *_object_ids(tenant)], "object id")
    long = {text: f"{kind} {text}" for text, kind in known.items() if len(text) >= _SHORTEST_ENCODED}
    content = path.read_bytes() + b"\n".join(_decoded(path))
    plain = content.decode("utf-8", "replace").casefold()
    found = [f"{kind} {text}" for text, kind in known.items() if _stands_in(text.casefold(), plain)]
    return sorted({*found, *leaks(secrets_of(tenant) | long, [(path.name, content)])})


def _stands_in(text: str, content: str) -> bool:
    """Whether a text stands anywhere; one of few letters, which a random stand-in can contain, as a word of its own."""
    if len(text) > _LONGEST_BY_CHANCE:
        return text in content
    return re.search(rf"(?<![^\W_]){re.escape(text)}(?![^\W_])", content) is not None


def _object_ids(tenant: SandboxTenant) -> Iterator[str]:
    for name in ("users", "groups", "applications", "servicePrincipals"):
        for one in tenant.dump().get(name, {}).values():
            if one.get("appOwnerOrganizationId", tenant.store.tenant_id) == tenant.store.tenant_id:
                yield one["id"]


def _decoded(path: Path) -> Iterator[bytes]:
    """The parts of tokens, which Base64 would hide."""
    for part in re.findall(rb"eyJ[\w-]+|\.[\w-]{40,}", path.read_bytes()):
        text = part.strip(b".")
        yield base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
