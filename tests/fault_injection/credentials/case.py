"""One request of a renewal, its second half or a teardown goes wrong; then the same command is run again."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from tests.fault_injection.setup.case import HANDOFF, SHEET, Mishap, Place, opened
from tests.fault_injection.setup.requests_of import Request
from tests.fault_injection.setup.sweep import requests_of_the_command
from tests.support.certificates import Signer
from tests.support.portal import Portal
from tests.support.total_credentials import ISSUER, SUBJECT

KINDS: Final = {"certificate": "keyCredentials", "federated": "federatedIdentityCredentials"}
"""Each kind, and the application's member with all of that kind."""
NEW: Final = "new.totalhandoff"
NEXT: Final = "next.json"
_JSON: Final = ("--output", "json")
_SHEET: Final = ("--sheet", NEXT, "--allow-unsigned")
COMMANDS: Final = {
    "renewal": (("rotate-secret", *_SHEET, "--handoff", NEW, *_JSON), 5),
    "finish": (("rotate-secret", "--finish", "--total-uses-new-secret", *_SHEET, *_JSON), 0),
    "teardown": (("teardown", "--yes", *_JSON), 0),
}
"""What is typed for each part, and how it ends."""
_TRIES: Final = 3
_REPLICATED: Final = 1.0
"""Seconds until every replica of the sandbox shows a new application."""


def credentials(kind: str, number: int) -> dict[str, Any]:
    """What a sheet says of TOTAL's first or second certificate or subject."""
    if kind == "certificate":
        return {"credential": kind, "certificate": Signer(name=f"TOTAL {number}").der}
    return {"credential": kind, "federated": {"issuer": ISSUER, "subject": f"{SUBJECT}-{number}"}}


@contextmanager
def begun(kind: str, part: str) -> Iterator[tuple[Place, list[str]]]:
    """A tenant in which the part is about to be typed, and the credentials that others added to the application."""
    with opened(json.dumps(credentials(kind, 1))) as place:
        first = json.loads((place.home / SHEET).read_text(encoding="utf-8"))
        second = {name: value for name, value in first.items() if name not in ("certificate", "federated")}
        (place.home / NEXT).write_text(json.dumps(second | credentials(kind, 2)), encoding="utf-8")
        portal = Portal(place.tenant, "cleo@contoso.com")
        app = portal.create_application_in_portal("TOTAL")
        time.sleep(_REPLICATED)
        _add_another(portal, kind, app["id"])
        others = ids(place, kind)
        steps = ("application", "groups", f"{kind}-credential" if kind == "federated" else kind)
        only = (word for step in steps for word in ("--only", step))
        words = ("setup", "--app-id", app["appId"], *only, "--sheet", SHEET, "--allow-unsigned", "--handoff", HANDOFF)
        _ends(replace(place, words=(*words, *_JSON)), 0)
        if part == "finish":
            _ends(replace(place, words=COMMANDS["renewal"][0]), 5)
        yield replace(place, words=COMMANDS[part][0]), others


def _add_another(portal: Portal, kind: str, application: str) -> None:
    if kind == "certificate":
        payroll = {"keyCredentials": [Signer(name="payroll").credential]}
        portal.does("PATCH", f"applications/{application}", payroll)
        return
    trust = {"name": "pipeline", "issuer": "https://ci.example", "subject": "main", "audiences": ["api://pipeline"]}
    portal.does("POST", f"applications/{application}/federatedIdentityCredentials", trust)


def _ends(place: Place, status: int) -> None:
    end = place.runs()
    assert end.status == status, end.said


def ids(place: Place, kind: str) -> list[str]:
    """How the application's credentials of a kind are named in hand-offs."""
    (app,) = (one for one in place.tenant.store.applications.all_current() if one["displayName"] == "TOTAL")
    return [one.get("keyId") or one["name"] for one in app.get(KINDS[kind], [])]


def requests_of(kind: str, part: str) -> list[Request]:
    """Those of a part in which nothing goes wrong, in the order of arrival."""
    with begun(kind, part) as (place, others):
        since = len(place.tenant.requests)
        _ends(place, COMMANDS[part][1])
        assert not _wrong(place, kind, part, others)
        return requests_of_the_command(list(place.tenant.requests)[since:])


def fault_of(kind: str, part: str, mishap: Mishap, request: Request) -> str:
    """What is wrong with how it ended; nothing if it converged."""
    for _ in range(_TRIES):
        met, fault = _disturbed(kind, part, mishap, request)
        if met:
            return fault and f"{mishap.name} at {request}:\n{fault}"
    return fault if request.is_sent_again else f"{mishap.name} at {request}: the request never came"


def _disturbed(kind: str, part: str, mishap: Mishap, request: Request) -> tuple[bool, str]:
    with begun(kind, part) as (place, others):
        first = place.runs_into(mishap, request)
        met, second = place.met(mishap, first), place.runs()
        wrong = (
            "" if second.status == COMMANDS[part][1] else f"the second run ended with {second.status}: {second.said}"
        )
        return met, "\n".join(filter(None, (wrong, _wrong(place, kind, part, others))))


def _wrong(place: Place, kind: str, part: str, others: list[str]) -> str:
    """Compare with what must be there: those of others always, TOTAL's by the hand-offs."""
    named = {"renewal": (HANDOFF, NEW), "finish": (NEW,), "teardown": ()}[part]
    expected = {*others, *(_named_in(place, file) for file in named)}
    there = ids(place, kind)
    return "" if sorted(there) == sorted(expected) else f"there are {there}, expected {sorted(expected)}"


def _named_in(place: Place, file: str) -> str:
    try:
        credential = json.loads((place.home / file).read_text(encoding="utf-8"))["handoff"]["credential"]
    except OSError:
        return f"what {file}, which doesn't exist, would name"
    return str(credential.get("key_id") or credential["name"])
