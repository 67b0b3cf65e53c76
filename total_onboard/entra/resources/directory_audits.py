"""The directory's audit log: who changed what, and when.

Reference: https://learn.microsoft.com/graph/api/directoryaudit-list
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AliasChoices, AliasPath, BeforeValidator, Field

from total_onboard.entra.graph.model import GraphModel, Moment
from total_onboard.entra.graph.odata import build_query, quoted

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient

ENTITLEMENT_MANAGEMENT: Final = "Azure AD Identity Governance - Entitlement Management"
"""Microsoft's application that adds and removes members as access packages begin and end.

The name: https://learn.microsoft.com/entra/fundamentals/whats-new-archive (where Conditional Access can target it)
The client ID: https://github.com/Azure/azure-quickstart-templates
    (demos/identitygovernance-entitlementmanagement-extensibility-sample-logicapp)
"""
_CLIENT_IDS: Final = {"810dcf14-1858-4bf2-8134-4c369fa3235b": ENTITLEMENT_MANAGEMENT}
_NEWEST: Final = 50
"""How many entries are worth looking at; the log holds thirty days at most."""

_Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]
"""A text within another object, where the log writes null for nothing: a program has no client ID, or no name."""


class ModifiedProperty(GraphModel):
    """A property that was changed, under the log's name for it; each value is JSON in a string, or none."""

    name: str = Field(default="", validation_alias=AliasChoices("displayName", "name"))
    before: str = Field(default="", validation_alias=AliasChoices("oldValue", "before"))
    after: str = Field(default="", validation_alias=AliasChoices("newValue", "after"))


class Target(GraphModel):
    """An object that a change is about: a member and the group, or a resource and who may use it."""

    id: str = ""
    display_name: str = ""
    user_principal_name: str = ""
    modified_properties: tuple[ModifiedProperty, ...] = ()


class DirectoryAudit(GraphModel):
    """One change; ``person`` is empty if an application made it."""

    at: Moment = Field(validation_alias=AliasChoices("activityDateTime", "at"))
    activity: str = Field(default="", validation_alias=AliasChoices("activityDisplayName", "activity"))
    person: _Text = Field(
        default="", validation_alias=AliasChoices(AliasPath("initiatedBy", "user", "userPrincipalName"), "person")
    )
    program: _Text = Field(
        default="", validation_alias=AliasChoices(AliasPath("initiatedBy", "app", "displayName"), "program")
    )
    client_id: _Text = Field(
        default="", validation_alias=AliasChoices(AliasPath("initiatedBy", "app", "appId"), "client_id")
    )
    targets: tuple[Target, ...] = Field(default=(), validation_alias=AliasChoices("targetResources", "targets"))
    result: str = ""

    # Assumption audited-application.
    @property
    def author(self) -> str:
        """Who made the change, by the best name that the entry has; any program can have any name."""
        by_client_id = _CLIENT_IDS.get(self.client_id.casefold())
        unnamed = f"the application {self.client_id}" if self.client_id else "a program"
        return self.person or self.program or by_client_id or unnamed


class DirectoryAudits:
    """The verb for the audit log. May raise :class:`GraphError`."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def about(self, object_id: str) -> list[DirectoryAudit]:
        """Return the changes of one object that came about, latest first. Five requests in ten seconds are allowed."""
        query = build_query(where=f"targetResources/any(t:t/id eq {quoted(object_id)})", top=_NEWEST)
        request = self._graph.client.audit_logs.directory_audits.to_get_request_information(query)
        found = await self._graph.pages(request, DirectoryAudit)
        return sorted((one for one in found if one.result != "failure"), key=lambda one: one.at, reverse=True)
