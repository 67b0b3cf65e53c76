"""The report as one HTML file: it fetches nothing, runs nothing, and prints on A4 and Letter."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from total_onboard.core.errors import BadValue
from total_onboard.core.files.private_files import write_whole
from total_onboard.core.text.formatting import format_time
from total_onboard.core.text.visible_text import for_page
from total_onboard.report.model import Report
from total_onboard.ui.output.topology_layout import narrow, wide
from total_onboard.ui.redaction import redacted

_TEMPLATES: Final = Environment(
    loader=PackageLoader("total_onboard.ui.output"),
    autoescape=True,
    finalize=for_page,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["minute"] = format_time


def report_page(report: Report) -> str:
    """Render the whole file; a secret inside a name is redacted."""
    css = Markup(_TEMPLATES.get_template("report.css").render())  # noqa: S704
    drawings = (("wide", wide(report.connection)), ("narrow", narrow(report.connection)))
    template = _TEMPLATES.get_template("report.html")
    return redacted(template.render(page=report, css=css, policy=_policy(css), drawings=drawings))


def _policy(css: str) -> str:
    """Return a policy that allows only this style (https://www.w3.org/TR/CSP3/, section 6.7)."""
    digest = b64encode(sha256(css.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def write_report(path: Path, page: str) -> None:
    """Replace an older report atomically. Raises BadValue."""
    try:
        write_whole(path, page.encode())
    except OSError as error:
        raise _cannot(path, error) from error


def _cannot(path: Path, error: OSError) -> BadValue:
    message = f"The report {path} cannot be written: {error.strerror}."
    return BadValue(message, remedy="Choose another place with --report.")
