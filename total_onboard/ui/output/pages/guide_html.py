"""The guide as one HTML file: it fetches nothing, runs nothing, and prints."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

from total_onboard.core.text.visible_text import shown
from total_onboard.report.guide import model
from total_onboard.report.guide.model import Guide
from total_onboard.ui.output.pages.html_page import TEMPLATES, style_policy
from total_onboard.ui.redaction import redacted

_LABEL: Final = re.compile(r"\*\*(.+?)\*\*")


def guide_page(guide: Guide) -> str:
    """Render the whole file."""
    css = Markup(TEMPLATES.get_template("guide.css").render())  # noqa: S704
    template = TEMPLATES.get_template("guide.html")
    return redacted(template.render(guide=guide, model=model, css=css, policy=style_policy(css)))


def _labels(text: str) -> Markup:
    """Return a text of ours, in which a label of the portal is bold."""
    return Markup(_LABEL.sub(r"<b>\1</b>", str(escape(shown(text)))))  # noqa: S704


TEMPLATES.filters["labels"] = _labels
