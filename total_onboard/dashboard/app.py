"""The dashboard as one application: routes, behind the gate."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from total_onboard.dashboard.access.gate import Gate
from total_onboard.dashboard.access.sessions import IDLE, Sessions
from total_onboard.dashboard.call import Call, View, endpoint
from total_onboard.dashboard.pages import render
from total_onboard.dashboard.services import Services
from total_onboard.dashboard.views import (
    audit_and_export,
    calendar,
    customers,
    dropped_file,
    imports,
    inbox,
    keys,
    sheet_files,
    sheets,
)

COOKIE: Final = "total_onboard_dashboard"
SIGN_IN: Final = "/sign-in"
_STATIC: Final = Path(__file__).parent / "static"
_GET: Final[dict[str, View]] = {
    "/": inbox.show,
    "/customers": customers.listing,
    "/customers/{sheet_id:uuid}": customers.show,
    "/customers/{sheet_id:uuid}/files": sheet_files.files,
    "/customers/{sheet_id:uuid}/files/sheet": sheet_files.sheet,
    "/customers/{sheet_id:uuid}/files/page": sheet_files.page,
    "/customers/{sheet_id:uuid}/files/pdf": sheet_files.pdf,
    "/customers/{sheet_id:uuid}/phone": sheet_files.phone,
    "/sheets/new": sheets.new,
    "/sheets/{name}/edit": sheets.edit,
    "/sheets/{name}/review": sheets.review,
    "/import": imports.choose,
    "/import/{name}": imports.show,
    "/import/{name}/done": imports.done,
    "/import/{name}/sheets.zip": imports.archive,
    "/calendar": calendar.show,
    "/calendar.ics": calendar.file,
    "/export.csv": audit_and_export.export,
    "/audit": audit_and_export.audit,
    "/keys": keys.show,
    "/keys/{name}/public": keys.public,
    "/keys/{name}/revocation": keys.revocation,
    "/files": dropped_file.choose,
    "/files/{name}": dropped_file.show,
}
_POST: Final[dict[str, View]] = {
    "/customers/{sheet_id:uuid}/note": customers.note,
    "/customers/{sheet_id:uuid}/done": customers.done,
    "/customers/{sheet_id:uuid}/withdraw": customers.withdraw,
    "/customers/{sheet_id:uuid}/checklist": customers.checklist,
    "/customers/{sheet_id:uuid}/handoff": dropped_file.again,
    "/customers/{sheet_id:uuid}/renew": sheets.renew,
    "/customers/{sheet_id:uuid}/files": sheet_files.unlock,
    "/customers/{sheet_id:uuid}/passphrase": sheet_files.passphrase,
    "/customers/{sheet_id:uuid}/compared": sheet_files.compared,
    "/sheets/new": sheets.create,
    "/sheets/{name}/edit": sheets.change,
    "/sheets/{name}/sign": sheets.finish,
    "/keys": keys.create,
    "/keys/{name}/revoke": keys.revoke,
    "/import": imports.drop,
    "/import/{name}/columns": imports.columns,
    "/import/{name}/for-all": imports.for_all,
    "/import/{name}/cell": imports.cell,
    "/import/{name}/sign": imports.finish,
    "/import/{name}/passphrases": imports.passphrases,
    "/posts/{digest}/open": dropped_file.posted,
    "/posts/{digest}/discard": dropped_file.discard,
    "/files": dropped_file.drop,
    "/files/{name}/open": dropped_file.open_sealed,
    "/files/{name}/test": dropped_file.test,
    "/files/{name}/value": dropped_file.value,
}


def new_base() -> str:
    """Return a path that cannot be guessed: other servers on this computer must not see the cookie."""
    return f"/{secrets.token_urlsafe(16)}"


def dashboard_app(services: Services, sessions: Sessions, authority: str) -> ASGIApp:
    """Return the application; ``authority`` is its host and port."""
    base = services.base
    routes = [
        Route(SIGN_IN, partial(_sign_in, sessions, base)),
        Route("/sign-out", partial(_sign_out, services, sessions), methods=["POST"]),
        Mount("/static", StaticFiles(directory=_STATIC)),
        *_routes(services, sessions),
    ]
    missing = partial(_missing, base)
    handlers = {HTTPStatus.NOT_FOUND: missing, HTTPStatus.METHOD_NOT_ALLOWED: missing}
    app = Starlette(routes=[Mount(base, routes=routes)], exception_handlers=handlers)
    return Gate(app, authority, f"{base}{SIGN_IN}")


async def _missing(base: str, request: Request, error: Exception) -> Response:
    """Answer an address without a page; one who doesn't know the path of the pages doesn't learn it here."""
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND
    is_below = request.url.path.startswith(f"{base}/")
    return HTMLResponse(render("not_found.html", base=base if is_below else ""), status)


def _routes(services: Services, sessions: Sessions) -> Iterator[BaseRoute]:
    wrapped: Callable[[View], Callable[[Request], object]] = partial(endpoint, services, sessions, COOKIE)
    for path, view in _GET.items():
        yield Route(path, wrapped(view))
    for path, view in _POST.items():
        yield Route(path, wrapped(view), methods=["POST"])


async def _sign_in(sessions: Sessions, base: str, request: Request) -> Response:
    """Exchange the token for a cookie; the address with the token leads nowhere afterwards."""
    session = sessions.redeem(request.query_params.get("token", ""))
    if session is None:
        return HTMLResponse(render("sign_in_failed.html", base=base), HTTPStatus.FORBIDDEN)
    answer = RedirectResponse(f"{base}/", HTTPStatus.SEE_OTHER)
    answer.set_cookie(COOKIE, session.id, max_age=IDLE, path=base, httponly=True, samesite="strict")
    return answer


async def _sign_out(services: Services, sessions: Sessions, request: Request) -> Response:
    def end(call: Call) -> Response:
        sessions.end()
        services.memory.clear()
        answer = HTMLResponse(render("signed_out.html", services=services, csrf=""))
        answer.delete_cookie(COOKIE, path=call.services.base)
        return answer

    return await endpoint(services, sessions, COOKIE, end)(request)
