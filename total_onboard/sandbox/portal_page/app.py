"""The sandbox page: one page, rendered from the tenant's state at every request."""

from __future__ import annotations

from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from total_onboard.sandbox.console.state import Console
from total_onboard.sandbox.directory.store import Store
from total_onboard.sandbox.portal_page.page_data import portal
from total_onboard.sandbox.portal_page.who_can_sign_in import sign_ins

_TEMPLATES: Final = Environment(
    loader=PackageLoader("total_onboard.sandbox.portal_page"), autoescape=True, undefined=StrictUndefined
)
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}


def page_app(store: Store, console: Console) -> Starlette:
    """Build the page as a separate application, to be mounted."""

    async def look(_: Request) -> Response:
        view = portal(store)
        template = _TEMPLATES.get_template("tenant.html")
        html = template.render(tenant=view, console=console, people=sign_ins(store, console))
        return HTMLResponse(html, headers=_HEADERS)

    return Starlette(routes=[Route("/", look)])
