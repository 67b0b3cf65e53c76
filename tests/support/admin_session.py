"""The command line in this process: no interpreter to start, and one sign-in for all commands."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.e2e.conftest import PROMPTLY, Admin
from tests.support.cli_runner import CliResult, confirmed, typed
from tests.support.file_keyring import FileKeyring
from tests.support.portal import Portal
from tests.support.set_up_once import KEPT, Kept, OpenTenant, key_of
from total_onboard.sandbox.persona import Persona, load_persona
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.schedule import put_into_quarantine
from total_onboard.sandbox.provisioning.service import synchronization_service

AT_ONCE: Final = {"consent_lag": 0.0, "replication_lag": (0.0, 0.0)}


def session_with_rare_cycles(persona: str = "ready") -> Persona:
    """Where the first cycle comes hours after the start, so that none comes between two commands.

    In real time it comes after two minutes, and a module may take longer where the machine is busy.
    """
    return load_persona(persona).model_copy(update={"pace": 0.01})


class AdminSession:
    """Somebody who works in one tenant all day; ``resources`` are the ids of what was set up."""

    def __init__(self, home: Path, persona: str | Persona = "ready", tenant: OpenTenant | None = None) -> None:
        chosen = load_persona(persona) if isinstance(persona, str) else persona
        at_once = chosen.model_copy(update=AT_ONCE)
        self.tenant = tenant or OpenTenant.start(at_once, auto_approve=PROMPTLY)
        self.portal = Portal(self.tenant)
        self.home = home
        self.environment = Admin(home, self.tenant).environment | {
            "TOTAL_ONBOARD_STATE_DIR": str(home / "state"),
            "FILE_KEYRING": str(home / "keyring.json"),
            "NO_COLOR": "1",
        }
        self.resources: dict[str, str] = {}

    def sets_up(self) -> CliResult:
        """The whole set-up, which must end well."""
        end = self.runs("setup", "--output", "json", "--handoff", str(self.home / "first.totalhandoff"))
        assert end.status == 0, end.err
        self.resources = end.document["resources"]
        return end

    def runs(self, *words: str, **environment: str | None) -> CliResult:
        """Type ``total-onboard`` and these words, confirmed; the sign-in is kept from one to the next."""
        keyring = FileKeyring()  # type: ignore[no-untyped-call]
        return typed(*confirmed(words), home=self.home, environment={**self.environment, **environment}, keeps=keyring)

    def types(self, *words: str, **environment: str | None) -> CliResult:
        """The same without ``--yes`` unless it is among the words."""
        return typed(*words, home=self.home, environment={**self.environment, **environment}, keeps=FileKeyring())  # type: ignore[no-untyped-call]

    def status(self, *words: str, **environment: str | None) -> dict[str, Any]:
        """The document of ``status``."""
        return self.runs("status", "--output", "json", *words, **environment).document

    @property
    def job(self) -> Job:
        """The provisioning job that was set up."""
        service = synchronization_service(self.tenant.store)
        return service.jobs[self.resources["service_principal_id"]][self.resources["job_id"]]

    @property
    def ids(self) -> tuple[str, ...]:
        """The options that name what was set up, for a machine that does not know it."""
        made = self.resources
        return ("--app-id", made["client_id"], "--group-id", f"TOTAL-Admin={made['admin_group_id']}")

    def awaits(self, happened: Callable[[], object]) -> None:
        """What provisioning does by itself, a moment later."""
        while not happened():
            time.sleep(0.02)

    def puts_into_quarantine(self, reason: Any, message: str) -> None:
        """Between two cycles: the success of one that runs would end the quarantine."""
        service, job = synchronization_service(self.tenant.store), self.job

        def done() -> bool:
            if between_cycles := service.store.clock.real() < job.next_run_at < float("inf"):
                put_into_quarantine(service, job, reason, message)
            return between_cycles

        self.awaits(lambda: self.tenant.between_requests(done))

    @property
    def writes(self) -> list[str]:
        """Every request so far that could change something at Graph."""
        sent = [one for one in self.tenant.requests if one.host == "graph" and one.method != "GET"]
        return [f"{one.method} {one.path.removeprefix('/v1.0')}" for one in sent]


@contextmanager
def session_after_setup(home: Path, persona: str | Persona = "ready") -> Iterator[AdminSession]:
    """One in whose tenant all is set up; the tenant is gone afterwards."""
    made = _opened_again(home, persona) or AdminSession(home, persona)
    try:
        if not made.resources:
            made.sets_up()
            if kept := Kept.of(made.tenant, home, made.resources):
                KEPT[key_of(made.tenant.store.persona)] = kept
        yield made
    finally:
        made.tenant.stop()


def _opened_again(home: Path, persona: str | Persona) -> AdminSession | None:
    """One whose set-up was done before in this process; None for the first, and while another one is open."""
    chosen = load_persona(persona) if isinstance(persona, str) else persona
    kept = KEPT.get(key_of(chosen.model_copy(update=AT_ONCE)))
    if kept is None:
        return None
    try:
        made = AdminSession(home, persona, kept.opened(home, PROMPTLY))
    except (OSError, RuntimeError):  # a port is taken, which shows when it is bound, or only when it is listened at
        return None
    made.resources = dict(kept.resources)
    return made
