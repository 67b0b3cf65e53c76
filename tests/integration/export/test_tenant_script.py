"""The script of ``export`` for a tenant: for each difference, the requests that a repair sends, and no others."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.integration.status.tampering import OtherAdmin
from tests.support.admin_session import AdminSession, session_after_setup, session_with_rare_cycles
from tests.support.cli_runner import CliResult
from tests.support.yaml_text import read_yaml
from total_onboard.engine.journal.entry import ScimStored
from total_onboard.engine.journal.journal import Journal

DRIFTS: Final = Path(__file__).parents[1] / "status" / "drifts.yaml"
CASES: Final[list[dict[str, Any]]] = [one for one in read_yaml(DRIFTS.read_text("utf-8")) if one.get("repair")]
READ: Final = ("export", "--sign-in", "device-code")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    with session_after_setup(tmp_path_factory.mktemp("tenant"), session_with_rare_cycles()) as made:
        yield made


def script_of(session: AdminSession, *words: str) -> str:
    ended = session.runs(*READ, *words)
    assert ended.status == 0, ended.err
    return ended.out


def sent(script: str) -> list[str]:
    """The requests that a script sends if nothing of them is done yet: method and address."""
    body = script.partition("\ntemplate=")[2]
    known = dict(re.findall(r"^(\w+)=([\w.-]+)$", body, re.MULTILINE))
    lines = [line.partition(" > ")[0].rstrip(")") for line in re.findall(r"\bsend (?:again|refused|once) .*", body)]
    calls = [shlex.split(line)[2:4] for line in lines]
    return [f"{method.upper()} {_filled(path, known)}" for method, path in calls]


def _filled(path: str, known: dict[str, str]) -> str:
    """The address with the values of the script's variables."""
    return re.sub(r"\$\{(\w+)\}", lambda match: known[match[1]], path.replace("\\$", "$"))


@pytest.mark.parametrize("case", CASES, ids=[one["name"] for one in CASES])
def test_script_for_a_difference_sends_what_a_repair_sends(session: AdminSession, case: dict[str, Any]) -> None:
    other = OtherAdmin(session)
    expected = [other.filled(one) for one in case["repair"]]
    other.tampers(case["by"])
    try:
        script = script_of(session)
    finally:
        assert repaired(session).status in (0, 7)
    assert sorted(sent(script)) == sorted(expected)
    assert subprocess.run(["sh", "-n"], input=script, text=True, check=False).returncode == 0


def repaired(session: AdminSession) -> CliResult:
    session.runs("setup", "--handoff", str(session.home / f"{len(session.writes)}.totalhandoff"))
    return session.runs("status")


def test_script_for_a_tenant_as_desired_sends_nothing(session: AdminSession) -> None:
    script = script_of(session)
    assert sent(script) == []
    assert "Nothing differs" in script


def test_script_for_a_tenant_has_a_folder_of_its_own(session: AdminSession) -> None:
    folder = f"./total-onboard-files-{session.tenant.store.tenant_id}"
    assert f"\nfiles=${{TOTAL_FILES:-{folder}}}\n" in script_of(session)


def test_variable_of_a_tenant_alone_starts_no_sign_in(session: AdminSession) -> None:
    before = len(session.tenant.requests)
    ended = session.runs("export", TOTAL_ONBOARD_TENANT="contoso.com")
    assert (ended.status, len(session.tenant.requests)) == (0, before)
    assert "instantiate" in ended.out


def test_document_has_the_plan_and_the_script(session: AdminSession) -> None:
    document = session.runs(*READ, "--output", "json").document
    assert {one["action"] for one in document["plan"]} == {"none"}
    assert document["resources"]["client_id"] in document["export"]
    assert (document["blocked"], document["warnings"]) == ([], [])


def test_script_contains_no_token_and_sends_none_while_it_is_read(session: AdminSession) -> None:
    before = len(session.tenant.requests)
    script = script_of(session)
    assert session.tenant.sheet_values.scim_token not in script
    hosts = {one.host for one in session.tenant.requests[before:]}
    assert "total" not in hosts


def test_address_of_another_scim_endpoint_needs_the_token(session: AdminSession) -> None:
    script = script_of(session, "--scim-url", "https://scim.example/v2")
    assert [one.rsplit("/", 1)[1] for one in sent(script)][:2] == ["validateCredentials", "secrets"]
    assert "\nread_scim_token\n" in script


def test_stored_address_with_a_value_in_its_query_stays_out(session: AdminSession) -> None:
    (file,) = (session.home / "state").glob("*/*.jsonl")
    Journal(file).write(ScimStored(fingerprint="", address="https://scim.example/scim/v2?key=canary"))
    case = next(one for one in CASES if one["name"] == "the stored SCIM values are emptied")
    OtherAdmin(session).tampers(case["by"])
    try:
        ended = session.runs(*READ, "--output", "json", TOTAL_ONBOARD_SCIM_URL=None, TOTAL_ONBOARD_SCIM_TOKEN=None)
    finally:
        assert repaired(session).status in (0, 7)
    assert "canary" not in ended.document["export"]
    assert [one["step"] for one in ended.document["blocked"]] == ["scim-credentials"]
