"""Rendering of the pages that people see."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import cache
from itertools import islice
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.scopes import Scopes
from total_onboard.sandbox.sign_in.sign_in_state import Platform

ACCOUNTS_SHOWN: Final = 12


@cache
def _templates() -> Environment:
    loader = PackageLoader("total_onboard.sandbox.sign_in", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)


def page(platform: Platform, template: str, words: Mapping[str, object], status: int = 200) -> HTMLResponse:
    """Return a page of the sign-in host; nothing on it comes from elsewhere."""
    nonce = secrets.token_urlsafe(16)
    own = {"organization": platform.store.organization["displayName"], "nonce": nonce}
    html = _templates().get_template(template).render({**words, **own})
    safety = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-{nonce}'"
    return HTMLResponse(html, status, {"Cache-Control": "no-store", "Content-Security-Policy": safety})


def refusal_page(platform: Platform, refusal: SignInRefused) -> HTMLResponse:
    """Return what a person sees when sign-in says no."""
    details = refusal.body(platform.store.clock.now(), platform.addresses.sign_in, None)
    return page(platform, "refused.html", {"refusal": refusal, "details": details}, 400)


def choosing(
    platform: Platform, heading: str, permissions: list[str], *, hint: str | None = None, otc: str | None = None
) -> dict[str, object]:
    """Return the text of the account picker; ``hint`` is who is preselected, ``otc`` a device's code."""
    people = list(islice(platform.store.users.all_current(), ACCOUNTS_SHOWN))
    accounts = [{"upn": user["userPrincipalName"], "name": user["displayName"]} for user in people]
    known = {account["upn"] for account in accounts}
    chosen = hint if hint in known else platform.store.persona.administrator.upn
    return {"heading": heading, "permissions": permissions, "accounts": accounts, "chosen": chosen, "otc": otc}


def permissions_in(scopes: Scopes) -> list[str]:
    """Return what is asked for, Graph's permissions first."""
    return sorted(scopes.permissions) + sorted(scopes.openid)
