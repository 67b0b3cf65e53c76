"""Who is signed in where and what for, as the terminal shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.engine.readable import Unreadable
from total_onboard.terminal.who_view import Who

if TYPE_CHECKING:
    from collections.abc import Sequence

    from total_onboard.commands.desk import Desk
    from total_onboard.commands.workplace import Workplace
    from total_onboard.entra.sign_in.scopes import ScopeReason
    from total_onboard.entra.sign_in.session import Session


def who_of(desk: Desk, place: Workplace, session: Session, scopes: Sequence[ScopeReason]) -> Who:
    """Tenant, account, active roles, and each permission with its reason."""
    facts, roles = place.facts, place.facts.roles
    named = [] if isinstance(roles, Unreadable) else [role.display_name or role.role_template_id for role in roles]
    return Who(
        tenant_name=facts.organization.display_name,
        tenant_id=facts.organization.id,
        account=session.username or facts.me.user_principal_name,
        roles=sorted(named),
        cloud=place.settings.cloud,
        scopes=scopes,
        practice=desk.practice is not None,
    )
