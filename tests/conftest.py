"""Prints the tallies of long tests. Stands here, because pytest-xdist's controller reads no conftest further down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.tally import TALLY


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """N, and how many converged of each kind of mishap."""
    tallies = sorted(set(_tallies(terminalreporter)))
    if tallies:
        terminalreporter.write_sep("=", "tallies")
        terminalreporter.write_line("\n".join(tallies))


def _tallies(terminalreporter: pytest.TerminalReporter) -> Iterator[str]:
    for reports in terminalreporter.stats.values():
        for report in reports:
            yield from (str(told) for name, told in getattr(report, "user_properties", ()) if name == TALLY)
