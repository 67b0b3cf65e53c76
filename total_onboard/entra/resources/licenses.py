"""Subscriptions of the tenant, and their services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.entra.graph.model import GraphModel

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient


class ServicePlan(GraphModel):
    """One service inside a product; its name varies, its id does not."""

    service_plan_id: str
    provisioning_status: str = ""
    applies_to: str = ""


class PrepaidUnits(GraphModel):
    """Number of licenses by state."""

    enabled: int = 0
    warning: int = 0


class SubscribedSku(GraphModel):
    """A product; ``capability_status`` is Enabled, Warning (grace period), Suspended, Deleted or LockedOut.

    ``applies_to`` is User or Company.
    """

    sku_id: str
    sku_part_number: str = ""
    capability_status: str = ""
    applies_to: str = ""
    prepaid_units: PrepaidUnits = PrepaidUnits()
    service_plans: tuple[ServicePlan, ...] = ()


class Licenses:
    """The verb for licenses. May raise :class:`GraphError`."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def list_skus(self) -> list[SubscribedSku]:
        """Return everything subscribed to; this collection knows neither filter nor pages."""
        request = self._graph.client.subscribed_skus.to_get_request_information()
        return await self._graph.pages(request, SubscribedSku)
