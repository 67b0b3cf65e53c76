"""Addresses of a test sign-in: the redirect URI, and TOTAL's own page."""

from __future__ import annotations

from urllib.parse import urlsplit

from total_onboard.diagnostics.verification.context import VerificationContext


def redirect_uri(context: VerificationContext) -> str:
    """Return the first desired and registered redirect URI, else any registered one; empty if there is none."""
    there = context.state.observed.the_application.redirect_uris
    desired = [uri for uri in context.desired.redirect_uris if uri in there]
    return next(iter([*desired, *there]), "")


def page_of_total(uri: str) -> str:
    """Return TOTAL's start page: the root of the redirect URI's host."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}/"
