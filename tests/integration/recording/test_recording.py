"""``--record FILE``: an archive that any viewer opens, for its owner alone, however the command ends."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.support.admin_session import AdminSession
from tests.support.recorded import archive, head
from total_onboard.commands.value_sheet.tenant_lookup import TenantLookup
from total_onboard.entra.http.call_record import CLIENT_REQUEST_ID
from total_onboard.entra.recording.har import Replacer
from total_onboard.entra.recording.recording import Recording
from total_onboard.entra.recording.tap import tapped
from total_onboard.exchange.value_sheet.create import SheetRequest
from total_onboard.sandbox.sandbox_tenant import SandboxTenant
from total_onboard.settings import load_settings

SCHEMA = json.loads((Path(__file__).parents[2] / "support" / "har-1.2.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[AdminSession, Path]:
    home = tmp_path_factory.mktemp("recorded")
    admin = AdminSession(home)
    try:
        assert admin.runs("setup", "--record", str(home / "run.har"), "--handoff", str(home / "h")).status == 0
    finally:
        admin.tenant.stop()
    return admin, home / "run.har"


def bodies(path: Path, part: str) -> list[tuple[str, Any]]:
    found = []
    for entry in archive(path)["entries"]:
        text = (
            entry["response"]["content"]["text"]
            if part == "response"
            else entry["request"].get("postData", {}).get("text")
        )
        if text and text.startswith("{"):
            found.append((entry["request"]["url"], json.loads(text)))
    return found


def test_recording_fits_the_schema_of_http_archives(recorded: tuple[AdminSession, Path]) -> None:
    jsonschema.Draft6Validator(SCHEMA).validate(json.loads(recorded[1].read_text("utf-8")))


def test_recording_has_every_request_that_the_tenant_heard(recorded: tuple[AdminSession, Path]) -> None:
    admin, path = recorded
    sent = [one for one in admin.tenant.requests if CLIENT_REQUEST_ID in one.headers]
    entries = archive(path)["entries"]
    assert sorted((one.host, one.method, one.status) for one in sent) == sorted(
        (one["_service"], one["request"]["method"], one["response"]["status"]) for one in entries
    )
    ids = {
        header["value"]
        for one in entries
        for header in one["request"]["headers"]
        if header["name"] == CLIENT_REQUEST_ID
    }
    assert ids == {one.headers[CLIENT_REQUEST_ID] for one in sent}


def test_recording_names_one_object_alike_everywhere(recorded: tuple[AdminSession, Path]) -> None:
    path = recorded[1]
    (made,) = [body for url, body in bodies(path, "response") if url.endswith("/instantiate")]
    application, principal = made["application"]["id"], made["servicePrincipal"]["id"]
    (grant,) = [body for url, body in bodies(path, "request") if url.endswith("/oauth2PermissionGrants")]
    urls = [entry["request"]["url"] for entry in archive(path)["entries"]]
    assert grant["clientId"] == principal
    assert any(url.endswith(f"/applications/{application}") for url in urls)
    tenant = head(path)["tenant_id"].replace("-", "")
    assert any(f"/jobs/scim.{tenant}." in url for url in urls)
    (person,) = head(path)["settings"]["admin"]
    claims = [entry["_claims"] for entry in archive(path)["entries"] if entry.get("_claims", {}).get("upn")]
    assert {one["upn"] for one in claims} == {person}


def test_recording_leaves_what_is_public_readable(recorded: tuple[AdminSession, Path]) -> None:
    text = recorded[1].read_text("utf-8")
    for public in (
        "8adf8e6e-67b2-4cf2-a259-e3dc5476c621",
        "62e90394-69f5-4237-9190-012177145e10",
        "Request_ResourceNotFound",
        "does not exist or one of its queried reference-property objects are not present.",
        "#microsoft.graph.directoryRole",
        "GroupMember.Read.All",
        "AAD_PREMIUM",
    ):
        assert public in text, public


def test_recording_keeps_forms(recorded: tuple[AdminSession, Path]) -> None:
    users = [body for url, body in bodies(recorded[1], "response") if "/users/" in url and "userPrincipalName" in body]
    assert users
    for user in users:
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", user["id"])
        assert user["mail"].endswith(".example.com")
        assert len(user["displayName"]) == len("Ada Lindqvist")


def replaced(document: dict[str, str]) -> str:
    return Replacer().bodies.body(json.dumps(document).encode(), "application/json")


@pytest.mark.parametrize("text", ["P180D", "P1Y6M", "PT40M", "P1DT12H"])
def test_duration_stays_readable_in_the_members_that_hold_one(text: str) -> None:
    assert json.loads(replaced({"maxLifetime": text, "interval": text})) == {"maxLifetime": text, "interval": text}


@pytest.mark.parametrize("name", ["employeeNumber", "externalId", "extensionAttribute1", "value"])
def test_text_that_looks_like_a_duration_is_replaced_elsewhere(name: str) -> None:
    assert json.loads(replaced({name: "P12345M"})) != {name: "P12345M"}


@pytest.mark.parametrize("text", ["P", "PT", "Pia", "P180Dana", "P30X", "P1D2D", "P01234D56789D"])
def test_text_that_only_begins_like_a_duration_is_replaced(text: str) -> None:
    assert json.loads(replaced({"maxLifetime": text})) != {"maxLifetime": text}


def test_outcome_of_provisioning_on_demand_stays_readable() -> None:
    key = {"result": "Skipped", "details": {"errorCode": "RedundantExport", "errorMessage": "Ask ada@contoso.com."}}
    value = {"action": "Other", "reportableIdentifier": "ada@contoso.com"}
    body = json.dumps({"key": json.dumps(key), "value": json.dumps(value)})
    found = json.loads(Replacer().bodies.body(body.encode(), "application/json"))
    outcome, done = json.loads(found["key"]), json.loads(found["value"])
    assert (outcome["result"], outcome["details"]["errorCode"], done["action"]) == (
        "Skipped",
        "RedundantExport",
        "Other",
    )
    assert "ada@contoso" not in json.dumps(found)


@pytest.mark.parametrize("secret", ['{"a": "hunter2"}', "[123456]"])
def test_secret_that_looks_like_a_document_is_replaced(secret: str) -> None:
    found = Replacer().bodies.body(json.dumps({"password": secret}).encode(), "application/json")
    assert "hunter2" not in found
    assert "123456" not in found


def test_recording_is_for_its_owner_and_says_what_it_is(recorded: tuple[AdminSession, Path]) -> None:
    path = recorded[1]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = head(path)
    assert (found["command"], found["exit_status"], found["cloud"]) == ("setup", 0, "custom")
    assert found["contents"]


def test_recording_refuses_a_file_that_exists(tmp_path: Path) -> None:
    (tmp_path / "run.har").write_text("mine")
    admin = AdminSession(tmp_path)
    try:
        assert admin.runs("check-prereqs", "--record", "run.har").status == 2
    finally:
        admin.tenant.stop()
    assert (tmp_path / "run.har").read_text() == "mine"


def test_recording_of_wrong_usage_before_the_first_request_is_not_written(tmp_path: Path) -> None:
    admin = AdminSession(tmp_path)
    try:
        ended = admin.runs("setup", "--only", "foo", "--record", "run.har")
    finally:
        admin.tenant.stop()
    assert ended.status == 2
    assert "run.har was not written: the command sent no request." in ended.err
    assert not (tmp_path / "run.har").exists()


def test_recording_of_a_failed_command_has_its_exit_status(tmp_path: Path) -> None:
    admin = AdminSession(tmp_path)
    try:
        admin.tenant.faults.add({"kind": "status", "path": ".*/organization.*", "status": 403, "times": 0})
        ended = admin.runs("setup", "--record", "run.har")
    finally:
        admin.tenant.stop()
    assert ended.status != 0
    assert head(tmp_path / "run.har")["exit_status"] == ended.status


def test_known_recordings_are_listed_with_their_age(recorded: tuple[AdminSession, Path]) -> None:
    admin, path = recorded
    found = admin.runs("config", "path", "--output", "json").document["recordings"]
    assert found == [{"path": str(path), "days": 0, "is_old": False}]


def test_lookup_of_a_sheets_tenant_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    recording = Recording("value-sheet create")
    with SandboxTenant.start("ready") as tenant:
        for name, value in tenant.environment.items():
            monkeypatch.setenv(name, value)
        lookup = TenantLookup(load_settings({}))
        order = SheetRequest(customer="Contoso", redirect_uris=(), tenant=tenant.store.persona.domain)
        with tapped(recording):
            lookup.look_up([order])
        assert lookup.resolved(order).tenant_id == tenant.store.tenant_id
    (entry,) = recording.document(0)["log"]["entries"]
    assert entry["request"]["url"].endswith("/openid-configuration")
