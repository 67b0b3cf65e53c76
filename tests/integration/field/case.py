"""One fault that people met, as data: the circumstances, the command, and what must and must not come of it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from keyring.backend import KeyringBackend
from pydantic import BaseModel, ConfigDict

from tests.support.cli_runner import CliResult, typed
from tests.support.yaml_text import read_yaml
from total_onboard.sandbox.persona import Persona, load_persona
from total_onboard.sandbox.sandbox_tenant import SandboxTenant

CASES: Final = Path(__file__).parent / "cases.yaml"
PROMPTLY: Final = 0.0


class FileGiven(BaseModel):
    """A file in the administrator's folder: a text in an encoding, or bytes in hexadecimal."""

    model_config = ConfigDict(extra="forbid")

    text: str = ""
    encoding: str = "utf-8"
    hex: str | None = None

    def bytes(self) -> bytes:
        """What the file holds."""
        return bytes.fromhex(self.hex) if self.hex is not None else self.text.encode(self.encoding)


class Case(BaseModel):
    """One row of ``cases.yaml``.

    ``persona`` is a name, ``circumstances`` what differs from it. ``before`` are commands that run first and must exit
    with one of 0 and 5; ``faults`` begin after them. ``arrange`` names functions of arrangements.py, each of which may
    change the tenant, the environment and the files before ``run``. In texts, ``{name}`` stands for a value of the
    tenant (see :func:`values_of`). ``shows`` and ``hides`` are looked for in standard output and standard error
    together, ``code`` among the problems of the JSON document, ``writes`` says whether the run wrote to Graph,
    ``kept`` is looked for in the reasons of the requests that got no answer, in last-failure.json in ``{home}/state``.
    A case that sets a tenant up first, or that ``slow`` marks, runs with the sweeps.
    """

    model_config = ConfigDict(extra="forbid")

    id: str
    item: int
    persona: str = "ready"
    circumstances: dict[str, Any] = {}
    environment: dict[str, str | None] = {}
    files: dict[str, FileGiven | str] = {}
    before: list[str] = []
    arrange: list[str] = []
    faults: list[dict[str, Any]] = []
    run: str
    exit: int
    code: str | None = None
    shows: list[str] = []
    hides: list[str] = []
    writes: bool | None = None
    kept: list[str] = []
    slow: bool = False

    @property
    def is_sweep(self) -> bool:
        """Whether the case takes seconds."""
        return self.slow or bool(self.before)


@dataclass
class Scene:
    """A case at work: the tenant, the administrator's folder and environment, and how the command ended."""

    tenant: SandboxTenant
    home: Path
    environment: dict[str, str | None]
    notes: dict[str, Any] = field(default_factory=dict)
    keyring: KeyringBackend | None = None

    def types(self, line: str) -> CliResult:
        """Run one command line of total-onboard in this process."""
        words = [word.format_map(values_of(self)) for word in shlex.split(line)]
        return typed(*words, home=self.home, environment=self.environment, keeps=self.keyring)

    @property
    def writes(self) -> list[str]:
        """Every request so far that could change something at Graph."""
        return [f"{r.method} {r.path}" for r in self.tenant.requests if r.host == "graph" and r.method != "GET"]


Arrangement = Callable[[Scene], None]


def values_of(scene: Scene) -> dict[str, str]:
    """What ``{name}`` stands for in a case."""
    values = scene.tenant.sheet_values
    return {
        "home": str(scene.home),
        "tenant_id": scene.tenant.store.tenant_id,
        "redirect_uri": values.redirect_uri,
        "scim_url": values.scim_url,
        "scim_token": values.scim_token,
        "ca_bundle": scene.tenant.ca_bundle,
        **{name: value for name, value in scene.notes.items() if isinstance(value, str)},
    }


def load_cases() -> list[Case]:
    """Read all cases. Raises ValueError for two of the same id."""
    cases = [Case.model_validate(row) for row in read_yaml(CASES.read_text(encoding="utf-8")) or []]
    ids = [case.id for case in cases]
    if doubles := {one for one in ids if ids.count(one) > 1}:
        raise ValueError(f"two cases have the same id: {sorted(doubles)}")
    return cases


@contextmanager
def opened(case: Case, home: Path) -> Iterator[Scene]:
    """Serve the case's tenant, with its files and environment."""
    persona = load_persona(case.persona)
    persona = Persona.model_validate({**persona.model_dump(), **case.circumstances})
    with SandboxTenant.start(persona, auto_approve=PROMPTLY) as tenant:
        scene = Scene(tenant, home, _environment(home, tenant))
        scene.environment.update(
            {name: value and value.format_map(values_of(scene)) for name, value in case.environment.items()}
        )
        for name, given in case.files.items():
            content = given if isinstance(given, FileGiven) else FileGiven(text=given)
            filled = content.model_copy(update={"text": content.text.format_map(values_of(scene))})
            (home / name).write_bytes(filled.bytes())
        yield scene


def _environment(home: Path, tenant: SandboxTenant) -> dict[str, str | None]:
    return {
        "HOME": str(home),
        "XDG_STATE_HOME": None,
        "XDG_CONFIG_HOME": None,
        "COLUMNS": "100",
        **tenant.environment,
        **tenant.sheet_environment,
    }
