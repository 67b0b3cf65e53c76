"""Query options of a read: which properties, which objects, how many on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kiota_abstractions.base_request_configuration import RequestConfiguration

MOST_EXPANDED: Final = 20
"""The most objects of a relation that ``$expand`` returns; on reaching this number, read all of them separately.

Source: https://learn.microsoft.com/graph/query-parameters#expand-parameter
"""

EVENTUAL: Final = ("ConsistencyLevel", "eventual")
"""The header of advanced queries (https://learn.microsoft.com/graph/aad-advanced-queries)."""


@dataclass(frozen=True)
class Query:
    """Fills the ``$`` options that a request builder's URL template offers (OData 4.01, URL conventions 5.1)."""

    select: list[str] | None = None
    filter: str | None = None
    top: int | None = None
    expand: list[str] | None = None
    count: bool | None = None
    search: str | None = None

    def get_query_parameter(self, name: str) -> str:
        """Return the option's name as the URL templates spell it; asked by kiota for every field."""
        return f"%24{name}"


def build_query(
    *,
    select: str | None = None,
    where: str | None = None,
    top: int | None = None,
    expand: str | None = None,
    counted: bool = False,
    search: str | None = None,
) -> RequestConfiguration[Query]:
    """Build the configuration for a request builder; ``select`` is a blank-separated list of Graph's names.

    ``expand`` is one relation whose objects are included, perhaps with properties: ``owners($select=id)``. ``counted``
    requests the number of objects. Graph answers it, and ``search``, only in requests with :data:`EVENTUAL`.
    """
    from kiota_abstractions.base_request_configuration import RequestConfiguration

    return RequestConfiguration(
        query_parameters=Query(
            select.split() if select else None, where, top, [expand] if expand else None, counted or None, search
        )
    )


def quoted(text: str) -> str:
    """Return a string literal for ``$filter``: in single quotes, those inside doubled."""
    return "'" + text.replace("'", "''") + "'"


def search_clause(name: str, text: str) -> str:
    """Return a clause for ``$search``: property and text in double quotes, those inside escaped like backslashes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{name}:{escaped}"'
