"""The report and the guide, each as one HTML file: it fetches nothing, runs nothing, and prints on A4 and Letter."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from total_onboard.core.errors import BadValue
from total_onboard.core.files.private_files import write_atomically
from total_onboard.core.text.formatting import format_time
from total_onboard.core.text.visible_text import for_page, shown
from total_onboard.report.guide import model
from total_onboard.report.guide.model import Guide
from total_onboard.report.model import Report
from total_onboard.ui.output.topology_layout import narrow, wide
from total_onboard.ui.redaction import redacted

TEMPLATES: Final = Environment(
    loader=PackageLoader("total_onboard.ui.output"),
    autoescape=True,
    finalize=for_page,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters["minute"] = format_time


def style_policy(css: str) -> str:
    """Return a policy that allows only this style (https://www.w3.org/TR/CSP3/, section 6.7)."""
    digest = b64encode(sha256(css.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def report_page(report: Report) -> str:
    """Render the whole file; a secret inside a name is redacted."""
    css = Markup(TEMPLATES.get_template("report.css").render())  # noqa: S704
    drawings = (("wide", wide(report.connection)), ("narrow", narrow(report.connection)))
    template = TEMPLATES.get_template("report.html")
    return redacted(template.render(page=report, css=css, policy=style_policy(css), drawings=drawings))


def write_report(path: Path, page: str) -> None:
    """Replace an older report atomically. Raises BadValue."""
    try:
        write_atomically(path, page.encode())
    except OSError as error:
        raise _cannot(path, error) from error


def _cannot(path: Path, error: OSError) -> BadValue:
    message = f"The report {path} cannot be written: {error.strerror}."
    return BadValue(message, remedy="Choose another place with --report.")


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
