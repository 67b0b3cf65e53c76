"""The pages of one listing: how many there may be, and where the next one may be."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation

from total_onboard.entra.graph.errors import GraphError, ServiceFailed
from total_onboard.entra.http.response_limits import ListingBounds

MOST_RESTARTS: Final = 3
_EXPIRED_PAGE_TOKEN: Final = frozenset({"Directory_ExpiredPageToken"})


class Listing:
    """Counts what one listing has brought so far. ``root`` is the address of Graph."""

    def __init__(self, root: str) -> None:
        self._origin = urlsplit(root)[:2]
        self._seen: set[str] = set()
        self._bounds = ListingBounds()
        self._restarts = 0

    def next(self, link: str, size: int) -> RequestInformation:
        """Return the request for the next page, as Graph's link says; ``size`` is that of the page before, in bytes.

        Raises ServiceFailed for a link to another origin, which would get our token, for one that was followed
        before, and for a listing without an end.
        """
        if problem := self._problem(link) or self._bounds.add(size):
            raise ServiceFailed(f"Microsoft Graph {problem}.", status=200, path="")
        self._seen.add(link)
        request = RequestInformation(Method.GET)
        request.url = link
        request.headers.try_add("Accept", "application/json")
        return request

    def restart_after(self, error: GraphError) -> None:
        """Prepare to begin again because a page token expired; what was brought so far still counts.

        Raise the error if it is another one, and after three restarts.
        """
        if error.graph_code not in _EXPIRED_PAGE_TOKEN or not self._seen or self._restarts == MOST_RESTARTS:
            raise error
        self._restarts += 1
        self._seen.clear()

    def _problem(self, link: str) -> str:
        if self._target(link) != self._origin:
            return f"named {self._target(link)[1] or 'no host'} for the next page"
        return "named the same page twice in one listing" if link in self._seen else ""

    @staticmethod
    def _target(link: str) -> tuple[str, str]:
        try:
            return urlsplit(link)[:2]
        except ValueError:
            return "", ""
