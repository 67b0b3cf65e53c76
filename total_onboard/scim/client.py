"""TOTAL's SCIM endpoint as seen from this machine: does it answer, is the token good, who stands there?

RFC 7644 (protocol) and the test call that Entra makes itself: a filter for an unknown user must answer an
empty list, not 404.
"""

from __future__ import annotations

import asyncio
import ssl
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from pydantic import ValidationError

from total_onboard.core.desired_state import ScimEndpoint
from total_onboard.scim.endpoint_errors import (
    ScimEndpointFailed,
    ScimEndpointUnavailable,
    ScimEndpointUnreachable,
    ScimErrorPage,
)
from total_onboard.scim.paths import group_path
from total_onboard.scim.responses import GroupList, ScimGroup, ScimUser, ServiceProviderConfig, UserList

if TYPE_CHECKING:
    import httpx

_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_TOO_OFTEN: Final = 429
_SERVER_ERROR: Final = 500
_PASSING: Final = frozenset({429, 502, 503, 504})
_PAUSE_SECONDS: Final = 1.0
_LONGEST_PAUSE_SECONDS: Final = 5.0
_PAGE: Final = 100
_UNREACHABLE: Final = (
    "Compare the address with the one from your TOTAL representative. If it is right, continue: setup has "
    "Microsoft test it from its own network, and only that counts."
)


class ScimClient:
    """TOTAL's SCIM endpoint, read and never written. Use as an asynchronous context manager."""

    def __init__(self, end: ScimEndpoint, context: ssl.SSLContext) -> None:
        self._end = end
        self._context = context

    async def __aenter__(self) -> Self:
        from total_onboard.entra.http.bounded_transports import async_bounded
        from total_onboard.entra.http.logged_clients import RecordedAsyncClient
        from total_onboard.entra.http.proxy_transport import AsyncRoutedTransport
        from total_onboard.entra.http.response_limits import SCIM_SECONDS

        token = self._end.token.reveal(to="TOTAL's SCIM end, as its bearer token")
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/scim+json"}
        transport = AsyncRoutedTransport(self._context)
        self._http = RecordedAsyncClient(transport=transport, headers=headers, timeout=SCIM_SECONDS, trust_env=False)
        async_bounded(self._http, SCIM_SECONDS)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def check(self) -> None:
        """Search for an unknown user by both attributes. Raises ScimEndpointFailed unless nothing is found."""
        nobody = str(uuid4())
        if any(await asyncio.gather(self._find("userName", nobody), self._find("externalId", nobody))):
            raise ScimEndpointFailed(
                f"{self._end.url} answered a search for an unknown user with a user.",
                remedy="Tell your TOTAL representative that a search for one user returns others: provisioning would "
                "confuse people.",
            )

    async def supports_patch(self) -> bool | None:
        """Return whether PATCH is supported, as Microsoft uses it; None if the endpoint does not describe itself.

        Source: RFC 7644, section 4 (ServiceProviderConfig).
        """
        try:
            answer = await self._get("/ServiceProviderConfig", {})
            config = ServiceProviderConfig.model_validate_json(answer.content)
        except (ScimEndpointFailed, ValidationError):
            return None
        return config.patch.supported if config.patch else None

    async def find_user(self, user_name: str) -> ScimUser | None:
        """Find the user with this name at TOTAL, in any case. Raises ScimEndpointFailed."""
        found = await self._find("userName", user_name)
        return next((user for user in found if user.username.lower() == user_name.lower()), None)

    async def find_by_external_id(self, external_id: str) -> ScimUser | None:
        """Find the user with this identifier at TOTAL, like TOTAL does at sign-in. Raises ScimEndpointFailed.

        A service that ignores filters answers with everybody: users with another identifier are discarded.
        """
        found = await self._find("externalId", external_id)
        return next((user for user in found if (user.external_id or "").lower() == external_id.lower()), None)

    async def find_person(self, external_id: str, user_name: str) -> ScimUser | None:
        """Find the user with this identifier, by name if TOTAL doesn't filter by it. Raises ScimEndpointFailed."""
        if found := await self.find_by_external_id(external_id):
            return found
        named = await self.find_user(user_name)
        return named if named and (named.external_id or "").lower() == external_id.lower() else None

    async def users(self) -> list[ScimUser]:
        """Read all accounts, page by page. Raises ScimEndpointFailed, also if some are missing or there is no end."""
        from total_onboard.entra.http.response_limits import ListingBounds

        found: dict[str, ScimUser] = {}
        bounds = ListingBounds()
        while True:
            answer = await self._get("/Users", {"startIndex": str(len(found) + 1), "count": str(_PAGE)})
            if problem := bounds.add(len(answer.content)):
                raise self._too_much(problem)
            page = self._users_in(answer)
            new, total = {user.id: user for user in page.resources if user.id not in found}, page.totalresults
            found |= new
            if not new or (total is not None and len(found) >= total):
                break
        if len(found) < (total or 0):
            raise self._incomplete(len(found), total)
        return list(found.values())

    async def members_of(self, external_id: str, name: str) -> frozenset[str]:
        """Read the IDs of the accounts in TOTAL's copy of a group, empty without one. Raises ScimEndpointFailed.

        Some services keep no ``externalId`` of groups: there the name decides, as it does for provisioning.
        """
        found = await self._groups("externalId", external_id)
        matching = [one for one in found if (one.externalid or "").lower() == external_id.lower()]
        if not matching:
            found = await self._groups("displayName", name)
            matching = [one for one in found if not one.externalid and one.displayname.lower() == name.lower()]
        return frozenset().union(*[one.member_ids or await self.member_ids(one.id) for one in matching])

    async def _groups(self, attribute: str, value: str) -> tuple[ScimGroup, ...]:
        answer = await self._get("/Groups", {"filter": f"{attribute} eq {_quoted(value)}"})
        try:
            return GroupList.model_validate_json(answer.content).resources
        except ValidationError as error:
            raise self._no_scim() from error

    async def member_ids(self, group_id: str) -> frozenset[str]:
        """Read who is in a group: some services leave the members out of a listing. Raises ScimEndpointFailed."""
        answer = await self._get(group_path(group_id), {})
        try:
            return ScimGroup.model_validate_json(answer.content).member_ids
        except ValidationError as error:
            raise self._no_scim() from error

    async def _find(self, attribute: str, value: str) -> list[ScimUser]:
        return list((await self._listed({"filter": f"{attribute} eq {_quoted(value)}"})).resources)

    async def _listed(self, query: dict[str, str]) -> UserList:
        return self._users_in(await self._get("/Users", query))

    def _too_much(self, problem: str) -> ScimEndpointFailed:
        return ScimEndpointFailed(
            f"{self._end.url} {problem}.",
            remedy="Compare the SCIM address with the one from your TOTAL representative, and report this to TOTAL.",
        )

    def _incomplete(self, found: int, total: int | None) -> ScimEndpointFailed:
        return ScimEndpointFailed(
            f"{self._end.url} reports {total} accounts and lists {found}.",
            remedy="Tell your TOTAL representative that listings must be complete (RFC 7644, section 3.4.2.4).",
        )

    def _users_in(self, answer: httpx.Response) -> UserList:
        try:
            return UserList.model_validate_json(answer.content)
        except ValidationError as error:
            raise self._no_scim() from error

    def _no_scim(self) -> ScimEndpointFailed:
        return ScimEndpointFailed(
            f"{self._end.url} answered, but not as a SCIM service.",
            remedy="Check the SCIM address with your TOTAL representative (it usually ends in /scim/v2).",
        )

    @property
    def url(self) -> str:
        """The SCIM address."""
        return self._end.url

    async def _get(self, path: str, query: dict[str, str]) -> httpx.Response:
        import httpx

        answer = await self._request("GET", path, params=query)
        if answer.status_code in _PASSING:
            await asyncio.sleep(_pause(answer.headers.get("retry-after", ""), answer.headers.get("date", "")))
            answer = await self._request("GET", path, params=query)
        if answer.status_code != httpx.codes.OK or _is_web_page(answer):
            raise _refusal(self._end.url, answer.status_code, web_page=_is_web_page(answer))
        return answer

    async def _request(self, method: str, path: str, **content: Any) -> httpx.Response:  # noqa: ANN401
        import httpx

        from total_onboard.entra.tls_probe import not_reached

        try:
            return await self._http.request(method, _below(self._end.url, path), **content)
        except httpx.HTTPError as error:
            why = not_reached(error)
            raise ScimEndpointUnreachable(
                f"{self._end.url} can't be reached from here: {why}.", remedy=why.remedy or _UNREACHABLE
            ) from error


def _pause(retry_after: str, date: str) -> float:
    """Return the seconds to wait before a read is repeated, with an upper bound on the server's request.

    ``Retry-After`` is a number of seconds, or a date by the server's own clock (RFC 9110, section 10.2.3).
    """
    from total_onboard.entra.http.call_record import instant

    if retry_after.isdecimal():
        return min(float(retry_after), _LONGEST_PAUSE_SECONDS)
    until, now = instant(retry_after), instant(date)
    if until is None or now is None:
        return _PAUSE_SECONDS
    return min(max((until - now).total_seconds(), 0.0), _LONGEST_PAUSE_SECONDS)


def _below(url: str, path: str) -> str:
    """Return the address of a resource; flags in the query of the base address are for Entra, not for us."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/") + path, "", ""))


def _is_web_page(answer: httpx.Response) -> bool:
    return "html" in answer.headers.get("content-type", "").casefold()


def _refusal(url: str, status: int, *, web_page: bool) -> ScimEndpointFailed:
    if web_page and status in _PASSING:
        return ScimErrorPage(
            f"A gateway or proxy in front of {url} sent an error page (HTTP {status}).",
            remedy="Run the same command again in a few minutes. If it fails again, continue: setup has Microsoft test "
            "the address from its own network. If that fails too, tell your TOTAL representative.",
        )
    if web_page or status == _FORBIDDEN:
        what = "a web page" if web_page else "no entry"
        return ScimEndpointUnreachable(
            f"{url} answers with {what} (HTTP {status}), probably from a proxy or a firewall.",
            remedy="Continue: setup has Microsoft test the address from its own network, and only that counts. If "
            "that fails too, ask your TOTAL representative.",
        )
    if status == _UNAUTHORIZED:
        return ScimEndpointFailed(
            f"{url} refuses the SCIM token (HTTP {status}).",
            remedy="Ask your TOTAL representative for the current token, and copy all of it.",
        )
    if status >= _SERVER_ERROR or status == _TOO_OFTEN:
        return ScimEndpointUnavailable(
            f"{url} has a server error (HTTP {status}).",
            remedy="Tell your TOTAL representative, and run the same command again later.",
        )
    return ScimEndpointFailed(
        f"{url} answered HTTP {status}.",
        remedy="Check the SCIM address with your TOTAL representative (it usually ends in /scim/v2).",
    )


def _quoted(value: str) -> str:
    """Return a literal of a filter (RFC 7644)."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
