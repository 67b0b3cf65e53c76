"""Signed-in account, tenant and purpose: shown before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from total_onboard.ui.console import Screen
from total_onboard.ui.layout import heading, print_facts, print_rows
from total_onboard.ui.sanitized_rich import Text


@dataclass(frozen=True)
class Who:
    """Tenant, account, roles, and each permission with its reason."""

    tenant_name: str
    tenant_id: str
    account: str
    roles: Sequence[str]
    cloud: str
    scopes: Sequence[tuple[str, str]]
    sandbox: bool = False


def show_who(screen: Screen, who: Who) -> None:
    """Show the tenant and the account, then the permissions."""
    console = screen.stderr
    console.print()
    print_facts(
        console,
        (
            ("Tenant", f"{who.tenant_name} (a sandbox tenant)" if who.sandbox else who.tenant_name),
            ("Tenant id", who.tenant_id),
            ("Account", who.account),
            ("Roles", ", ".join(who.roles) or "none"),
            ("Cloud", who.cloud),
        ),
    )
    console.print()
    console.print(heading("What total-onboard may do with your sign-in, and why"))
    print_rows(console, [(Text(scope), Text(reason, style="quiet")) for scope, reason in who.scopes])
