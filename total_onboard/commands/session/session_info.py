"""Who is signed in where and what for, as the terminal shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.commands.session.connection import Workplace
from total_onboard.engine.access.readable import Unreadable
from total_onboard.entra.graph.operations import role_names
from total_onboard.entra.role_ids import WELL_KNOWN_NAMES
from total_onboard.ui.views.session import Who

if TYPE_CHECKING:
    from collections.abc import Sequence

    from total_onboard.commands.context import Desk
    from total_onboard.commands.session.connection import Site
    from total_onboard.entra.resources.organization import Organization
    from total_onboard.entra.sign_in.scopes import ScopeReason
    from total_onboard.entra.sign_in.session import Session


def who_of(
    desk: Desk, place: Site, session: Session, scopes: Sequence[ScopeReason], organization: Organization | None = None
) -> Who:
    """Tenant, account, active roles, and each permission with its reason; the tenant is among a workplace's facts."""
    tenant = place.facts.organization if isinstance(place, Workplace) else organization
    return Who(
        tenant_name=tenant.display_name if tenant else "",
        tenant_id=session.tenant_id,
        account=session.username,
        roles=sorted(_roles(place)),
        cloud=place.settings.cloud,
        scopes=scopes,
        practice=desk.practice is not None,
    )


def _roles(place: Site) -> list[str]:
    """As Microsoft Graph tells them; where it was not asked, as the token that it was shown does."""
    if not isinstance(place, Workplace):
        return [*role_names(frozenset().union(*(call.role_ids for call in place.calls)))]
    roles = place.facts.roles
    named = [] if isinstance(roles, Unreadable) else [role.display_name or role.role_template_id for role in roles]
    return [*named, *(WELL_KNOWN_NAMES[each] for each in place.facts.rights.unlisted)]
