"""The console's few pages."""

from __future__ import annotations

from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

_TEMPLATES: Final = Environment(
    loader=PackageLoader("total_onboard.sandbox.console"), autoescape=True, undefined=StrictUndefined
)
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' https:",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page(template: str, message: str = "", status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401
    """Return a page of the console; ``message`` is what went wrong, if something did."""
    html = _TEMPLATES.get_template(template).render(message=message, **values)
    return HTMLResponse(html, status, headers=_HEADERS)
