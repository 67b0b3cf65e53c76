"""Users: the signed-in admin, and the future admins of TOTAL."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import product
from typing import TYPE_CHECKING, Final

from total_onboard.entra.graph.errors import BadRequest
from total_onboard.entra.graph.model import GraphModel
from total_onboard.entra.graph.odata import build_query, quoted, search_clause
from total_onboard.entra.object_ids import is_id

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient

_ONE_QUESTION: Final = 15
"""How many values ``in`` takes (https://learn.microsoft.com/graph/filter-query-parameter)."""

_MOST_CONCURRENT: Final = 4
_LARGEST_PAGE: Final = 999
_A_CROWD: Final = 150
"""Fewer than these are few questions, and the others' names are none of ours to read."""

_NAMES: Final = ("mail", "id", "userPrincipalName")
"""Of two who bear the same name in different properties, the later property decides."""

_SEARCHED: Final = ("displayName", "mail", "userPrincipalName")
_NOT_IN_SEARCH: Final = "&"
"""Character on which v1.0 answers 400 in ``$search`` (https://developer.microsoft.com/graph/known-issues, 18185)."""

NOBODY: Final = "not found in this tenant, or an address of several people"
"""Description of a name that matches no user."""

_FIELDS = "id displayName userPrincipalName mail accountEnabled userType jobTitle department"


class User(GraphModel):
    """A user (https://learn.microsoft.com/graph/api/resources/user)."""

    id: str
    display_name: str = ""
    user_principal_name: str = ""
    mail: str | None = None
    account_enabled: bool = True
    user_type: str | None = None
    job_title: str | None = None
    department: str | None = None

    def named_by(self, name: str) -> str:
        """Return what identifies the user in one of Graph's properties, in small letters."""
        values = {"id": self.id, "userPrincipalName": self.user_principal_name, "mail": self.mail or ""}
        return values[name].casefold()


class Users:
    """The verbs for users. Every one may raise :class:`GraphError`."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def me(self) -> User:
        """Return the one who signed in."""
        return await self._graph.read(
            self._graph.client.me.to_get_request_information(build_query(select=_FIELDS)), User
        )

    async def find(self, reference: str) -> User | None:
        """Find by object ID or user principal name, else by mail address; None if there is none, or several."""
        builder = self._graph.client.users.by_user_id(reference)
        user = await self._graph.find(builder.to_get_request_information(build_query(select=_FIELDS)), User)
        return user or await self._find_by_mail(reference)

    async def some(self) -> list[User]:
        """List as many people as fit into one answer, in no order."""
        return await self._graph.first_page(
            self._graph.client.users.to_get_request_information(build_query(select=_FIELDS)), User
        )

    async def search(self, text: str, most: int) -> list[User]:
        """Search by the words of a name, or the beginning of a mail address or user principal name.

        The index of Microsoft lags: a new account may be missing. Tenants without an index (Azure AD B2C) are asked for
        what begins with the text.
        """
        if _NOT_IN_SEARCH not in text:
            try:
                return await self._searched(text, most)
            except BadRequest:
                pass
        where = " or ".join(f"startswith({name},{quoted(text)})" for name in _SEARCHED)
        query = build_query(select=_FIELDS, where=where, top=most)
        return await self._graph.first_page(self._graph.client.users.to_get_request_information(query), User)

    async def _searched(self, text: str, most: int) -> list[User]:
        clauses = " OR ".join(search_clause(name, text) for name in _SEARCHED)
        query = build_query(select=_FIELDS, search=clauses, top=most)
        request = self._graph.client.users.to_get_request_information(query)
        return await self._graph.first_page(request, User, advanced=True)

    async def _find_by_mail(self, mail: str) -> User | None:
        if "@" not in mail:
            return None
        query = build_query(select=_FIELDS, where=f"mail eq {quoted(mail)}")
        found = await self._graph.pages(self._graph.client.users.to_get_request_information(query), User)
        return found[0] if len(found) == 1 else None

    async def find_all(self, references: Iterable[str]) -> dict[str, User]:
        """Find many users in one go, by user principal name or object ID, else by mail address.

        Unknown and ambiguous references are left out. Users are requested by name, or picked from the list of all users
        if that takes fewer requests.
        """
        references_by_key = {reference.casefold(): reference for reference in references}
        found = await self._among_everybody(references_by_key) if len(references_by_key) > _A_CROWD else None
        found = await self._by_name(references_by_key) if found is None else found
        return {reference: found[key] for key, reference in references_by_key.items() if key in found}

    async def _among_everybody(self, references_by_key: Collection[str]) -> dict[str, User] | None:
        """List all users; None if that takes more pages than there would be requests."""
        query = build_query(select=_FIELDS, top=_LARGEST_PAGE, counted=True)
        request = self._graph.client.users.to_get_request_information(query)
        named: dict[str, list[tuple[str, User]]] = {kind: [] for kind in _NAMES}
        async for count, page in self._graph.counted_pages(request, User):
            if count / _LARGEST_PAGE > len(references_by_key) / _ONE_QUESTION:
                return None
            for kind, user in product(_NAMES, page):
                if user.named_by(kind) in references_by_key:
                    named[kind].append((user.named_by(kind), user))
        return {name: user for kind in _NAMES for name, user in _only_ones(named[kind]).items()}

    async def _by_name(self, references_by_key: Mapping[str, str]) -> dict[str, User]:
        with_at = [reference for reference in references_by_key.values() if "@" in reference]
        ids = [reference for reference in references_by_key.values() if is_id(reference)]
        by_id, by_name = await asyncio.gather(self._all_with("id", ids), self._all_with("userPrincipalName", with_at))
        by_mail = await self._all_with("mail", [one for one in with_at if one.casefold() not in by_name])
        return by_mail | by_id | by_name

    async def _all_with(self, name: str, values: list[str]) -> dict[str, User]:
        questions = [values[start : start + _ONE_QUESTION] for start in range(0, len(values), _ONE_QUESTION)]
        limit = asyncio.Semaphore(_MOST_CONCURRENT)

        async def ask(some: list[str]) -> list[User]:
            async with limit:
                query = build_query(select=_FIELDS, where=f"{name} in ({', '.join(map(quoted, some))})")
                return await self._graph.pages(self._graph.client.users.to_get_request_information(query), User)

        answers = await asyncio.gather(*map(ask, questions))
        return _only_ones([(user.named_by(name), user) for answer in answers for user in answer])


def _only_ones(named: list[tuple[str, User]]) -> dict[str, User]:
    """Return users by name, without names that several users have."""
    bearers = Counter(name for name, _ in named)
    return {name: user for name, user in named if bearers[name] == 1}
