"""Prints what the sweep found under the results, however many processes it was spread over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sweep.sweep import TALLY


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """N, and how many converged of each kind of mishap."""
    tallies = sorted(set(_tallies(terminalreporter)))
    if tallies:
        terminalreporter.write_sep("=", "sweep")
        terminalreporter.write_line("\n".join(tallies))


def _tallies(terminalreporter: pytest.TerminalReporter) -> Iterator[str]:
    for reports in terminalreporter.stats.values():
        for report in reports:
            yield from (str(told) for name, told in getattr(report, "user_properties", ()) if name == TALLY)
