"""How many tests run at once, the tallies of long ones, and how many tests cannot be run here. Stands here, because
pytest-xdist's controller reads no conftest further down."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import Final

import pytest

from tests.support.gathered_facts import NOT_HERE
from tests.support.tally import TALLY
from total_onboard.core.known_secrets import KNOWN_SECRETS
from total_onboard.core.text.long_values import LONG_VALUES

_TESTS_PER_CORE: Final = 2


@pytest.fixture(autouse=True)
def no_known_secrets() -> Iterator[None]:
    """Begin every test without the secrets of the ones before, as every command begins."""
    KNOWN_SECRETS.forget_all()
    LONG_VALUES.forget_all()
    yield
    KNOWN_SECRETS.forget_all()
    LONG_VALUES.forget_all()


def pytest_configure(config: pytest.Config) -> None:
    """Let a worker of pytest-xdist, which needs the SCIM classes anyway, import them first and in a new thread.

    For each class, pydantic looks at every caller for its source: here there are few, in a test module a hundred.
    """
    if hasattr(config, "workerinput"):
        importing = threading.Thread(target=import_module, args=("total_onboard.sandbox.console.scim_service",))
        importing.start()
        importing.join()


def pytest_collection(session: pytest.Session) -> None:
    """Let each worker import its own share of the test modules first, so that it finds the others' compiled by theirs.

    What fails to import, fails again where it is collected, and is reported there.
    """
    if told := getattr(session.config, "workerinput", None):
        worker, workers = int(str(told["workerid"]).removeprefix("gw")), int(told["workercount"])
        folders = [session.config.rootpath / argument for argument in session.config.args]
        for path in sorted(path for folder in folders for path in folder.rglob("test_*.py"))[worker::workers]:
            with suppress(Exception, pytest.skip.Exception):
                import_module(".".join(path.relative_to(session.config.rootpath).with_suffix("").parts))


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over all that was imported: it stays until the end, and is a lot to look at."""
    gc.collect()
    gc.freeze()


def pytest_xdist_auto_num_workers() -> int:
    """What ``-n auto`` means: most of these tests wait, for other processes and for clocks."""
    return _TESTS_PER_CORE * (os.cpu_count() or 1)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """N, and how many converged of each kind of mishap; and a line where Microsoft's documents are not at hand."""
    tallies = sorted(set(_tallies(terminalreporter)))
    if tallies:
        terminalreporter.write_sep("=", "tallies")
        terminalreporter.write_line("\n".join(tallies))
    field = {end: len(_field_cases(terminalreporter, end)) for end in ("passed", "failed")}
    if any(field.values()):
        terminalreporter.write_line(f"field cases: {field['passed']} of {sum(field.values())} hold")
    if left_out := sum(NOT_HERE in str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())):
        terminalreporter.write_line(f"{left_out} tests were skipped: {NOT_HERE} (docs/decisions/0001).")


def _field_cases(terminalreporter: pytest.TerminalReporter, end: str) -> list[str]:
    reports = terminalreporter.stats.get(end, ())
    return [report.nodeid for report in reports if report.nodeid.startswith("tests/integration/field/test_cases.py")]


def _tallies(terminalreporter: pytest.TerminalReporter) -> Iterator[str]:
    for reports in terminalreporter.stats.values():
        for report in reports:
            yield from (str(told) for name, told in getattr(report, "user_properties", ()) if name == TALLY)
