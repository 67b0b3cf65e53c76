"""Plans of many tenants, compactly: each kind of plan once, with the number of its tenants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from total_onboard.core.text.formatting import pluralize
from total_onboard.engine.plan import Plan
from total_onboard.report.plan_lines import PlanLine, count_of, plan_lines
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import below, heading, print_line, symbol_line
from total_onboard.ui.sanitized_rich import Console
from total_onboard.ui.symbols import Symbol
from total_onboard.ui.views.run.plan import as_planned

_MOST_NAMES: Final = 4
_TEST: Final = "provisions one administrator in each of these tenants at the end"
_Planned = tuple[str, Sequence[PlanLine]]


@dataclass(frozen=True)
class TenantPlan:
    """The plan of one tenant, and what becomes of its hand-off; the address is empty if it is sent nowhere."""

    tenant: str
    plan: Plan
    handoff_address: str = ""
    handoff_warning: str = ""


def show_plans(screen: Screen, plans: Sequence[TenantPlan], titles: Mapping[str, str]) -> None:
    """Show the plans of tenants that have the same steps as one, then what to know about single tenants.

    One question covers all of them, so only equal values share a line: each other one is shown with its tenants.
    """
    console = screen.stderr
    kinds: dict[object, list[_Planned]] = {}
    for one in plans:
        lines = plan_lines(one.plan.changes, titles)
        kinds.setdefault(tuple((line.step, line.action) for line in lines), []).append((one.tenant, lines))
    for kind, planned in sorted(kinds.items(), key=lambda one: -len(one[1])):
        _show_kind(console, planned) if kind else _show_nothing(console, planned)
    if any(one.plan.writes for one in plans):
        console.print()
        print_line(console, symbol_line(console, symbols.NEXT, _TEST, title="Provisioning test"))
    show_handoffs(screen, plans)
    _show_sentences(console, "Warning", symbols.CAUTION, ((one.tenant, one.plan.warnings) for one in plans))
    blocked = ((one.tenant, [item.sentence for item in one.plan.blocked]) for one in plans)
    _show_sentences(console, "Blocked", symbols.WAITING, blocked)


def show_handoffs(screen: Screen, plans: Sequence[TenantPlan]) -> None:
    """Show where the hand-offs are sent, each address with all of its tenants, and why one isn't sent."""
    console, tenants = screen.stderr, dict[str, list[str]]()
    for one in plans:
        if one.handoff_address:
            tenants.setdefault(one.handoff_address, []).append(one.tenant)
    for address, names in tenants.items():
        where = f"all {len(names)} tenants" if len(names) == len(plans) > 1 else ", ".join(names)
        text = f"is sent, sealed, to {address} after the changes (in {where})"
        print_line(console, symbol_line(console, symbols.NEXT, text, title="Hand-off"))
    warnings = ((one.tenant, [one.handoff_warning] if one.handoff_warning else []) for one in plans)
    _show_sentences(console, "Warning", symbols.CAUTION, warnings)


def _show_kind(console: Console, planned: Sequence[_Planned]) -> None:
    """Show one plan; a line that differs between the tenants is there once for each of its values."""
    console.print()
    lines = planned[0][1]
    console.print(heading(f"Plan for {pluralize(len(planned), 'tenant')}: {count_of(lines)}"))
    print_line(console, below(console, _names([tenant for tenant, _ in planned])))
    for number in range(len(lines)):
        values: dict[PlanLine, list[str]] = {}
        for tenant, each in planned:
            values.setdefault(each[number], []).append(tenant)
        for line, where in _with_tenants(values):
            print_line(console, symbol_line(console, as_planned(line)[0], line.text + where, title=line.title))


def _with_tenants(values: Mapping[PlanLine, Sequence[str]]) -> Iterator[tuple[PlanLine, str]]:
    """Yield each value and whose it is, the rarest first; no tenant is left to guess."""
    if len(values) == 1:
        yield next(iter(values)), ""
        return
    *rare, (common, most) = sorted(values.items(), key=lambda one: len(one[1]))
    for line, tenants in rare:
        yield line, f" (in {', '.join(tenants)})"
    yield common, f" (in the other {len(most)} tenants)" if len(most) > _MOST_NAMES else f" (in {', '.join(most)})"


def _show_nothing(console: Console, planned: Sequence[_Planned]) -> None:
    console.print()
    console.print(heading(f"No changes needed in {pluralize(len(planned), 'tenant')}"))
    print_line(console, below(console, _names([tenant for tenant, _ in planned])))


def _show_sentences(console: Console, title: str, mark: Symbol, found: Iterable[tuple[str, Iterable[str]]]) -> None:
    tenants: dict[str, list[str]] = {}
    for tenant, sentences in found:
        for sentence in sentences:
            tenants.setdefault(sentence, []).append(tenant)
    if tenants:
        console.print()
    for sentence, names in tenants.items():
        print_line(console, symbol_line(console, mark, f"{sentence} ({_names(names)})", title=title))


def _names(tenants: Sequence[str]) -> str:
    left = len(tenants) - _MOST_NAMES
    shown = ", ".join(tenants[:_MOST_NAMES])
    return f"{shown} and {left} more" if left > 0 else shown
