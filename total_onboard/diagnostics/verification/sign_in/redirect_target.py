"""Where sign-in is seen: the redirect URI that is tried, TOTAL's own page, and the window."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from total_onboard.diagnostics.verification.context import VerificationContext


def redirect_uri(context: VerificationContext) -> str:
    """The first that is both wished for and registered, else any that is registered; empty where none is."""
    there = context.observed.the_application.redirect_uris
    wished = [uri for uri in context.desired.redirect_uris if uri in there]
    return next(iter([*wished, *there]), "")


def page_of_total(uri: str) -> str:
    """Where people begin: the root of the host that they are sent back to."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}/"
