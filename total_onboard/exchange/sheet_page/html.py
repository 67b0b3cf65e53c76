"""The page as one HTML file that needs nothing else, runs nothing, and prints on A4 and Letter."""

from __future__ import annotations

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from total_onboard.core.text.visible_text import for_page
from total_onboard.exchange.sheet_page.model import LAST_LINE, TITLE, WARNING, PageContent

_TEMPLATES = Environment(
    loader=PackageLoader("total_onboard.exchange.sheet_page"),
    autoescape=True,
    finalize=for_page,
    undefined=StrictUndefined,
    trim_blocks=True,
)


def html_page(content: PageContent) -> str:
    """Render the whole file."""
    drawing = segno.make(content.code, micro=False, error="m").svg_inline(border=2, omitsize=True)
    template = _TEMPLATES.get_template("value_sheet.html")
    return template.render(
        page=content,
        title=TITLE,
        warning=WARNING,
        no_secret=LAST_LINE,
        qr_code=Markup(drawing),  # noqa: S704
    )
