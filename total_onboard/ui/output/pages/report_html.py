"""The report as one HTML file: it fetches nothing, runs nothing, and prints on A4 and Letter."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from total_onboard.core.errors import BadValue
from total_onboard.core.files.private_files import write_whole
from total_onboard.report.model import Report
from total_onboard.ui.output.pages.html_page import TEMPLATES, style_policy
from total_onboard.ui.output.topology_layout import narrow, wide
from total_onboard.ui.redaction import redacted


def report_page(report: Report) -> str:
    """Render the whole file; a secret inside a name is redacted."""
    css = Markup(TEMPLATES.get_template("report.css").render())  # noqa: S704
    drawings = (("wide", wide(report.connection)), ("narrow", narrow(report.connection)))
    template = TEMPLATES.get_template("report.html")
    return redacted(template.render(page=report, css=css, policy=style_policy(css), drawings=drawings))


def write_report(path: Path, page: str) -> None:
    """Replace an older report atomically. Raises BadValue."""
    try:
        write_whole(path, page.encode())
    except OSError as error:
        raise _cannot(path, error) from error


def _cannot(path: Path, error: OSError) -> BadValue:
    message = f"The report {path} cannot be written: {error.strerror}."
    return BadValue(message, remedy="Choose another place with --report.")
