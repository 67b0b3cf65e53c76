"""The tenant ID of the domain that a sheet names, looked up when the sheet is made."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from total_onboard.core.errors import OnboardError
from total_onboard.core.platforms.tls import ssl_context
from total_onboard.entra.clouds import CLOUDS, Cloud, CloudName
from total_onboard.entra.object_ids import is_id
from total_onboard.settings import Settings
from total_onboard.ui.console import Screen

if TYPE_CHECKING:
    from total_onboard.exchange.value_sheet.create import SheetRequest

MOST_CONCURRENT: Final = 8
_Domain = tuple[str | None, str]


@dataclass
class TenantLookup:
    """Lookup of tenants: one request per domain, and none after a failure, because sheets are made offline too."""

    settings: Settings
    found: dict[_Domain, str | None] = field(default_factory=dict)
    failure: OnboardError | None = None

    def look_up(self, orders: Iterable[SheetRequest]) -> None:
        """Look up the domains of all these orders concurrently. Raises BadValue for an unusable CA bundle."""
        domains = {_domain(order) for order in orders if order.tenant and not is_id(order.tenant)} - self.found.keys()
        if not domains:
            return
        ssl_context(self.settings.ca_bundle)
        with ThreadPoolExecutor(min(MOST_CONCURRENT, len(domains))) as pool:
            run = copy_context()  # each thread belongs to this run, with its log and its recording
            found = pool.map(lambda domain: run.copy().run(self._id_of, domain), domains)
            self.found |= zip(domains, found, strict=True)

    def resolved(self, order: SheetRequest) -> SheetRequest:
        """Return the order with its tenant's ID, if that is known."""
        return replace(order, tenant_id=self.found.get(_domain(order)))

    def warn(self, screen: Screen) -> None:
        """Show the warning about domains that were not resolved."""
        if warning := self.warning():
            screen.say(f"Warning: {warning}", style="caution")

    def warning(self) -> str | None:
        """Name the domains that were not resolved, and what that means; None if all were."""
        missing = sorted(tenant for (_, tenant), found in self.found.items() if found is None)
        if not missing:
            return None
        first, more = missing[0], len(missing) - 1
        names = f"{first} and {more} more" if more else first
        why = self.failure.message if self.failure else "Microsoft knows no such tenant; check the spelling."
        return (
            f"The tenant ID of {names} couldn't be looked up: {why} "
            "The sheet takes the tenant ID of the first hand-off that you open for it. "
            "If you know the tenant ID, name it in place of the domain."
        )

    def _id_of(self, domain: _Domain) -> str | None:
        from total_onboard.entra.tenant_lookup import tenant_id_of

        if self.failure:
            return None
        cloud, tenant = domain
        try:
            return tenant_id_of(self._cloud(cloud), tenant, self.settings.ca_bundle)
        except OnboardError as error:
            self.failure = error
            return None

    def _cloud(self, name: str | None) -> Cloud:
        """Return the sheet's cloud; a custom one has its addresses in the settings."""
        return CLOUDS[CloudName(name)] if name and name != CloudName.CUSTOM else self.settings.the_cloud


def _domain(order: SheetRequest) -> _Domain:
    return order.cloud, (order.tenant or "").lower()
