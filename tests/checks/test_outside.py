"""The checks outside the tenant: this machine, the network, TOTAL's addresses. Each fault is really there."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path, PurePath
from typing import Any

import pytest
import yaml

from tests.checks.facts import context
from tests.checks.host import Answer, Host, Proxy, host
from total_onboard import places
from total_onboard.checks.check import Check, Finding, Outcome
from total_onboard.checks.clock import CLOCK
from total_onboard.checks.context import CheckContext
from total_onboard.checks.redirect_uri import REDIRECT_URI
from total_onboard.checks.scim_end import SCIM_END
from total_onboard.checks.state_folder import STATE_FOLDER
from total_onboard.checks.tls import TLS
from total_onboard.checks.tool import TOOL, doubt_about
from total_onboard.desired_state import DesiredState, ScimEnd
from total_onboard.entra import reach
from total_onboard.entra.call_record import CallRecord
from total_onboard.entra.clouds import custom_cloud
from total_onboard.secret_text import SecretText
from total_onboard.settings import Settings

SCIM_ENDS = yaml.safe_load((Path(__file__).parent / "cases" / "scim_ends.yaml").read_text(encoding="utf-8"))


def found(check: Check, **changed: Any) -> Finding:
    return asyncio.run(check.run(replace(context(), **changed)))


@pytest.fixture
def total() -> Iterator[Host]:
    with host() as opened:
        yield opened


# --- the clock


def call(ahead: float, *, said: bool = True) -> CallRecord:
    now = datetime.now(UTC)
    said_at = now - timedelta(seconds=ahead) if said else None
    return CallRecord("GET", "/v1.0/me", 200, 0.1, None, "", write=False, at=now, server_time=said_at)


@pytest.mark.parametrize(
    ("ahead", "outcome", "words"),
    [
        (0, Outcome.PASS, "agrees"),
        (-55, Outcome.PASS, "agrees"),
        (70, Outcome.WARN, "70 seconds ahead"),
        (-299, Outcome.WARN, "4 minutes behind"),
        (301, Outcome.FAIL, "5 minutes ahead"),
        (-7200, Outcome.FAIL, "120 minutes behind"),
    ],
)
def test_a_clock_that_is_wrong_is_told_by_how_much(ahead: float, outcome: Outcome, words: str) -> None:
    finding = found(CLOCK, calls=[call(ahead)])
    assert (finding.outcome, words in finding.found) == (outcome, True), finding.found


def test_a_slow_answer_does_not_make_the_clock_wrong() -> None:
    assert found(CLOCK, calls=[call(400), call(2), call(90)]).outcome is Outcome.PASS


def test_without_any_time_the_clock_is_unknown() -> None:
    assert found(CLOCK, calls=[call(0, said=False)]).outcome is Outcome.SKIP


# --- the connection to Microsoft


def microsoft_at(opened: Host, **settings: Any) -> dict[str, Any]:
    cloud = custom_cloud(opened.origin, opened.origin)
    return {
        "cloud": cloud,
        "trust": opened.trust,
        "settings": Settings.model_construct(ca_bundle=None, **settings) if settings else context().settings,
    }


def test_a_company_that_inspects_tls_is_named(total: Host) -> None:
    finding = found(TLS, **microsoft_at(total))
    assert finding.outcome is Outcome.WARN
    assert "Zscaler Inc." in finding.found
    assert finding.remedy


def test_an_authority_that_the_admin_chose_is_named_without_alarm(total: Host, tmp_path: Path) -> None:
    bundle = tmp_path / "ours.pem"
    bundle.write_bytes(total.authority.cert_pem.bytes())
    settings = context().settings.model_copy(update={"ca_bundle": bundle})
    finding = found(TLS, **{**microsoft_at(total), "settings": settings})
    assert finding.outcome is Outcome.PASS
    assert "Zscaler Inc." in finding.found
    assert str(bundle) in finding.found


def test_a_public_authority_is_as_it_should_be(total: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("total_onboard.checks.tls.public_authorities", lambda: total.trust)
    finding = found(TLS, **microsoft_at(total))
    assert (finding.outcome, "without a proxy" in finding.found) == (Outcome.PASS, True)


def test_the_public_authorities_hold_nothing_that_was_added_here(total: Host) -> None:
    with pytest.raises(reach.NotReached) as caught:
        asyncio.run(reach.reach(total.origin, reach.public_authorities()))
    assert caught.value.trouble is reach.Trouble.BAD_CERTIFICATE


def test_a_connection_that_cannot_be_looked_at_is_unknown() -> None:
    assert found(TLS).outcome is Outcome.SKIP


def test_a_proxy_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://ada:hunter2@proxy.contoso.com:8080")
    monkeypatch.setenv("NO_PROXY", "localhost")
    assert reach.proxy_of("graph.microsoft.com") == "proxy.contoso.com:8080"
    assert reach.proxy_of("localhost:8443") == ""


def test_the_certificate_is_seen_through_a_proxy(total: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = Proxy()

    async def look() -> Finding:
        server = await asyncio.start_server(proxy.carry, "127.0.0.1")
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        async with server:
            return await TLS.run(replace(context(), **microsoft_at(total)))

    finding = asyncio.run(look())
    assert "Zscaler Inc." in finding.found
    assert "through the proxy 127.0.0.1:" in finding.found
    assert set(proxy.asked) == {total.origin.removeprefix("https://")}
    assert total.asked == []


# --- TOTAL's addresses


def wanted(uri: str) -> DesiredState:
    return DesiredState(redirect_uris=(uri,))


def test_a_redirect_uri_whose_host_answers_is_good(total: Host) -> None:
    finding = found(REDIRECT_URI, wanted=wanted(f"{total.origin}/auth"), trust=total.trust)
    assert finding.outcome is Outcome.PASS
    assert total.asked == []


def test_a_certificate_for_another_host_is_told() -> None:
    with host("app.yourtotal.com") as opened:
        finding = found(REDIRECT_URI, wanted=wanted(f"{opened.origin}/auth"), trust=opened.trust)
    assert finding.outcome is Outcome.WARN
    assert "certificate of localhost" in finding.found
    assert "ostname mismatch" in finding.found


def test_a_certificate_that_nobody_vouches_for_is_told(total: Host) -> None:
    finding = found(REDIRECT_URI, wanted=wanted(f"{total.origin}/auth"), trust=ssl.create_default_context())
    assert (finding.outcome, "not valid" in finding.found) == (Outcome.WARN, True)


def test_a_host_without_an_address_is_told() -> None:
    finding = found(REDIRECT_URI, wanted=wanted("https://nobody.invalid/auth"))
    assert (finding.outcome, "nobody.invalid has no address" in finding.found) == (Outcome.WARN, True)


def test_a_host_that_does_not_answer_is_told() -> None:
    finding = found(REDIRECT_URI, wanted=wanted("https://localhost:1/auth"))
    assert (finding.outcome, "does not answer from here" in finding.found) == (Outcome.WARN, True)


def test_without_a_redirect_uri_nothing_is_looked_at() -> None:
    assert found(REDIRECT_URI).outcome is Outcome.SKIP


def answers_of(case: dict[str, Any]) -> dict[str, Answer]:
    kinds = {"json": "application/scim+json", "html": "text/html; charset=utf-8"}
    return {f"/scim{path}": (one[0], kinds[one[1]], one[2]) for path, one in case["answers"].items()}


@pytest.mark.parametrize("case", SCIM_ENDS, ids=lambda case: case["name"])
def test_totals_scim_end_is_judged_by_what_it_answers(case: dict[str, Any], total: Host) -> None:
    total.answers = answers_of(case)
    end = ScimEnd(url=f"{total.origin}/scim", token=SecretText("scim-secret"))
    finding = found(SCIM_END, scim=end, trust=total.trust)
    assert (finding.outcome, case["found"] in finding.found) == (case["outcome"], True), finding.found
    assert finding.remedy or finding.outcome is Outcome.PASS
    assert "scim-secret" not in finding.model_dump_json()


def test_a_scim_end_that_only_microsoft_may_reach_is_a_warning() -> None:
    end = ScimEnd(url="https://localhost:1/scim", token=SecretText("scim-secret"))
    assert found(SCIM_END, scim=end).outcome is Outcome.WARN


# --- this machine


@pytest.mark.parametrize(
    ("version", "level", "today", "words"),
    [
        ((3, 11), "final", date(2026, 11, 24), ""),
        ((3, 11), "final", date(2027, 11, 1), "no security fixes since October 2027"),
        ((3, 15), "beta", date(2026, 11, 24), "not a finished release"),
        ((3, 10), "final", date(2026, 11, 24), "never tested"),
    ],
)
def test_a_python_is_doubted_for_a_reason(version: tuple[int, int], level: str, today: date, words: str) -> None:
    doubt = doubt_about(version, level, today)
    assert words in doubt
    assert bool(words) == bool(doubt)


def test_the_tool_says_which_version_it_is() -> None:
    assert "total-onboard 0." in found(TOOL).found


def state_in(folder: Path) -> Finding:
    return found(STATE_FOLDER, settings=context().settings.model_copy(update={"state_dir": folder}))


def test_a_private_folder_is_good_and_one_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    assert state_in(places.private_folder(tmp_path / "state")).outcome is Outcome.PASS
    assert state_in(tmp_path / "later" / "state").outcome is Outcome.PASS
    assert not (tmp_path / "later").exists()


def test_a_place_where_no_folder_can_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    finding = state_in(tmp_path / "state")
    assert finding.outcome is Outcome.FAIL
    assert "TOTAL_ONBOARD_STATE_DIR" in finding.remedy


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
@pytest.mark.parametrize(("mode", "who"), [(0o755, "everybody"), (0o750, "its group")])
def test_a_folder_that_others_may_enter_is_told(tmp_path: Path, mode: int, who: str) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    folder.chmod(mode)
    finding = state_in(folder)
    assert (finding.outcome, who in finding.found) == (Outcome.WARN, True)
    assert "chmod 700" in finding.remedy


def test_a_folder_that_is_synchronised_is_told(tmp_path: Path) -> None:
    finding = state_in(places.private_folder(tmp_path / "OneDrive - Contoso" / "state"))
    assert (finding.outcome, "OneDrive" in finding.found) == (Outcome.WARN, True)


def test_a_folder_on_a_network_file_system_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nfiles:/home {tmp_path.resolve()} nfs4 rw 0 0\n")
    monkeypatch.setattr(places, "_MOUNTS", mounts)
    finding = state_in(places.private_folder(tmp_path / "state"))
    assert (finding.outcome, "network file system (nfs4)" in finding.found) == (Outcome.WARN, True)


def test_the_innermost_mount_counts() -> None:
    mounts = ["/dev/vda / ext4 rw", "//files/all /mnt/a\\040b cifs rw", "tmpfs /mnt/a\\040b/fast tmpfs rw"]
    kinds = [places.file_system_of(PurePath(path), mounts) for path in ("/home", "/mnt/a b/x", "/mnt/a b/fast/x")]
    assert kinds == ["ext4", "cifs", "tmpfs"]


def test_a_journal_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    folder = places.private_folder(tmp_path / "state")
    (folder / "tenant").mkdir()
    (folder / "tenant" / "total-onboard-total.jsonl").write_text('{"run": "r", "kind": "run"}\nnonsense\n')
    finding = state_in(folder)
    assert (finding.outcome, "total-onboard-total.jsonl" in finding.found) == (Outcome.WARN, True)


def test_no_check_outside_the_tenant_stops_a_set_up_but_a_scim_end_that_cannot_work() -> None:
    assert [bool(check.steps) for check in (SCIM_END, REDIRECT_URI, CLOCK, TLS, TOOL, STATE_FOLDER)] == [
        True,
        *[False] * 5,
    ]
    assert isinstance(context(), CheckContext)
