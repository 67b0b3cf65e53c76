"""Signing in, as it goes well and as it goes wrong."""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pexpect
import pytest

from tests.e2e.conftest import OpenTenant, ended
from tests.support.cli_runner import typed

pytestmark = pytest.mark.journey

JSON = ("check-prereqs", "--output", "json")
BROWSER = """\
import sys, httpx
page = sys.argv[1]
with httpx.Client(verify=sys.argv[2], follow_redirects=False) as browser:
    answer = browser.post(page, data={"account": "ada@contoso.com", "decision": sys.argv[3]})
    if answer.is_redirect:
        httpx.get(answer.headers["location"])
    else:
        import html, re
        fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', answer.text))
        action = html.unescape(re.search(r'action="([^"]+)"', answer.text).group(1))
        httpx.post(action, data={name: html.unescape(value) for name, value in fields.items()})
"""


def test_the_code_and_the_address_are_shown_to_people(at: OpenTenant) -> None:
    admin = at("ready", auto_approve=None)
    process = admin.begins("check-prereqs")
    code = admin.sees_a_code()
    admin.answers(code, "ada@contoso.com", "approved")
    end = ended(process)
    assert end.status == 0, end.err
    assert code.user_code in end.err
    assert "/devicelogin" in end.err


def test_a_declined_sign_in_ends_with_4_and_says_so(at: OpenTenant) -> None:
    admin = at("ready", auto_approve=None)
    process = admin.begins(*JSON)
    admin.answers(admin.sees_a_code(), "ada@contoso.com", "declined")
    end = ended(process)
    assert end.status == 4
    assert "declined" in end.document["problems"][0]["message"]


@pytest.mark.sweep
@pytest.mark.parametrize("persona", ["ready", "device-code-blocked"])
def test_a_code_that_expires_names_the_browser_as_the_other_way(at: OpenTenant, persona: str) -> None:
    admin = at(persona, auto_approve=None)
    process = admin.begins(*JSON)
    admin.sees_a_code()
    admin.tenant.store.clock.leap(timedelta(minutes=16))
    end = ended(process)
    assert end.status == 4
    assert "--sign-in browser" in end.document["problems"][0]["remedy"]


def test_ctrl_c_while_the_code_is_shown_ends_with_130(at: OpenTenant) -> None:
    admin = at("ready", auto_approve=None)
    process = admin.begins(*JSON)
    admin.sees_a_code()
    process.send_signal(signal.SIGINT)
    end = ended(process, timeout=60)
    assert end.status == 130
    assert end.document["problems"][0]["code"] == "interrupted"
    assert "Traceback" not in end.err


def test_someone_without_roles_who_signs_in_by_mistake_is_named(at: OpenTenant) -> None:
    admin = at("ready", auto_approve=None)
    process = admin.begins("setup", "--output", "json")
    admin.answers(admin.sees_a_code(), "bo@contoso.com", "approved")
    end = ended(process)
    assert end.status == 3, end.err
    assert "bo@contoso.com" in end.document["problems"][0]["message"]
    assert admin.writes == []


def browser_that(decision: str, admin_bundle: str, folder: Path) -> str:
    script = folder / "browser.py"
    script.write_text(BROWSER, encoding="utf-8")
    return f"{sys.executable} {script} %s {admin_bundle} {decision}"


def test_the_browser_flow_signs_in_by_pkce(at: OpenTenant, tmp_path: Path) -> None:
    admin = at("device-code-blocked")
    browser = browser_that("approve", admin.tenant.ca_bundle, tmp_path)
    end = admin.runs(*JSON, "--sign-in", "browser", BROWSER=browser)
    assert end.status == 0, end.err
    asked = next(r for r in admin.tenant.requests if r.path.endswith("/authorize"))
    assert "code_challenge_method=S256" in asked.query


def test_blocked_code_in_the_embedded_sandbox_ends_without_a_wait(tmp_path: Path) -> None:
    end = typed("check-prereqs", "--sandbox", "--persona", "device-code-blocked", home=tmp_path, environment={})
    assert end.status == 4, end.err
    assert "AADSTS53003" in end.err
    assert "--sign-in browser" in end.err


@pytest.mark.sweep
def test_declining_in_the_browser_ends_with_4(at: OpenTenant, tmp_path: Path) -> None:
    admin = at("ready")
    browser = browser_that("decline", admin.tenant.ca_bundle, tmp_path)
    end = admin.runs(*JSON, "--sign-in", "browser", BROWSER=browser)
    assert end.status == 4, end.err


@pytest.mark.parametrize("status", [200, pytest.param(403, marks=pytest.mark.sweep)])
@pytest.mark.parametrize(
    ("host", "path"),
    [("sign_in", ".*/devicecode"), pytest.param("graph", ".*/organization", marks=pytest.mark.sweep)],
)
def test_a_proxy_that_answers_with_a_web_page_is_recognised(at: OpenTenant, host: str, path: str, status: int) -> None:
    admin = at("ready")
    admin.tenant.faults.add({"kind": "proxy-page", "host": host, "path": path, "times": 0, "status": status})
    end = admin.runs(*JSON)
    assert end.status != 0
    (problem,) = end.document["problems"]
    assert "proxy" in (problem["message"] + problem["remedy"]).lower()
    assert "Traceback" not in end.err
    assert "<html" not in end.err


def test_a_machine_variable_for_certificates_does_not_win_over_ours(at: OpenTenant) -> None:
    end = at("ready").runs(*JSON, REQUESTS_CA_BUNDLE=os.devnull)
    assert end.status == 0, end.err


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_where_codes_are_blocked_one_key_leads_on_in_the_browser(at: OpenTenant, tmp_path: Path) -> None:
    admin = at("device-code-blocked", auto_approve=None)
    child = pexpect.spawn(
        sys.executable,
        ["-m", "total_onboard", "check-prereqs"],
        env={
            **admin.environment,
            "TERM": "xterm",
            "BROWSER": browser_that("approve", admin.tenant.ca_bundle, tmp_path),
        },
        cwd=str(admin.home),
        dimensions=(40, 100),
        timeout=90,
        encoding="utf-8",
    )
    child.expect("b continues in a browser here")
    child.send("b")
    child.expect("Test whether TOTAL removes access correctly")
    child.sendline("n")
    child.expect("No obstacle found; one check was skipped")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    grants = [parse_qs(r.body)["grant_type"][0] for r in admin.tenant.requests if r.path.endswith("/token")]
    assert grants[-1] == "authorization_code"


def test_a_tenant_that_is_not_in_this_cloud_is_told_before_anybody_signs_in_or_anything_is_read(at: OpenTenant) -> None:
    admin = at("ready")
    end = admin.runs(*JSON, "--tenant", "33333333-3333-4333-8333-333333333333")
    assert end.status == 4
    assert "--tenant" in end.document["problems"][0]["remedy"]
    assert [r.path for r in admin.tenant.requests if r.host == "graph" or r.path.endswith("/devicecode")] == []
