"""One request of one set-up goes wrong in one way; then the same command is run again, and the tenants compared."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL
from typing import Any, Final

from tests.fault_injection.setup.forked import Command, Ended, command, ended
from tests.fault_injection.setup.normalised import normalised
from tests.fault_injection.setup.requests_of import Request
from tests.support.cli_runner import confirmed
from tests.support.yaml_text import read_yaml
from total_onboard.sandbox.directory.client_secret_hashes import matches
from total_onboard.sandbox.http.faults import Fault
from total_onboard.sandbox.persona import load_persona
from total_onboard.sandbox.sandbox_tenant import SandboxTenant

HANDOFF: Final = "contoso.totalhandoff"
SHEET: Final = "contoso.json"
WORDS: Final = ("setup", "--output", "json", "--handoff", HANDOFF)
_LAG: Final = 0.35
"""Longer than two calls need and shorter than a pause, so that every first look comes too early and no second one."""


@dataclass(frozen=True)
class Mishap:
    """A way in which a request can go wrong; see mishaps.yaml."""

    name: str
    fault: dict[str, Any]
    kills: bool = False
    only: str = ""

    def is_for(self, request: Request) -> bool:
        """Whether the sweep tries it on this request."""
        return request.writes or self.only != "writes"

    def at(self, request: Request) -> Fault:
        """The fault that meets this request, once."""
        where = {"host": request.host, "method": request.method, "path": request.pattern, "nth": request.nth}
        return Fault.model_validate(self.fault | where)


MISHAPS: Final = tuple(
    Mishap(**each) for each in read_yaml(Path(__file__).with_name("mishaps.yaml").read_text(encoding="utf-8"))
)


@dataclass(frozen=True)
class Outcome:
    """What one run, or an interrupted one and the next, left: ``met`` says whether the fault really happened."""

    runs: tuple[Ended, ...]
    tenant: Any = field(repr=False)
    secret: str
    met: bool = True


@dataclass
class Place:
    """A sandbox tenant, the home of the admin who sets it up, and what is typed there."""

    tenant: SandboxTenant
    home: Path
    words: tuple[str, ...] = WORDS
    sheet: str = ""

    def started(self, *more: str) -> Command:
        """The command, about to start."""
        values = self.tenant.sheet_values
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            **self.tenant.environment,
            "TOTAL_ONBOARD_REDIRECT_URI": values.redirect_uri,
            "TOTAL_ONBOARD_SCIM_URL": values.scim_url,
            "TOTAL_ONBOARD_SCIM_TOKEN": values.scim_token,
            "TOTAL_ONBOARD_ADMIN": ",".join(values.admins),
            "TOTAL_ONBOARD_REPLICATION_SECONDS": "2",
            "TOTAL_ONBOARD_VERIFICATION_SECONDS": "8",
        }
        return command(confirmed((*self.words, *more)), self.home, environment)

    def runs(self, *more: str) -> Ended:
        """Type the command, and perhaps more words, and wait for its end."""
        process = self.started(*more)
        process.start()
        return ended(process, self.home)

    def runs_into(self, mishap: Mishap, request: Request) -> Ended:
        """The same, while one request goes wrong."""
        process, fault = self.started(), mishap.at(request)
        if mishap.kills:
            self.tenant.faults.when(fault.kind, process.kill)
        self.tenant.faults.add(fault)
        process.start()
        end = ended(process, self.home)
        self.tenant.faults.clear()
        return end

    def met(self, mishap: Mishap, first: Ended) -> bool:
        """Whether the mishap really happened, and to a run that had not come to its end."""
        return bool(self.tenant.faults.happened) and (first.status == -SIGKILL or not mishap.kills)

    def secret(self) -> str:
        """What is wrong with the credential, if anything: there is one, and the hand-off holds or names it."""
        hashes = self.tenant.store.password_hashes
        try:
            handoff = json.loads((self.home / HANDOFF).read_text(encoding="utf-8"))["handoff"]
        except OSError:
            return "no hand-off was delivered"
        if self.sheet:
            return self._wrong_with(handoff["credential"])
        key = handoff["client_secret_key_id"]
        if list(hashes) != [key]:
            return f"the hand-off holds {key}, in the tenant are {', '.join(hashes) or 'none'}"
        return "" if matches(hashes[key], handoff["client_secret"]) else "the hand-off's secret does not work"

    def _wrong_with(self, named: dict[str, Any]) -> str:
        (app,) = self.tenant.store.applications.all_current()
        there = [one["keyId"] for one in app["keyCredentials"]]
        there += [one["name"] for one in app.get("federatedIdentityCredentials", [])]
        expected = named.get("key_id") or named["name"]
        hashes = list(self.tenant.store.password_hashes)
        if there == [expected] and not hashes:
            return ""
        return f"the hand-off names {expected}, in the tenant are {', '.join([*there, *hashes]) or 'none'}"


@contextmanager
def opened(sheet: str = "") -> Iterator[Place]:
    """A tenant in which nothing is yet, always the same one, and perhaps an unsigned value sheet."""
    persona = load_persona("ready").model_copy(update={"consent_lag": _LAG})
    with (
        tempfile.TemporaryDirectory(prefix="sweep-", ignore_cleanup_errors=True) as home,
        SandboxTenant.start(persona, lag=(_LAG, _LAG), auto_approve=0.02) as tenant,
    ):
        values = {"format": "total-value-sheet/v1", "customer": "Contoso", **json.loads(sheet or "{}")}
        values["redirect_uris"] = [tenant.sheet_values.redirect_uri]
        (Path(home) / SHEET).write_text(json.dumps(values), encoding="utf-8")
        words = (*WORDS, "--sheet", SHEET, "--allow-unsigned") if sheet else WORDS
        yield Place(tenant, Path(home), words, sheet)


def undisturbed(sheet: str = "") -> tuple[Outcome, list[Any]]:
    """A clean run, and its requests as they came."""
    with opened(sheet) as place:
        end = place.runs()
        return Outcome((end,), normalised(place.tenant.dump()), place.secret()), list(place.tenant.requests)


def disturbed(mishap: Mishap, request: Request, sheet: str = "") -> Outcome:
    """A run in which the request goes wrong, and the run after it."""
    with opened(sheet) as place:
        first = place.runs_into(mishap, request)
        met = place.met(mishap, first)
        second = place.runs()
        return Outcome((first, second), normalised(place.tenant.dump()), place.secret(), met)
