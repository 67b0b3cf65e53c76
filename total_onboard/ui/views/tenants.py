"""A run over several tenants: what is being done now, and one line about each that ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Final

from rich.console import Group, RenderableType
from rich.live import Live

from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.text.formatting import format_duration, pluralize
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.keyboard import without_echo
from total_onboard.ui.layout import next_step, print_line, print_rows
from total_onboard.ui.output.tenant_result import TenantResult
from total_onboard.ui.sanitized_rich import Console, Text
from total_onboard.ui.symbols import Symbol

if TYPE_CHECKING:
    from rich.text import Text as RichText

_GOOD: Final = {
    "status": "match the desired state",
    "check-prereqs": "are ready for a setup",
    "setup": "are set up",
}
_FEW: Final = 12
"""So many tenants are listed at the end, even if nothing is to be done."""
_MOST_REMEDIES: Final = 5
_MOST_NAMES: Final = 3
_WAITING: Final = frozenset({ExitStatus.INCOMPLETE})


@dataclass
class TenantsView(AbstractContextManager["TenantsView"]):
    """In a terminal a table that is redrawn; elsewhere a line on standard output as soon as a tenant ended.

    Without ``lists_all`` only tenants with problems get a line: for the others something is still to be done.
    """

    screen: Screen
    total: int
    done: int = 0
    clock: Callable[[], float] = time.monotonic
    verb: str = "done"
    lists_all: bool = True
    _running: dict[str, tuple[str, float]] = field(default_factory=dict)
    _troubled: int = 0
    _begun: float = 0.0
    _terminal: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> TenantsView:
        self._begun = self.clock()
        if self.screen.is_live:
            live = Live(
                console=self.screen.stderr,
                get_renderable=self.drawn,
                refresh_per_second=4,
                transient=True,
                redirect_stdout=False,
                vertical_overflow="crop",
            )
            self._terminal.enter_context(without_echo())
            self._terminal.enter_context(live)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._terminal.close()

    def begin(self, tenant: str) -> None:
        """Show a tenant as one that is worked on."""
        self._running = {**self._running, tenant: ("starting", self.clock())}

    def doing(self, tenant: str, what: str) -> None:
        """Show what is being done there."""
        self._running = {**self._running, tenant: (what, self._running[tenant][1])}

    def ended(self, result: TenantResult, said: str) -> None:
        """Count a tenant that ended; print its line where nothing is redrawn, and with ``--verbose`` what it said."""
        self._running = {name: one for name, one in self._running.items() if name != result.tenant}
        self.done += 1
        self._troubled += not result.ok
        for line in said.splitlines():
            self.screen.say(f"{result.tenant}: {line}", style="quiet")
        if (self.lists_all or result.problems) and not self.screen.is_live and not self.screen.json:
            print_line(self.screen.result, _line(self.screen.result, result))

    def list_kept(self, results: Sequence[TenantResult]) -> None:
        """Print the lines of tenants that need attention since an earlier run, where nothing is redrawn."""
        for one in results:
            if not one.ok and not self.screen.is_live and not self.screen.json:
                print_line(self.screen.result, _line(self.screen.result, one))

    def drawn(self) -> RenderableType:
        """Return the table as it is now."""
        console, now = self.screen.stderr, self.clock()
        column = max((len(name) for name in self._running), default=0)
        rows = [
            Text.assemble(
                "  ",
                (symbols.WAITING.on(console), symbols.WAITING.style),
                f" {name:<{column}}  ",
                (f"{what}, {format_duration(now - since)}", "quiet"),
                overflow="ellipsis",
                no_wrap=True,
            )
            for name, (what, since) in self._running.items()
        ]
        attention = f", {self._troubled} of them need attention" if self._troubled else ""
        elapsed = format_duration(now - self._begun)
        return Group(
            *rows, Text(f"{self.done} of {self.total} tenants {self.verb}{attention}. {elapsed}", style="name")
        )


def show_tenants(screen: Screen, command: str, results: Sequence[TenantResult], total: int, good_is: str = "") -> None:
    """Show the end of the run: how many need attention, and which; in a pipe their lines were printed before."""
    if screen.json:
        return
    troubled = [one for one in results if not one.ok]
    if screen.is_live:
        listed = results if len(results) <= _FEW else troubled
        print_rows(screen.result, ((_name(screen.result, one), Text(one.summary)) for one in listed))
        if listed:
            screen.result.print()
    good = len(results) - len(troubled)
    left = total - len(results)
    parts = [f"{good} of {pluralize(total, 'tenant')} {good_is or _GOOD[command]}"]
    parts += [f"{len(troubled)} need attention" if len(troubled) > 1 else "1 needs attention"] if troubled else []
    parts += [f"{left} not done"] if left else []
    style = "good" if good == total else "caution"
    screen.stderr.print(Text(f"{', '.join(parts)}.", style=style))
    if left:
        screen.say("To continue, run the same command with --resume.")
    elif troubled:
        _show_next(screen, command, troubled)


def _show_next(screen: Screen, command: str, troubled: Sequence[TenantResult]) -> None:
    """Show what to do, each thing once with its tenants, then the command that shows one tenant in full."""
    remedies: dict[str, list[str]] = {}
    for one in troubled:
        for problem in one.problems[:1]:
            remedies.setdefault(problem.remedy, []).append(one.tenant)
    for remedy, tenants in list(remedies.items())[:_MOST_REMEDIES]:
        more = f" and {len(tenants) - _MOST_NAMES} more" if len(tenants) > _MOST_NAMES else ""
        step = f"{', '.join(tenants[:_MOST_NAMES])}{more}: {remedy}"
        print_line(screen.stderr, next_step(screen.stderr, step))
    # A setup of one tenant would need its values again; the checks need none, and only read.
    alone = "check-prereqs" if command == "setup" else command
    details = f"To see one tenant in full: total-onboard {alone} --tenant {troubled[0].tenant}"
    print_line(screen.stderr, next_step(screen.stderr, details))


def _mark(result: TenantResult) -> Symbol:
    if result.ok:
        return symbols.GOOD
    return symbols.CAUTION if result.exit_code in _WAITING else symbols.BAD


def _name(console: Console, result: TenantResult) -> RichText:
    mark = _mark(result)
    return Text.assemble((mark.on(console), mark.style), " ", (result.tenant, "name"))


def _line(console: Console, result: TenantResult) -> RichText:
    status = "" if result.ok else f" (exit status {result.exit_code})"
    return Text.assemble(_name(console, result), f": {result.summary}{status}")
