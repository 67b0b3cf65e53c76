"""The ids of tenants and of what is in them."""

from __future__ import annotations

from uuid import UUID


def is_id(text: str) -> bool:
    """Whether it is an id as Entra writes them; for anything else in its place Graph refuses the whole request."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
