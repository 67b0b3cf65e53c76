"""Who is signed in where, and what for: shown before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from total_onboard.terminal.lines import heading

if TYPE_CHECKING:
    from total_onboard.terminal.screen import Screen


@dataclass(frozen=True)
class Who:
    """Tenant, account, roles, and each permission with its reason."""

    tenant_name: str
    tenant_id: str
    account: str
    roles: Sequence[str]
    cloud: str
    scopes: Sequence[tuple[str, str]]
    practice: bool = False


def show_who(screen: Screen, who: Who) -> None:
    """The tenant and the account, then the permissions."""
    console = screen.talk
    practice = " (a practice tenant)" if who.practice else ""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="quiet")
    table.add_column(overflow="fold")
    table.add_row("Tenant", Text.assemble((who.tenant_name, "name"), practice))
    table.add_row("", Text(who.tenant_id, style="quiet"))
    table.add_row("Account", Text(who.account))
    table.add_row("Roles", Text(", ".join(who.roles) or "none"))
    table.add_row("Cloud", Text(who.cloud))
    console.print()
    console.print(Padding(table, (0, 0, 0, 2), expand=False))
    console.print()
    console.print(heading("What it may do with your sign-in, and why"))
    console.print(Padding(_scopes(who), (0, 0, 0, 2), expand=False))


def _scopes(who: Who) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(style="quiet", overflow="fold")
    for scope, reason in who.scopes:
        table.add_row(Text(scope), Text(reason))
    return table
