"""``monitor enable`` and ``disable``: an identity that only reads, and has exactly what ``status`` needs."""

from __future__ import annotations

import copy
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.unattended.conftest import SIGNER, SUBJECT
from tests.sandbox.test_sign_in_with_msal import grant
from tests.support.admin_session import AdminSession, session_after_setup, session_with_rare_cycles
from tests.support.certificates import Signer
from tests.support.cli_runner import CliResult
from tests.support.issuer import Issuer, running_issuer
from total_onboard.commands.monitor.credential import MonitorCredential
from total_onboard.core.errors import BadValue
from total_onboard.sandbox.directory.store import Body
from total_onboard.steps.access.application_permissions import permissions_for_application
from total_onboard.steps.access.command_scopes import STATUS_SCOPES
from total_onboard.steps.monitor.desired_monitor import PERMISSIONS

GRAPH = "00000003-0000-0000-c000-000000000000"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[AdminSession]:
    with session_after_setup(tmp_path, session_with_rare_cycles()) as made:
        yield made


def certificate_file(session: AdminSession) -> Path:
    path = session.home / "monitor.pem"
    path.write_text(SIGNER.certificate_pem)
    return path


def enabled(session: AdminSession, *words: str) -> CliResult:
    end = session.types("monitor", "enable", *words, "--yes", "--output", "json")
    assert end.status == 0, end.err
    return end


def registrations(session: AdminSession) -> list[Body]:
    return [
        one for one in session.tenant.store.applications.all_current() if one["displayName"].startswith("TOTAL mon")
    ]


def granted(session: AdminSession, principal_id: str) -> set[str]:
    store = session.tenant.store
    graph = next(one for one in store.service_principals.all_current() if one["appId"] == GRAPH)
    names = {role["id"]: role["value"] for role in graph["appRoles"]}
    grants = store.app_role_assignments.all_current()
    return {names[one["appRoleId"]] for one in grants if one["principalId"] == principal_id}


def status_by_certificate(session: AdminSession, client_id: str) -> CliResult:
    path = session.home / "key.pem"
    path.write_text(SIGNER.pem + SIGNER.certificate_pem)
    path.chmod(0o600)
    given = {"TOTAL_ONBOARD_CLIENT_ID": client_id, "TOTAL_ONBOARD_CLIENT_CERTIFICATE": str(path)}
    words = ("--sign-in", "certificate", "--tenant", session.tenant.store.tenant_id, "--no-input")
    return session.types("status", *words, **given)


def test_identity_with_a_certificate_runs_status_and_nothing_else(session: AdminSession) -> None:
    made = enabled(session, "--certificate", str(certificate_file(session))).document["resources"]
    (app,) = registrations(session)
    assert granted(session, made["service_principal_id"]) == {each.scope for each in PERMISSIONS}
    assert (app["passwordCredentials"], len(app["keyCredentials"])) == ([], 1)
    end = status_by_certificate(session, made["client_id"])
    assert end.status == 0, end.out + end.err


def test_identity_of_a_pipeline_runs_status(session: AdminSession, tmp_path: Path) -> None:
    with running_issuer(tmp_path) as (issuer, authorities):
        session.tenant.trust_issuers_of(authorities)
        made = enabled(session, "--issuer", issuer.url, "--subject", SUBJECT).document["resources"]
        end = _in_pipeline(session, made["client_id"], issuer)
    assert end.status == 0, end.out + end.err
    assert registrations(session)[0]["keyCredentials"] == []


def _in_pipeline(session: AdminSession, client_id: str, issuer: Issuer) -> CliResult:
    token = session.home / "token"
    token.write_text(issuer.token(SUBJECT))
    environment = {
        "AZURE_TENANT_ID": session.tenant.store.tenant_id,
        "AZURE_CLIENT_ID": client_id,
        "AZURE_FEDERATED_TOKEN_FILE": str(token),
    }
    return session.types("status", "--sign-in", "azure", "--no-input", **environment)


def test_printed_command_works_on_a_machine_that_set_nothing_up(session: AdminSession) -> None:
    end = session.types("monitor", "enable", "--certificate", str(certificate_file(session)), "--yes")
    line = shlex.split(" ".join(end.out.split()).partition("then run: ")[2])
    assert line[:2] == ["total-onboard", "status"]
    path = session.home / "key.pem"
    path.write_text(SIGNER.pem + SIGNER.certificate_pem)
    path.chmod(0o600)
    given = {
        "TOTAL_ONBOARD_CLIENT_ID": registrations(session)[0]["appId"],
        "TOTAL_ONBOARD_CLIENT_CERTIFICATE": str(path),
        "TOTAL_ONBOARD_STATE_DIR": str(session.home / "pipeline"),
    }
    status = session.types(*line[1:], **given)
    assert status.status == 0, status.out + status.err


def test_second_enable_changes_nothing(session: AdminSession) -> None:
    words = ("--github", "contoso/operations:ref:refs/heads/main")
    enabled(session, *words)
    written = len(session.writes)
    again = enabled(session, *words).document
    assert "removal_verified" not in again
    assert {change["action"] for change in again["changes"]} <= {"none"}
    assert session.writes[written:] == []
    (trust,) = registrations(session)[0]["federatedIdentityCredentials"]
    assert (trust["issuer"], trust["subject"]) == (
        "https://token.actions.githubusercontent.com",
        "repo:contoso/operations:ref:refs/heads/main",
    )


def test_other_credential_needs_a_disable_first(session: AdminSession) -> None:
    enabled(session, "--github", "contoso/operations:ref:refs/heads/main")
    written = len(session.writes)
    end = session.types("monitor", "enable", "--certificate", str(certificate_file(session)), "--yes")
    assert (end.status, session.writes[written:]) == (3, [])
    assert "monitor disable" in end.err
    assert session.types("monitor", "disable", "--yes").status == 0
    assert registrations(session) == []


def _secret(store: Any, app: Body, principal: Body) -> None:
    app["passwordCredentials"] = [{"keyId": store.new_id(), "displayName": "evil", "endDateTime": None}]


def _certificate(store: Any, app: Body, principal: Body) -> None:
    app["keyCredentials"] = [Signer(name="evil").credential | {"displayName": "evil", "keyId": store.new_id()}]


def _repoint(store: Any, app: Body, principal: Body) -> None:
    app["federatedIdentityCredentials"][0].update(issuer="https://evil.example", subject="evil")


def _own_password(store: Any, app: Body, principal: Body) -> None:
    principal["passwordCredentials"] = [{"keyId": store.new_id(), "displayName": "evil", "endDateTime": None}]


def _owner(store: Any, app: Body, principal: Body) -> None:
    (cleo,) = (one["id"] for one in store.users.all_current() if one["userPrincipalName"] == "cleo@contoso.com")
    store.owners.setdefault(app["id"], []).append(cleo)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (_secret, "the client secret evil"),
        (_certificate, "another certificate, evil"),
        (_repoint, "for evil of https://evil.example"),
        (_own_password, "a credential of its service principal, evil"),
        (_owner, "has the owner "),
    ],
)
def test_other_way_in_stops_enable_and_is_drift(session: AdminSession, changes: Any, says: str) -> None:
    words = ("--github", "contoso/operations:ref:refs/heads/main")
    made = enabled(session, *words).document["resources"]
    (app,), store = registrations(session), session.tenant.store
    changes(store, app, store.service_principals.truth(made["service_principal_id"]))
    written = len(session.writes)
    again = session.types("monitor", "enable", *words, "--yes")
    assert (again.status, session.writes[written:]) == (3, [])
    assert says in " ".join(again.err.split())
    assert "monitor disable" in again.err
    status = session.types("status", "--output", "json")
    assert status.status == 7
    (found,) = status.document["drift"]
    assert (found["step"], says in found["sentence"]) == ("monitor-application", True)


def test_other_permission_is_drift_but_the_audit_log_is_not(session: AdminSession) -> None:
    made = enabled(session, "--certificate", str(certificate_file(session))).document["resources"]
    principal = session.tenant.store.service_principals.truth(made["service_principal_id"])
    assert principal
    grant(session.tenant, principal, "AuditLog.Read.All")
    assert session.types("status").status == 0
    grant(session.tenant, principal, "Application.ReadWrite.All")
    status = session.types("status", "--who", "--output", "json")
    (found,) = status.document["drift"]
    assert "the permission Application.ReadWrite.All" in found["sentence"]


def _answer_was_lost(session: AdminSession) -> Body:
    """As if the program had ended before the answer to the creation came; the registration exists."""
    enabled(session, "--certificate", str(certificate_file(session)))
    (app,), store = registrations(session), session.tenant.store
    for path in (session.home / "state").rglob("*.jsonl"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        asked = [i for i, line in enumerate(lines) if '"create-requested"' in line and "monitor-application" in line]
        path.write_text("".join(lines[: asked[-1] + 1] if asked else lines), encoding="utf-8")
    (principal,) = (one for one in store.service_principals.all_current() if one["appId"] == app["appId"])
    for one in store.app_role_assignments.all_current():
        if one["principalId"] == principal["id"]:
            store.app_role_assignments.remove(one["id"])
    store.service_principals.remove(principal["id"])
    return app


def test_registration_of_a_lost_answer_is_used(session: AdminSession) -> None:
    app = _answer_was_lost(session)
    made = enabled(session, "--certificate", str(certificate_file(session))).document["resources"]
    assert made["client_id"] == app["appId"]
    assert len(registrations(session)) == 1


def _registers(session: AdminSession, app: Body, **other: Any) -> None:
    store = session.tenant.store
    store.applications.put({**copy.deepcopy(app), "id": store.new_id(), "appId": store.new_id(), **other})


@pytest.mark.parametrize("words", [("enable", "--certificate", "monitor.pem"), ("disable",)])
def test_two_registrations_of_the_name_are_left_alone(session: AdminSession, words: tuple[str, ...]) -> None:
    _registers(session, _answer_was_lost(session))
    written = len(session.writes)
    end = session.types("monitor", *(str(session.home / one) if "." in one else one for one in words), "--yes")
    assert (end.status, session.writes[written:]) == (5, [])
    assert "2 applications have this name" in " ".join(end.err.split())


def test_registration_of_the_name_with_another_certificate_is_left(session: AdminSession) -> None:
    app = _answer_was_lost(session)
    app["keyCredentials"][0]["key"] = Signer(name="evil").credential["key"]
    written = len(session.writes)
    end = session.types("monitor", "enable", "--certificate", str(certificate_file(session)), "--yes")
    assert (end.status, session.writes[written:]) == (5, [])
    assert "it has credentials" in " ".join(end.err.split())


@pytest.mark.parametrize("command", [("monitor", "disable"), ("teardown",)])
def test_identity_is_removed_by(session: AdminSession, command: tuple[str, ...]) -> None:
    made = enabled(session, "--certificate", str(certificate_file(session))).document["resources"]
    end = session.types(*command, "--yes")
    assert end.status == 0, end.err
    assert registrations(session) == []
    assert made["client_id"] in end.err + end.out


def recycled(session: AdminSession) -> list[str]:
    """Applications and service principals in the recycle bin, by name."""
    return [one["displayName"] for bodies in session.tenant.store.deleted.values() for one in bodies.values()]


@pytest.mark.parametrize("before", [(), ("monitor", "disable", "--yes")])
def test_purge_leaves_no_identity_in_the_recycle_bin(session: AdminSession, before: tuple[str, ...]) -> None:
    enabled(session, "--certificate", str(certificate_file(session)))
    if before:
        assert session.types(*before).status == 0
        assert [name for name in recycled(session) if name.startswith("TOTAL monitoring")]
    end = session.types("teardown", "--purge", "--confirm-tenant", "Contoso", "--yes")
    assert end.status == 0, end.err
    assert "TOTAL monitoring" in end.err + end.out
    assert [name for name in recycled(session) if name.startswith("TOTAL monitoring")] == []


def test_registration_of_the_same_name_is_not_touched(session: AdminSession) -> None:
    store = session.tenant.store
    store.applications.put({"id": store.new_id(), "appId": store.new_id(), "displayName": "TOTAL monitoring 00000000"})
    assert session.types("monitor", "disable", "--yes").status == 0
    assert len(registrations(session)) == 1


def test_dry_run_writes_nothing(session: AdminSession) -> None:
    written = len(session.writes)
    end = session.types("monitor", "enable", "--certificate", str(certificate_file(session)), "--dry-run")
    assert (end.status, session.writes[written:]) == (0, [])
    assert "Directory.Read.All" in end.out


def test_without_confirmation_nothing_is_written(session: AdminSession) -> None:
    written = len(session.writes)
    end = session.types("monitor", "enable", "--certificate", str(certificate_file(session)))
    assert (end.status, session.writes[written:]) == (2, [])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "one way to sign in"),
        ({"github": "contoso"}, "doesn't name a repository"),
        ({"github": "contoso/ops:*"}, "doesn't name a repository"),
        ({"issuer": "https://idp.example"}, "belong together"),
        ({"issuer": "http://idp.example", "subject": "a"}, "issuer can't be used"),
        ({"github": "a/b:ref:c", "issuer": "https://idp.example", "subject": "a"}, "one way to sign in"),
    ],
)
def test_wrong_credential_is_refused(given: dict[str, Any], says: str) -> None:
    with pytest.raises(BadValue) as refusal:
        MonitorCredential(**given).identity()
    assert says in refusal.value.message


def test_missing_credential_is_refused_before_the_sign_in(session: AdminSession) -> None:
    before = len(session.tenant.requests)
    end = session.types("monitor", "enable", "--yes")
    assert (end.status, len(session.tenant.requests)) == (2, before)


def test_private_key_is_never_taken(session: AdminSession) -> None:
    path = session.home / "both.pem"
    path.write_text(SIGNER.pem + SIGNER.certificate_pem)
    end = session.types("monitor", "enable", "--certificate", str(path), "--yes")
    assert (end.status, "private key" in end.err) == (2, True)


def test_consent_waits_for_a_colleague_without_the_role(tmp_path: Path) -> None:
    session = AdminSession(tmp_path, "split-duties")
    try:
        end = session.types(
            "monitor", "enable", "--certificate", str(certificate_file(session)), "--yes", "--output", "json"
        )
    finally:
        session.tenant.stop()
    assert end.status == 5, end.err
    (waiting,) = end.document["blocked"]
    assert "Privileged Role Administrator" in waiting["sentence"]


@pytest.mark.sweep
def test_lost_answers_make_no_second_identity(session: AdminSession) -> None:
    paths = (".*/applications", ".*/servicePrincipals", ".*/federatedIdentityCredentials", ".*/appRoleAssignments")
    session.tenant.faults.add(*({"kind": "cut-after", "method": "POST", "path": path} for path in paths))
    made = enabled(session, "--github", "contoso/operations:ref:refs/heads/main").document["resources"]
    assert len(registrations(session)) == 1
    assert len(registrations(session)[0]["federatedIdentityCredentials"]) == 1
    assert granted(session, made["service_principal_id"]) == {each.scope for each in PERMISSIONS}


@pytest.mark.sweep
@pytest.mark.parametrize("permission", [each.scope for each in PERMISSIONS])
def test_status_needs_each_permission_of_the_identity(session: AdminSession, permission: str) -> None:
    made = enabled(session, "--certificate", str(certificate_file(session))).document["resources"]
    _revoke(session, made["service_principal_id"], permission)
    assert status_by_certificate(session, made["client_id"]).status != 0


def _revoke(session: AdminSession, principal_id: str, permission: str) -> None:
    store = session.tenant.store
    graph = next(one for one in store.service_principals.all_current() if one["appId"] == GRAPH)
    role = next(role["id"] for role in graph["appRoles"] if role["value"] == permission)
    grants = store.app_role_assignments.all_current()
    (one,) = [one for one in grants if (one["principalId"], one["appRoleId"]) == (principal_id, role)]
    store.app_role_assignments.remove(one["id"])


def test_permissions_are_those_of_the_scopes_of_status() -> None:
    assert permissions_for_application(STATUS_SCOPES) == PERMISSIONS
