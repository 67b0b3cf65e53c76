"""The ids of tenants and of what is in them."""

from __future__ import annotations

from uuid import UUID


# Assumption malformed-id.
def is_id(text: str) -> bool:
    """Return whether it is an id as Entra writes them; Graph refuses the whole request for anything else."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
