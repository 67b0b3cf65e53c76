"""A PostgreSQL of the tests' own: a new cluster in a temporary folder, reached through a socket in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest

ROLE = "ledger"


@dataclass
class Cluster:
    folder: Path
    bin: Path
    numbers: Iterator[int] = field(default_factory=count)

    def address(self, database: str) -> str:
        return f"postgresql://{ROLE}@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """The address of an empty one."""
        name = f"ledger_{next(self.numbers)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.address(name)

    def dump(self, address: str) -> bytes:
        """Everything in it, as pg_dump writes it."""
        return subprocess.run([self.bin / "pg_dump", address], check=True, capture_output=True).stdout


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Started for as long as it is needed. Where there is no PostgreSQL the tests are skipped, but not in CI."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = "postgres" if os.name == "posix" and os.geteuid() == 0 else None  # initdb refuses root
    if user:
        shutil.chown(folder, user)

    def run(*words: object) -> None:
        subprocess.run(list(map(str, words)), check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    data = folder / "data"
    run(binaries / "initdb", "-D", data, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--no-sync")
    switches = f"-k {folder} -c listen_addresses='' -c fsync=off"
    run(binaries / "pg_ctl", "-D", data, "-o", switches, "-l", folder / "log", "-w", "start")
    try:
        yield Cluster(folder, binaries)
    finally:
        run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _binaries() -> Path:
    """Debian keeps them out of the PATH, by version."""
    on_the_path = shutil.which("initdb")
    found = [Path(on_the_path).resolve().parent] if on_the_path else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    found = [folder for folder in found if (folder / "initdb").exists()]
    if found:
        return found[0]
    if os.environ.get("CI") == "true":
        pytest.fail("PostgreSQL is not installed, although this is CI")
    pytest.skip("PostgreSQL is not installed here (apt-get install postgresql)")
