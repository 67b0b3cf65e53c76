"""What HTML pages share: the environment of their templates, and a policy that lets them fetch and run nothing."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from total_onboard.core.text.formatting import format_time
from total_onboard.core.text.visible_text import for_page

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
