"""Users: the signed-in admin, and those who shall administer TOTAL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.entra.graph_model import GraphModel
from total_onboard.entra.odata import asking, quoted

if TYPE_CHECKING:
    from total_onboard.entra.graph import Graph

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


class Users:
    """The verbs for users. Every one may raise :class:`GraphError`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def me(self) -> User:
        """The one who signed in."""
        return await self._graph.read(self._graph.client.me.to_get_request_information(asking(select=_FIELDS)), User)

    async def find(self, reference: str) -> User | None:
        """By object id or user principal name, else by mail address; None when there is none, or several."""
        builder = self._graph.client.users.by_user_id(reference)
        user = await self._graph.find(builder.to_get_request_information(asking(select=_FIELDS)), User)
        return user or await self._find_by_mail(reference)

    async def _find_by_mail(self, mail: str) -> User | None:
        if "@" not in mail:
            return None
        query = asking(select=_FIELDS, where=f"mail eq {quoted(mail)}")
        found = await self._graph.pages(self._graph.client.users.to_get_request_information(query), User)
        return found[0] if len(found) == 1 else None
