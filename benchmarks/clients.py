"""Independent clients and SCIM services: their versions and test results: ``python -m benchmarks.clients``."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.contract.clients.installed import NODE_MODULES, program

ROOT = Path(__file__).parents[1]
TESTS = ("tests/contract/clients", "tests/contract/interop")


@dataclass(frozen=True)
class Client:
    """A client, what has its version, and parts of the names of its tests."""

    name: str
    source: tuple[str, str]
    tests: tuple[str, ...]


CLIENTS = (
    Client("MSAL for Node", ("npm", "@azure/msal-node"), ("msal_for_node",)),
    Client("Graph client for JavaScript", ("npm", "@microsoft/microsoft-graph-client"), ("for_javascript",)),
    Client("Azure CLI", ("azure-cli", "azure-cli"), ("az_rest",)),
    Client("Apache mod_auth_openidc", ("apt", "libapache2-mod-auth-openidc"), ("test_apache",)),
    Client("nginx", ("apt", "nginx-light"), ("test_nginx",)),
    Client("scim2-tester", ("scim", "scim2-tester"), ("scim2_tester",)),
    Client("SCIMMY", ("npm", "scimmy"), ("[scimmy]", "test_removal_at_other_services")),
    Client("django-scim2", ("scim", "django-scim2"), ("[django-scim2]", "at_django_scim2")),
    Client("scim2-server", ("here", "scim2-server"), ("[scim2-server]",)),
    Client("jose for Node", ("npm", "jose"), ("test_other_jose",)),
)


def version(kind: str, package: str) -> str:
    """Its version, or that it is missing."""
    try:
        return _version(kind, package)
    except (OSError, subprocess.CalledProcessError):
        return "not installed"


def _version(kind: str, package: str) -> str:
    if kind == "npm":
        return str(json.loads((NODE_MODULES / package / "package.json").read_text())["version"])
    if kind == "apt":
        return _output("dpkg-query", "--show", "--showformat=${Version}", package)
    python = sys.executable if kind == "here" else str(program(kind, "python"))
    code = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
    return _output(python, "-c", code, package)


def _output(*command: str) -> str:
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    return ended.stdout.strip()


def results(report: Path) -> Iterator[tuple[str, str]]:
    """The full name of each test, and how it ended."""
    for case in ElementTree.parse(report).iter("testcase"):
        ends = [one.tag for one in case if one.tag in ("failure", "error", "skipped")]
        yield f"{case.get('classname')} {case.get('name')}", ends[0] if ends else "passed"


def main() -> int:
    """Run the tests, and print a table; the exit status is that of the tests."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-m", "sweep or not sweep", f"--junitxml={report}", *TESTS]
        status = subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False).returncode
        found = list(results(report))
    for client in CLIENTS:
        counts = Counter(how for name, how in found if any(part in name for part in client.tests))
        ended = ", ".join(f"{count} {how}" for how, count in sorted(counts.items(), reverse=True)) or "no test"
        print(f"{client.name:29}{version(*client.source):28}{ended}")
    return status


if __name__ == "__main__":
    sys.exit(main())
