"""Rendering of pages: every value passes the gate for foreign text, and is escaped."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from total_onboard import __version__
from total_onboard.core.text.formatting import format_date, format_time, pluralize
from total_onboard.core.text.visible_text import for_page, shown
from total_onboard.dashboard.sheets.form_labels import for_the_page

_TEMPLATES: Final = Environment(
    loader=PackageLoader("total_onboard.dashboard"),
    autoescape=True,
    finalize=for_page,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_NAVIGATION: Final = (
    ("/", "Inbox"),
    ("/customers", "Customers"),
    ("/sheets/new", "New value sheet"),
    ("/import", "Import"),
    ("/files", "Open a file"),
    ("/calendar", "Calendar"),
    ("/keys", "Keys"),
    ("/audit", "Audit trail"),
)


def _distance(moment: datetime) -> str:
    """Return how far away a moment is: ``in 12 days``, ``today``, ``3 days ago``."""
    days = (moment.astimezone(UTC).date() - datetime.now(UTC).date()).days
    if not days:
        return "today"
    return f"in {pluralize(days, 'day')}" if days > 0 else f"{pluralize(-days, 'day')} ago"


def _lines(text: str) -> Markup:
    """Return a text of several lines, each through the gate."""
    return Markup("\n").join(escape(shown(line)) for line in text.split("\n"))


_TEMPLATES.filters.update(
    for_the_page=for_the_page, lines=_lines, date=format_date, time=format_time, distance=_distance
)


def render(template: str, **values: Any) -> str:  # noqa: ANN401
    """Return the HTML of a page."""
    return _TEMPLATES.get_template(template).render(version=__version__, navigation=_NAVIGATION, **values)
