"""Which redirect URIs an application may have (Entra, "Redirect URI (reply URL) restrictions and limitations")."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from total_onboard.sandbox.graph.errors import GraphRefusal

LONGEST: Final = 256
MOST: Final = 256

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1"})


def check_redirect_uris(uris: list[str], name: str, *, web: bool) -> None:
    """Check addresses: Web and SPA take https, or http on loopback; native clients any scheme. Raises GraphRefusal."""
    if len(uris) > MOST:
        raise _refusal(name, f"more than {MOST} values")
    if len(set(uris)) < len(uris):
        raise _refusal(name, "duplicate values")
    for uri in uris:
        if fault := _fault(uri, web=web):
            raise _refusal(name, fault)


def _fault(uri: str, *, web: bool) -> str | None:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return "a value that is not a valid URI"
    if not parts.scheme or (web and not parts.hostname) or uri != uri.strip() or " " in uri:
        return "a value that is not a valid absolute URI"
    if len(uri) > LONGEST:
        return f"a value longer than {LONGEST} characters"
    if "*" in uri or parts.fragment or uri.endswith("#"):
        return "a value with a wildcard or a fragment"
    if web and parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return "a value that does not begin with 'https://' or 'http://localhost'"
    return None


def _refusal(name: str, fault: str) -> GraphRefusal:
    message = f"Property {name} has {fault}."
    detail = {"code": "InvalidValue", "message": message, "target": name}
    return GraphRefusal(400, "Request_BadRequest", message, details=[detail])
