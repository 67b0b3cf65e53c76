"""JMESPath queries that add texts to a list as it is at that moment, so that nothing that others added is lost."""

from __future__ import annotations

from collections.abc import Iterable

from total_onboard.engine.export.declared_request import literal


def contained(path: str, text: str) -> str:
    """Return the query that says whether a list contains a text; a missing list contains none."""
    return f"contains({path} || `[]`, {literal(text)})"


def with_added(path: str, texts: Iterable[str]) -> str:
    """Return the query of the list with the texts that it lacks at its end."""
    added = [f"!{contained(path, text)} && [{literal(text)}] || `[]`" for text in texts]
    return f"[{', '.join([f'{path} || `[]`', *added])}][]"
