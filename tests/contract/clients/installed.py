"""Where the independent clients are; without one, a test skips with the reason, and fails in CI."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[2]
NODE_MODULES: Final = HERE.parent / "interop" / "node_modules"
APACHE: Final = Path("/usr/sbin/apache2")
APACHE_MODULES: Final = Path("/usr/lib/apache2/modules")
_INSTALL: Final = "python3 requirements/install_clients.py"


def program(environment: str, name: str) -> Path:
    """A program of one of the environments in ``.clients``."""
    folder = ROOT / ".clients" / environment
    return folder / ("Scripts" if sys.platform == "win32" else "bin") / name


def need(found: bool, what: str, how: str = _INSTALL) -> None:
    """Skip where it is missing, or fail where CI says that nothing may be left out."""
    if found:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is not installed, although this is CI")
    pytest.skip(f"{what} is not installed: {how}")


def need_node(package: str) -> None:
    """Require a package of npm."""
    need(bool(shutil.which("node")) and (NODE_MODULES / package).is_dir(), package)


def need_program(environment: str, name: str, what: str) -> Path:
    """Require a program of an environment, and return its path."""
    path = program(environment, name)
    need(path.is_file(), what)
    return path


def need_apache() -> None:
    """Require Apache with mod_auth_openidc."""
    found = APACHE.is_file() and (APACHE_MODULES / "mod_auth_openidc.so").is_file()
    need(found, "Apache with mod_auth_openidc", "apt-get install apache2 libapache2-mod-auth-openidc")


def need_nginx() -> None:
    """Require nginx."""
    need(bool(shutil.which("nginx")), "nginx", "apt-get install nginx-light")


def node(script: str, ca_bundle: str, given: Mapping[str, Any]) -> subprocess.Popen[str]:
    """Start a script of this folder, which reads one line of JSON and writes lines of JSON."""
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "NODE_EXTRA_CA_CERTS": ca_bundle}
    process = subprocess.Popen(
        ["node", "--no-warnings", str(NODE_MODULES.parent / script)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(given) + "\n")
    process.stdin.flush()
    return process


def line_of(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The next line that a script writes."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, f"the script ended with {process.wait(10)} and nothing more to read"
    found: dict[str, Any] = json.loads(line)
    return found


def end(process: subprocess.Popen[str]) -> None:
    """Close a script's input and wait for its end."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(20)
    finally:
        process.kill()
        if process.stdout:
            process.stdout.close()
