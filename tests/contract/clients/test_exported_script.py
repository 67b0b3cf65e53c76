"""The script of ``export`` and the Azure CLI make what ``setup`` makes."""

from __future__ import annotations

import json
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.contract.clients.exported_setup import ExportedSetup, comparable
from tests.contract.clients.installed import need_program
from tests.support.admin_session import AdminSession
from tests.support.total_credentials import ISSUER, SUBJECT, TOTAL
from total_onboard.core.attribute_set import AttributeSet
from total_onboard.steps.attribute_mapping.find_mappings import user_mapping
from total_onboard.steps.attribute_mapping.mapping_query import mapping_query
from total_onboard.steps.attribute_mapping.requirements import unmet_requirements, with_requirements

SEARCH: Final = "import json, sys, jmespath; print(json.dumps(jmespath.search(*json.load(sys.stdin))))"
pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportedSetup]:
    """A tenant in which the script ran."""
    session = AdminSession(tmp_path_factory.mktemp("exported"))
    try:
        script = ExportedSetup(session)
        ended = script.runs()
        assert ended.returncode == 0, ended.stderr
        yield script
    finally:
        session.tenant.stop()


def test_script_in_an_empty_tenant_makes_what_setup_makes(
    exported: ExportedSetup, tmp_path_factory: pytest.TempPathFactory
) -> None:
    session = AdminSession(tmp_path_factory.mktemp("set-up"))
    try:
        session.sets_up()
        assert comparable(exported.session) == comparable(session)
    finally:
        session.tenant.stop()


def test_status_after_the_script_finds_no_difference(exported: ExportedSetup) -> None:
    group = f"TOTAL-Admin={exported.file('group_1.id')}"
    ended = exported.session.runs("status", "--app-id", exported.file("client-id"), "--group-id", group)
    assert (ended.status, "Everything matches" in ended.out) == (0, True), ended.err


@pytest.mark.sweep
def test_script_run_again_writes_nothing_and_shows_no_secret(exported: ExportedSetup) -> None:
    before, secret = exported.session.writes, exported.file("client-secret")
    ended = exported.runs()
    assert (ended.returncode, exported.session.writes) == (0, before), ended.stderr
    shown = ended.stdout + ended.stderr + exported.arguments + exported.script.read_text("utf-8")
    assert len(secret) > 30
    assert [one for one in (secret, exported.session.tenant.sheet_values.scim_token) if one in shown] == []
    assert {stat.S_IMODE(each.stat().st_mode) for each in exported.files.iterdir()} == {0o600}


@pytest.mark.sweep
def test_script_interrupted_after_the_creation_goes_on_with_the_same_application(tmp_path: Path) -> None:
    session = AdminSession(tmp_path)
    try:
        script = ExportedSetup(session)
        assert script.runs(STOP_AT="patch").returncode == 1
        assert script.runs().returncode == 0
        assert [one for one in session.writes if "instantiate" in one] == session.writes[:1]
    finally:
        session.tenant.stop()


def test_script_elsewhere_stops_at_an_object_that_it_did_not_make(exported: ExportedSetup) -> None:
    before = exported.session.writes
    ended = exported.runs(TOTAL_FILES=str(exported.home / "other"))
    assert (ended.returncode, exported.session.writes) == (1, before)
    assert f"exists already: {exported.file('application.id')}" in ended.stderr


CREDENTIALS: Final[dict[str, dict[str, Any]]] = {
    "certificate": {"credential": "certificate", "certificate": TOTAL.der},
    "federated": {"credential": "federated", "federated": {"issuer": ISSUER, "subject": SUBJECT}},
}


@pytest.mark.sweep
@pytest.mark.parametrize("kind", CREDENTIALS)
def test_script_without_a_secret_makes_what_setup_makes(kind: str, tmp_path: Path) -> None:
    homes = tmp_path / "exported", tmp_path / "set-up"
    for home in homes:
        home.mkdir()
    one, other = map(AdminSession, homes)
    try:
        for session in (one, other):
            values = {"format": "total-value-sheet/v1", "customer": "Contoso", **CREDENTIALS[kind]}
            uris = {"redirect_uris": [session.tenant.sheet_values.redirect_uri]}
            (session.home / "contoso.json").write_text(json.dumps(values | uris), "utf-8")
        sheet = ("--sheet", "contoso.json", "--allow-unsigned")
        script = ExportedSetup(one, *sheet)
        assert [ended.stderr for ended in (script.runs(), script.runs()) if ended.returncode] == []
        assert not (script.files / "client-secret").exists()
        assert other.runs("setup", *sheet).status == 0
        assert comparable(one) == comparable(other)
    finally:
        one.tenant.stop()
        other.tenant.stop()


def spoil(schema: dict[str, Any]) -> None:
    """Break each thing that the mapping needs."""
    people = user_mapping(schema)
    rows = [one for one in people["attributeMappings"] if one["targetAttributeName"] != "title"]
    for row in rows:
        if row["targetAttributeName"] == "externalId":
            row |= {"source": {"type": "Constant", "expression": '"x"', "name": "x"}, "flowType": "ObjectAddOnly"}
    people |= {"attributeMappings": rows, "enabled": False, "flowTypes": "Add"}


@pytest.mark.parametrize("attributes", AttributeSet)
def test_mapping_query_changes_a_schema_as_setup_does(exported: ExportedSetup, attributes: AttributeSet) -> None:
    (job,) = exported.session.tenant.dump()["jobs"].values()
    schema = job["schema"]
    spoil(schema)
    python = need_program("azure-cli", "az", "the Azure CLI").with_name("python")
    given = json.dumps([mapping_query(attributes), schema])
    found = subprocess.run([python, "-c", SEARCH], input=given, capture_output=True, text=True, check=True).stdout
    assert json.loads(found) == with_requirements(schema, unmet_requirements(schema, attributes))
