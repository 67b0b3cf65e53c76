"""Plans of many tenants, compactly: each kind of plan once, with the number of its tenants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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


def show_plans(screen: Screen, plans: Sequence[tuple[str, Plan]], titles: Mapping[str, str]) -> None:
    """Show the plans of tenants that have the same steps as one, then what to know about single tenants."""
    console = screen.stderr
    kinds: dict[object, list[_Planned]] = {}
    for tenant, plan in plans:
        lines = plan_lines(plan.changes, titles)
        kinds.setdefault(tuple((line.step, line.action) for line in lines), []).append((tenant, lines))
    for kind, planned in sorted(kinds.items(), key=lambda one: -len(one[1])):
        _show_kind(console, planned) if kind else _show_nothing(console, planned)
    if any(plan.writes for _, plan in plans):
        console.print()
        print_line(console, symbol_line(console, symbols.NEXT, _TEST, title="Provisioning test"))
    _show_sentences(console, "Warning", symbols.CAUTION, ((name, plan.warnings) for name, plan in plans))
    blocked = ((name, [item.sentence for item in plan.blocked]) for name, plan in plans)
    _show_sentences(console, "Blocked", symbols.WAITING, blocked)


def _show_kind(console: Console, planned: Sequence[_Planned]) -> None:
    """Show one plan; a line that differs between the tenants names the first tenant's value."""
    console.print()
    lines = planned[0][1]
    console.print(heading(f"Plan for {pluralize(len(planned), 'tenant')}: {count_of(lines)}"))
    print_line(console, below(console, _names([tenant for tenant, _ in planned])))
    for number, line in enumerate(lines):
        texts = {each[number].text for _, each in planned}
        more = f" (in {planned[0][0]}; {len(texts)} different values in all)" if len(texts) > 1 else ""
        print_line(console, symbol_line(console, as_planned(line)[0], line.text + more, title=line.title))


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
