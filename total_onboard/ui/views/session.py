"""Signed-in account, tenant and permissions: shown before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import (
    hanging_indent,
    heading,
    next_step,
    print_facts,
    print_line,
    print_rows,
    symbol_line,
)
from total_onboard.ui.prompts import Details
from total_onboard.ui.sanitized_rich import Text

if TYPE_CHECKING:
    from total_onboard.ui.output.json_document import SignIn


_USUAL_CLOUD: Final = "global"


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


def show_who(screen: Screen, who: Who, *, explain: bool = False) -> None:
    """Show the tenant and the account, then how many permissions were requested, or with ``explain`` all of them."""
    if screen.is_live:
        screen.stderr.print()
    print_facts(screen.stderr, _facts(who))
    if explain:
        show_permissions(screen, who.scopes)
    else:
        count = Text(f"Permissions: {len(who.scopes)} requested (--explain-permissions lists them)")
        print_line(screen.stderr, hanging_indent(screen.stderr, Text("  "), count))


def show_permissions(screen: Screen, scopes: Sequence[tuple[str, str]]) -> None:
    """Show each permission that the sign-in requested, with the reason."""
    screen.stderr.print()
    screen.stderr.print(heading(f"Permissions requested ({len(scopes)})"))
    print_rows(screen.stderr, [(Text(scope), Text(reason, style="quiet")) for scope, reason in scopes])


def permission_details(scopes: Sequence[tuple[str, str]], then: Callable[[Screen], None]) -> Details:
    """Return what a question about a plan offers to show; ``then`` shows the plan again, above the question."""

    def show(screen: Screen) -> None:
        show_permissions(screen, scopes)
        then(screen)

    return Details("permissions", show)


def _facts(who: Who) -> Iterator[tuple[str, str]]:
    """Yield where and who; the cloud only if it is an unusual one."""
    sandbox = " (a sandbox tenant)" if who.sandbox else ""
    cloud = "" if who.cloud == _USUAL_CLOUD or who.sandbox else f"{who.cloud} cloud"
    yield "Tenant", ", ".join(part for part in (f"{who.tenant_name}{sandbox}", who.tenant_id, cloud) if part)
    yield "Account", f"{who.account} ({', '.join(who.roles) or 'no roles'})"


def show_sign_in(screen: Screen, sign_in: SignIn) -> None:
    """Show the accounts and the place; neither says whether Microsoft still accepts them."""
    print_facts(screen.result, (("Signed in", ", ".join(sign_in.accounts) or "nobody"), ("Kept", sign_in.kept)))


def show_not_remembered(screen: Screen, sentence: str, page: str) -> None:
    """Show that nothing keeps the sign-in, and the page that says what to do about it."""
    print_line(screen.stderr, symbol_line(screen.stderr, symbols.CAUTION, sentence, title="Warning"))
    print_line(screen.stderr, next_step(screen.stderr, f"To remember it, set up a keyring as in {page}"))
