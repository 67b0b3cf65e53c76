"""No secret of a run stands anywhere but in the hand-off that was asked for.

The secrets are those that really went over the wire. They are searched in several forms in all output, every file
below the home, the state and the temporary folder, and what other processes can see of this one and its children.
"""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pexpect
import pytest

from tests.e2e.conftest import Admin, OpenTenant, ended
from tests.e2e.loop import Loop
from tests.e2e.test_sign_in import browser_that
from tests.support.admin_session import session_with_rare_cycles
from tests.support.canaries import Watch, can_list_processes, files_below, leaks, secrets_of
from tests.support.cli_runner import CliResult
from tests.support.portal import Portal

pytestmark = [
    pytest.mark.journey,
    pytest.mark.sweep,
    pytest.mark.skipif(not can_list_processes(), reason="needs Linux' /proc"),
]

ROOT = Path(__file__).parents[2]
HANDOFF = "contoso.totalhandoff"
NEW_HANDOFF = "new.totalhandoff"
NEW_TOKEN = "another-scim-token-0123456789"
REPORT = ("--report", "setup.html")
WITHOUT_SCIM = {"TOTAL_ONBOARD_SCIM_URL": ""}
LOGGED = ("--verbose", "--log-file", "run.log")


class Watched:
    """An admin whose every run is watched. The SCIM token lies in a file elsewhere, so no environment holds it."""

    def __init__(self, admin: Admin, elsewhere: Path) -> None:
        self.admin = admin
        self.temporary = admin.home / "tmp"
        self.temporary.mkdir()
        self.children: set[str] = set()
        self.typed: dict[str, str] = {}
        self._seen: list[tuple[str, bytes]] = []
        elsewhere.mkdir()
        self.with_token = self._in_a_file(elsewhere, "token.txt", admin.tenant.sheet_values.scim_token)
        self.with_new_token = self._in_a_file(elsewhere, "new-token.txt", NEW_TOKEN)
        admin.environment |= {
            "TMPDIR": str(self.temporary),
            "PYTHON_KEYRING_BACKEND": "tests.support.file_keyring.FileKeyring",
            "FILE_KEYRING": str(elsewhere / "keyring.json"),
            "PYTHONPATH": str(ROOT),
        }
        del admin.environment["TOTAL_ONBOARD_SCIM_TOKEN"]

    def _in_a_file(self, elsewhere: Path, name: str, token: str) -> tuple[str, str]:
        (elsewhere / name).write_text(token, encoding="utf-8")
        return "--scim-token-file", str(elsewhere / name)

    def runs(self, *words: str, **environment: str) -> CliResult:
        process = self.admin.begins(*words, **environment)
        watch = Watch(process.pid, self.temporary)
        with watch.looking():
            end = ended(process)
        self.children |= watch.children
        self._seen += [*watch.seen, ("standard output", end.out.encode()), ("standard error", end.err.encode())]
        return end

    def types(self, question: str, answer: str, *words: str, **environment: str) -> int:
        """The same at a terminal, where a question is answered with what must not be shown."""
        self.typed[answer] = question
        child = pexpect.spawn(
            sys.executable,
            ["-m", "total_onboard", *words],
            env={**self.admin.environment, "TERM": "xterm", **environment},
            cwd=str(self.admin.home),
            dimensions=(40, 120),
            timeout=300,
        )
        child.logfile_read = shown = io.BytesIO()
        watch = Watch(child.pid, self.temporary)
        with watch.looking():
            child.expect(question)
            child.sendline(answer)
            child.expect(pexpect.EOF)
        child.close()
        self._seen += [*watch.seen, ("the terminal", shown.getvalue())]
        return int(child.exitstatus)

    def leaks(self) -> list[str]:
        """What is found now, and was found while the commands ran."""
        asked_for = {str(self.admin.home / name) for name in (HANDOFF, NEW_HANDOFF)}
        left = [(place, content) for place, content in files_below(self.admin.home) if place not in asked_for]
        secrets = secrets_of(self.admin.tenant) | {NEW_TOKEN: "new SCIM token"} | self.typed
        return leaks(secrets, [*self._seen, *left])


@pytest.fixture
def watched(at: OpenTenant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Watched]]:
    yield lambda: Watched(at(session_with_rare_cycles()), tmp_path_factory.mktemp("beside") / "elsewhere")


def test_a_set_up_a_second_one_and_the_verifications_leak_nothing(watched: Callable[[], Watched]) -> None:
    admin = watched()
    first = admin.runs("setup", "--output", "json", "--handoff", HANDOFF, *REPORT, *admin.with_token)
    assert first.status == 0, first.err
    second = admin.runs("setup", *LOGGED, *admin.with_token)
    assert second.status == 0, second.err
    verified = admin.runs("verify", "--test-removal", "--handoff", HANDOFF, *LOGGED, *admin.with_token)
    assert verified.status == 0, verified.err
    looked = admin.runs("status", "--report", "status.html", *LOGGED, *admin.with_token)
    assert looked.status == 0, looked.err
    assert {"SCIM token", "secretText", "access_token", "refresh_token", "id_token", "device_code"} <= set(
        secrets_of(admin.admin.tenant).values()
    )
    assert list(admin.admin.home.rglob("sign-in-*.bin")), "the sign-in was kept, and searched"
    assert len(list(admin.admin.home.glob("*.html"))) == 2, "the reports are searched"
    assert admin.leaks() == []


def test_the_days_after_leak_nothing(watched: Callable[[], Watched]) -> None:
    admin = watched()
    assert admin.runs("setup", "--handoff", HANDOFF, *admin.with_token).status == 0
    (app,) = [a for a in admin.admin.tenant.store.applications.all_current() if a["displayName"] == "TOTAL"]
    Portal(admin.admin.tenant).does("PATCH", f"applications/{app['id']}", {"web": {"redirectUris": []}})
    for words in (
        ("status", "--repair", *LOGGED),
        ("admins", "add", "bo@contoso.com", *LOGGED),
        ("admins", "list", "--output", "json", *LOGGED),
        ("sync", *LOGGED, *admin.with_token),
        ("verify", "--test-removal", "--handoff", HANDOFF, *LOGGED, *admin.with_token),
        ("admins", "remove", "bo@contoso.com", *LOGGED),
        ("status", "--output", "json", *LOGGED),
        ("auth", "logout"),
    ):
        end = admin.runs(*words, **({} if "--scim-token-file" in words else WITHOUT_SCIM))
        assert end.status == 0, f"{words}: {end.err}"
    assert app["web"]["redirectUris"] == [admin.admin.tenant.sheet_values.redirect_uri]
    assert admin.leaks() == []


def test_rotating_and_taking_it_away_leak_nothing(watched: Callable[[], Watched]) -> None:
    admin = watched()
    assert admin.runs("setup", "--handoff", HANDOFF, *admin.with_token).status == 0
    admin.admin.tenant.total_takes_the_scim_token(NEW_TOKEN)
    for words, status in (
        (("rotate-secret", "--handoff", NEW_HANDOFF, "--receipt", "receipt.md", *LOGGED), 5),
        (("rotate-secret", "--finish", "--output", "json", *LOGGED), 0),
        (("rotate-secret", "--scim-token", *LOGGED, *admin.with_new_token), 0),
        (("status", *REPORT, *LOGGED), 0),
        (("teardown", "--groups", "--purge", "--yes", *LOGGED), 0),
    ):
        end = admin.runs(*words, **({} if "--scim-token-file" in words else WITHOUT_SCIM))
        assert end.status == status, f"{words}: {end.err}"
    searched = list(secrets_of(admin.admin.tenant).values())
    assert searched.count("secretText") == 2, "the old client secret, and the new one"
    assert admin.leaks() == []


def test_a_secret_of_which_the_answer_was_lost_and_its_repair_leak_nothing(watched: Callable[[], Watched]) -> None:
    admin = watched()
    assert admin.runs("setup", "--handoff", HANDOFF, *admin.with_token).status == 0
    portal = Portal(admin.admin.tenant)
    (app,) = portal.called("applications", "TOTAL")
    portal.does("POST", f"applications/{app['id']}/removePassword", {"keyId": app["passwordCredentials"][0]["keyId"]})
    (admin.admin.home / HANDOFF).unlink()
    admin.admin.tenant.faults.add({"kind": "status-after", "status": 504, "path": ".*/addPassword"})
    end = admin.runs("status", "--repair", "--handoff", HANDOFF, *LOGGED, **WITHOUT_SCIM)
    assert end.status == 0, end.err
    assert admin.leaks() == []


def test_the_passphrase_that_is_typed_is_shown_nowhere(
    watched: Callable[[], Watched], tmp_path_factory: pytest.TempPathFactory
) -> None:
    admin = watched()
    representative = Loop(Admin(tmp_path_factory.mktemp("representative"), admin.admin.tenant))
    made = representative.makes_a_sheet()
    assert made.status == 0, made.err
    for name in ("contoso.totalsheet", "total-emea.jwk"):
        shutil.copy(representative.home / name, admin.admin.home)
    passphrase = str(representative.environment["TOTAL_ONBOARD_SHEET_PASSPHRASE"])
    words = ("setup", "--sheet", "contoso.totalsheet", "--admin", "ada@contoso.com", "--handoff", HANDOFF)
    status = admin.types(
        r"Passphrase \[later\] \(not shown\)",
        passphrase,
        *words,
        "--yes",
        *LOGGED,
        TOTAL_ONBOARD_TRUSTED_KEYS="total-emea.jwk",
    )
    assert status == 0
    assert admin.leaks() == []


def test_signing_in_with_a_browser_leaks_nothing_to_it(watched: Callable[[], Watched], tmp_path: Path) -> None:
    admin = watched()
    browser = browser_that("approve", admin.admin.tenant.ca_bundle, tmp_path)
    end = admin.runs("check-prereqs", "--sign-in", "browser", *LOGGED, *admin.with_token, BROWSER=browser)
    assert end.status == 0, end.err
    assert "authorization code" in secrets_of(admin.admin.tenant).values()
    assert admin.children
    assert admin.leaks() == []


WRONG_KIND = {"kind": "status", "status": 200, "method": "GET", "body": '{"synchronizationRules": 7}'}


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"kind": "status", "status": 400, "method": "PUT", "path": ".*/secrets", "times": 0}, "graph-bad-request"),
        ({**WRONG_KIND, "path": ".*/schema", "times": 0}, "graph-failed"),
        ({"kind": "malformed", "path": ".*/addPassword", "times": 0}, "graph-answer-lost"),
        ({"kind": "malformed", "host": "sign_in", "path": ".*/token", "times": 0}, "sign-in-failed"),
        ({"kind": "sign-in-revoked", "method": "POST", "path": ".*/addPassword"}, None),
    ],
    ids=[
        "a refusal",
        "a malformed schema",
        "half of the answer with the secret",
        "half of a token",
        "a revoked sign-in",
    ],
)
def test_what_goes_wrong_leaks_nothing(watched: Callable[[], Watched], fault: dict[str, Any], code: str | None) -> None:
    """A sign-in that is revoked is made again, because the command line asks for a device code."""
    admin = watched()
    admin.admin.tenant.faults.add(fault)
    words = (
        "setup",
        "--output",
        "json",
        "--no-input",
        "--sign-in",
        "device-code",
        "--handoff",
        HANDOFF,
        *LOGGED,
        *REPORT,
        *admin.with_token,
    )
    end = admin.runs(*words, TOTAL_ONBOARD_REPLICATION_SECONDS="1")
    assert [one["code"] for one in end.document["problems"]][:1] == ([code] if code else []), end.err
    kept = list(admin.admin.home.rglob("last-failure.json"))
    assert bool(kept) is bool(code), "the support file is among what is searched"
    assert (admin.admin.home / "run.log").stat().st_size
    assert admin.leaks() == []


LEAKING = """\
import base64, tempfile
from total_onboard.entra.sign_in.person.person_session import PersonSession
kept = PersonSession._kept
def leaking(self, answer):
    token = kept(self, answer)
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(base64.b64encode(b"Bearer " + token.encode()))
    return token
PersonSession._kept = leaking
"""


def test_a_tool_that_leaked_would_be_caught(watched: Callable[[], Watched], tmp_path_factory: Any) -> None:
    folder = tmp_path_factory.mktemp("leaking")
    (folder / "sitecustomize.py").write_text(LEAKING, encoding="utf-8")
    admin = watched()
    end = admin.runs("check-prereqs", *admin.with_token, PYTHONPATH=f"{folder}:{ROOT}")
    assert end.status == 0, end.err
    assert {found.split()[0] for found in admin.leaks()} == {"access_token"}


SECRET = 'c4n4ry/+=~"\\é-of-a-secret'
PLANTED = {
    "plain": SECRET,
    "broken by the terminal": SECRET[:9] + "\n    " + SECRET[9:],
    "URL-encoded": quote(SECRET, safe=""),
    "URL-encoded in small letters": re.sub("%..", lambda code: code[0].lower(), quote(SECRET, safe="")),
    "in JSON": json.dumps({"token": SECRET}),
    "in JSON with escaped slashes": json.dumps(SECRET).replace("/", "\\/"),
    "in base64": base64.b64encode(SECRET.encode()).decode(),
    "in base64 after one byte": base64.b64encode(b"u" + SECRET.encode()).decode(),
    "in base64 after two bytes": base64.urlsafe_b64encode(b"u:" + SECRET.encode()).decode(),
}


@pytest.mark.parametrize("form", PLANTED)
def test_a_planted_secret_is_found(form: str, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "run.log").write_text(f"before {PLANTED[form]} after", encoding="utf-8")
    assert leaks({SECRET: "canary"}, files_below(tmp_path)) == [f"canary in {tmp_path / 'deep' / 'run.log'}"]


def test_a_part_of_a_long_secret_is_found(tmp_path: Path) -> None:
    long = "".join(chr(97 + number % 26) + str(number) for number in range(300))
    (tmp_path / "cut.txt").write_text(long[400:], encoding="utf-8")
    assert leaks({long: "token"}, files_below(tmp_path)) == [f"token in {tmp_path / 'cut.txt'}"]


CHILD = """\
import os, subprocess, sys, tempfile
with tempfile.NamedTemporaryFile() as file:
    file.write(b"planted-in-a-file"); file.flush()
    environment = {**os.environ, "TOKEN": "planted-in-the-environment"}
    subprocess.run([sys.executable, "-c", "import time; time.sleep(1)", "planted-in-the-arguments"], env=environment)
"""


def test_what_is_planted_only_for_a_moment_is_seen(tmp_path: Path) -> None:
    environment = {"TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    process = subprocess.Popen([sys.executable, "-c", CHILD], env=environment)
    watch = Watch(process.pid, tmp_path)
    with watch.looking():
        process.wait(timeout=20)
    secrets = {"planted-in-a-file": "a", "planted-in-the-environment": "b", "planted-in-the-arguments": "c"}
    assert {found.split()[0] for found in leaks(secrets, watch.seen)} == {"a", "b", "c"}
