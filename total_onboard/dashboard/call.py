"""One request as a view sees it, and the answer as a page, a redirect or a file."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from total_onboard.core.errors import BadValue, OnboardError
from total_onboard.core.known_secrets import KNOWN_SECRETS
from total_onboard.dashboard.access.gate import LARGEST_BODY, BodyTooLarge
from total_onboard.dashboard.access.sessions import Session, Sessions
from total_onboard.dashboard.pages import render
from total_onboard.dashboard.services import Services
from total_onboard.dashboard.sheets.form_labels import for_the_page
from total_onboard.exchange.ledger.team.optimistic_locking import EntryChanged
from total_onboard.ui.logging_setup import LOGGER
from total_onboard.ui.views.errors import kind_of

MOST_FIELDS: Final = 500
MOST_FILES: Final = 2
"""Files of one form: a certificate, and the key of an admin."""
CSRF_FIELD: Final = "csrf"
_CSRF_HEADER: Final = "x-csrf-token"


@dataclass(frozen=True)
class Call:
    """A request of a signed-in browser; ``form`` is empty for a page that is only looked at."""

    services: Services
    request: Request
    session: Session
    form: FormData

    def text(self, name: str) -> str:
        """Return a field of the form without blanks around it; empty if it is missing."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def query(self, name: str) -> str:
        """Return a value of the address."""
        return self.request.query_params.get(name, "").strip()

    def part(self, name: str) -> str:
        """Return a part of the path."""
        return str(self.request.path_params[name])

    def file(self, name: str) -> tuple[str, bytes]:
        """Return the name and the content of an uploaded file. Raises BadValue."""
        value = self.form.get(name)
        if not isinstance(value, UploadFile) or not value.filename:
            raise BadValue("No file was chosen.", remedy="Choose a file, or drop one on the page.")
        return value.filename.replace("\\", "/").rpartition("/")[2][:150], value.file.read()

    def optional_file(self, name: str) -> bytes:
        """Return the content of an uploaded file; empty if none was chosen."""
        value = self.form.get(name)
        return value.file.read() if isinstance(value, UploadFile) else b""

    @property
    def came_from(self) -> str:
        """The page of this dashboard that the request came from, as its path; empty if there is none."""
        parts = urlsplit(self.request.headers.get("referer", ""))
        own = parts.netloc == self.request.headers.get("host") and parts.path.startswith(f"{self.services.base}/")
        if not own or parts.path == self.request.url.path:
            return ""
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    @property
    def is_fragment(self) -> bool:
        """Whether htmx replaces a part of the page."""
        return self.request.headers.get("hx-request") == "true"

    def page(self, template: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401
        """Return a page."""
        html = render(template, services=self.services, base=self.services.base, csrf=self.session.csrf, **values)
        return HTMLResponse(html, status)

    def redirect(self, path: str) -> Response:
        """Continue at another page, so that reloading it repeats nothing."""
        return RedirectResponse(f"{self.services.base}{path}", HTTPStatus.SEE_OTHER)

    def download(self, name: str, content: str | bytes, kind: str) -> Response:
        """Return a file to save."""
        disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
        return Response(content, media_type=kind, headers={"Content-Disposition": disposition})


View = Callable[[Call], Response]


def endpoint(
    services: Services, sessions: Sessions, cookie: str, view: View
) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a view: the session and, for a form, its CSRF token come first; failures become pages."""

    async def answer(request: Request) -> Response:
        session = sessions.find(request.cookies.get(cookie))
        if session is None:
            return HTMLResponse(render("signed_out.html", services=services, csrf=""), HTTPStatus.UNAUTHORIZED)
        call = Call(services, request, session, FormData())
        try:
            form = await _form(request)
            call = Call(services, request, session, form)
            if request.method == "POST" and not _has_token(call):
                return _problem(call, "This form isn't of this session.", "Open the page again.", HTTPStatus.FORBIDDEN)
            with KNOWN_SECRETS.known_temporarily(call.text("passphrase"), call.text("repeated")):
                return await run_in_threadpool(view, call)
        except OnboardError as error:
            status = HTTPStatus.CONFLICT if isinstance(error, EntryChanged) else HTTPStatus.BAD_REQUEST
            return _problem(call, error.message, error.remedy, status)
        except BodyTooLarge:
            message = "The file is too large."
            return _problem(call, message, "Send a smaller one.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except (MultiPartException, HTTPException):
            return _problem(call, "The form can't be read.", "Open the page again.", HTTPStatus.BAD_REQUEST)
        except Exception as error:
            logging.getLogger(LOGGER).error("unexpected: %s", type(error).__name__, exc_info=error)
            message = f"Something unexpected happened ({kind_of(error)})."
            return _problem(call, message, "Try again.", HTTPStatus.INTERNAL_SERVER_ERROR)

    return answer


async def _form(request: Request) -> FormData:
    """Read a form; a file stays in memory, because it may hold a secret."""
    if request.method != "POST":
        return FormData()
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.form(max_fields=MOST_FIELDS)
    parser = MultiPartParser(
        request.headers, request.stream(), max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=LARGEST_BODY
    )
    parser.spool_max_size = LARGEST_BODY
    return await parser.parse()


def _has_token(call: Call) -> bool:
    given = call.request.headers.get(_CSRF_HEADER) or call.text(CSRF_FIELD)
    return hmac.compare_digest(given.encode(), call.session.csrf.encode())


def _problem(call: Call, message: str, remedy: str, status: HTTPStatus) -> Response:
    template = "problem_fragment.html" if call.is_fragment else "problem.html"
    return call.page(template, status, message=message, remedy=for_the_page(remedy), came_from=call.came_from)
