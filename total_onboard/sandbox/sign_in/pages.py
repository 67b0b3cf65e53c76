"""Rendering of the pages that people see."""

from __future__ import annotations

import secrets
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from total_onboard.sandbox.sign_in.clients import Client
from total_onboard.sandbox.sign_in.platform import Platform
from total_onboard.sandbox.sign_in.refusal import SignInRefused
from total_onboard.sandbox.sign_in.scopes import Scopes
from total_onboard.sandbox.store import Body

ACCOUNTS_SHOWN = 12


@cache
def _templates() -> Environment:
    loader = PackageLoader("total_onboard.sandbox.sign_in", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)


def page(platform: Platform, template: str, status: int = 200, **words: object) -> HTMLResponse:
    """A page of the sign-in host; nothing on it comes from elsewhere."""
    nonce = secrets.token_urlsafe(16)
    words |= {"organization": platform.store.persona.organization, "nonce": nonce}
    html = _templates().get_template(template).render(**words)
    safety = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-{nonce}'"
    return HTMLResponse(html, status, {"Cache-Control": "no-store", "Content-Security-Policy": safety})


def refusal_page(platform: Platform, refusal: SignInRefused) -> HTMLResponse:
    """What a person sees when sign-in says no."""
    details = refusal.body(platform.store.clock.now(), platform.addresses.sign_in, None)
    return page(platform, "refused.html", 400, refusal=refusal, details=details)


def asking(platform: Platform, client: Client, scopes: Scopes, hint: str | None) -> dict[str, Any]:
    """The words for choosing an account: who there is, who is preselected, what the client asks for."""
    people = [user for _, user in zip(range(ACCOUNTS_SHOWN), platform.store.users.all_true(), strict=False)]
    known = {user["userPrincipalName"] for user in people}
    first = hint if hint in known else platform.store.persona.administrator.upn
    return {"client": client, "accounts": _accounts(people), "chosen": first, "permissions": _permissions(scopes)}


def _accounts(people: list[Body]) -> list[dict[str, str]]:
    return [{"upn": user["userPrincipalName"], "name": user["displayName"]} for user in people]


def _permissions(scopes: Scopes) -> list[str]:
    return sorted(scopes.permissions) + sorted(scopes.openid)
