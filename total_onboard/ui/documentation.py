"""Addresses of the published documentation."""

from __future__ import annotations

from typing import Final

BASE: Final = "https://docs.yourtotal.com/total-onboard/"
"""Equal to the address in the metadata of the package, whose lookup takes longer than the help."""
_SOURCES: Final = "docs/"


def published(page: str) -> str:
    """Return the address of a page that the source names by its file; leave other addresses as they are."""
    if not page.startswith(_SOURCES):
        return page
    file, mark, anchor = page.removeprefix(_SOURCES).partition("#")
    return f"{BASE}{file.removesuffix('.md')}.html{mark}{anchor}"
