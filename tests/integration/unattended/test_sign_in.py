"""Sign-in without anybody: by certificate, by a pipeline's token, and what is said if there is neither."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

from tests.integration.unattended.conftest import READS, SIGNER, SUBJECT, Reader, add_reader
from tests.support.admin_session import AdminSession
from tests.support.issuer import Issuer


def test_status_runs_with_a_certificate(reader: Reader) -> None:
    end = reader.runs("status", "--no-input")
    assert end.status == 0, end.err


def test_status_runs_with_a_token_of_a_pipeline(reader: Reader) -> None:
    end = reader.runs_in_pipeline("status", "--no-input")
    assert end.status == 0, end.err


def test_status_of_an_application_reads_nothing_about_a_person(reader: Reader) -> None:
    before = len(reader.admin.tenant.requests)
    reader.runs("status")
    paths = [one.path for one in reader.admin.tenant.requests[before:] if one.host == "graph"]
    assert [path for path in paths if path.startswith("/v1.0/me")] == []
    assert paths


def test_certificate_in_a_pfx_file_is_opened_with_its_password(reader: Reader) -> None:
    sealed = BestAvailableEncryption(b"the password")
    path = reader.admin.home / "reader.pfx"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"reader", SIGNER.key, SIGNER.certificate, None, sealed))
    path.chmod(0o600)
    given = {"TOTAL_ONBOARD_CLIENT_CERTIFICATE": str(path)}
    right = reader.runs("status", **given, TOTAL_ONBOARD_CLIENT_CERTIFICATE_PASSWORD="the password")
    wrong = reader.runs("status", **given, TOTAL_ONBOARD_CLIENT_CERTIFICATE_PASSWORD="another one")
    assert (right.status, wrong.status) == (0, 2)
    assert "TOTAL_ONBOARD_CLIENT_CERTIFICATE_PASSWORD" in " ".join(wrong.err.split())


def test_certificate_that_everybody_can_read_is_refused(reader: Reader) -> None:
    path = reader.admin.home / "open.pem"
    path.write_bytes(reader.certificate.read_bytes())
    path.chmod(0o644)
    end = reader.runs("status", TOTAL_ONBOARD_CLIENT_CERTIFICATE=str(path))
    assert (end.status, "chmod 600" in end.err) == (2, True)


def test_certificate_without_its_key_is_refused(reader: Reader) -> None:
    path = reader.admin.home / "public.pem"
    path.write_bytes(SIGNER.certificate.public_bytes(Encoding.PEM))
    path.chmod(0o600)
    end = reader.runs("status", TOTAL_ONBOARD_CLIENT_CERTIFICATE=str(path))
    assert (end.status, "RSA private key" in " ".join(end.err.split())) == (2, True)


def test_certificate_sign_in_names_what_it_lacks(reader: Reader) -> None:
    missing = {
        "TOTAL_ONBOARD_CLIENT_CERTIFICATE": "certificate file",
        "TOTAL_ONBOARD_CLIENT_ID": "client ID",
        "TOTAL_ONBOARD_TENANT": "tenant",
    }
    for name, word in missing.items():
        end = reader.runs("status", **{name: None})
        assert (end.status, word in end.err) == (2, True), name


def test_unknown_subject_is_refused_with_what_to_compare(reader: Reader) -> None:
    other = reader.by_pipeline(subject="repo:contoso/operations:ref:refs/heads/Main")
    end = reader.admin.types("status", "--sign-in", "azure", "--output", "json", **other)
    (problem,) = end.document["problems"]
    assert end.status == 4
    assert "AADSTS700213" in problem["message"]
    assert "refs/heads/Main" in problem["message"]


def test_expired_pipeline_token_is_refused(reader: Reader, issuer: Issuer, admin: AdminSession) -> None:
    environment = reader.by_pipeline()
    Path(environment["AZURE_FEDERATED_TOKEN_FILE"]).write_text(issuer.token(SUBJECT, exp=1))
    end = admin.types("status", "--sign-in", "azure", **environment)
    said = " ".join(end.err.split())
    assert (end.status, "AADSTS700024" in said, "Get a new token" in said) == (4, True, True)


@pytest.mark.sweep
def test_environment_without_any_sign_in_says_what_was_tried(admin: AdminSession) -> None:
    nothing = {"PATH": "/nonexistent", "AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:9"}
    end = admin.types("status", "--sign-in", "azure", "--tenant", "contoso.com", "--no-input", **nothing)
    said = " ".join(end.err.split())
    assert end.status == 4
    assert "Tried: environment variables, managed identity, Azure CLI" in said
    assert "AZURE_FEDERATED_TOKEN_FILE" in said


def test_token_of_another_tenant_is_refused(reader: Reader) -> None:
    end = reader.runs_in_pipeline("status", TOTAL_ONBOARD_TENANT="11111111-1111-4111-8111-111111111111")
    assert end.status == 4


def test_commands_that_write_need_a_person(reader: Reader) -> None:
    for words in (("setup", "--yes"), ("teardown", "--yes"), ("status", "--repair", "--yes"), ("sync", "--yes")):
        end = reader.runs(*words, "--no-input", "--output", "json")
        (problem,) = end.document["problems"]
        assert (end.status, problem["code"]) == (4, "person-needed"), words
        assert "--sign-in browser" in problem["remedy"]


def test_nothing_of_an_unattended_sign_in_is_remembered(reader: Reader) -> None:
    end = reader.runs("auth", "login")
    assert (end.status, "nothing is remembered" in " ".join(end.err.split())) == (2, True)


def test_unattended_sign_in_leaves_no_secret_behind(reader: Reader, tmp_path: Path) -> None:
    log, recording = tmp_path / "log", tmp_path / "run.har"
    outputs = []
    for run in (reader.runs, reader.runs_in_pipeline):
        end = run("status", "--verbose", "--log-file", str(log), "--record", str(recording))
        outputs += [end.out, end.err, log.read_text(), recording.read_text()]
        recording.unlink()
    sent = [one for one in reader.admin.tenant.requests if one.path.endswith("/oauth2/v2.0/token")]
    tokens = {json.loads(one.response_body).get("access_token", "") for one in sent if one.response_body} - {""}
    pipeline = Path(reader.by_pipeline()["AZURE_FEDERATED_TOKEN_FILE"]).read_text()
    key = [line for line in SIGNER.pem.splitlines() if len(line) > 40]
    said = "\n".join(outputs)
    assert tokens
    assert [one for one in (*tokens, *key, pipeline.split(".")[2]) if one in said] == []


def test_missing_permission_is_named_with_its_remedy(admin: AdminSession, issuer: Issuer) -> None:
    end = add_reader(admin, issuer, "Directory.Read.All").runs("status")
    said = " ".join(end.err.split())
    assert end.status == 3
    assert "lacks Synchronization.Read.All" in said


def test_verify_of_an_application_only_reads(reader: Reader) -> None:
    before = len(reader.admin.tenant.requests)
    end = reader.runs("verify", "--no-input", "--output", "json")
    assert end.status == 0, end.err
    outcomes = {one["id"]: one["outcome"] for one in end.document["verifications"]}
    assert outcomes == dict.fromkeys(("consent", "mapping", "assignment", "job"), "verified")
    sent = reader.admin.tenant.requests[before:]
    assert {one.method for one in sent if one.host == "graph"} == {"GET"}


def test_verify_of_an_application_needs_each_permission(admin: AdminSession, issuer: Issuer) -> None:
    for permission in READS:
        others = [one for one in READS if one != permission]
        assert add_reader(admin, issuer, *others).runs("verify", "--no-input").status != 0, permission


def test_tests_that_write_need_a_person(reader: Reader) -> None:
    for option in ("--rehearse-removal", "--identity", "--test-removal"):
        end = reader.runs("verify", option, "--yes", "--output", "json")
        assert (end.status, end.document["problems"][0]["code"]) == (4, "person-needed"), option
