"""``handoff open --verify`` with a certificate or a federated credential: TOTAL proves that it has the other half."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from cryptography.hazmat.primitives.hashes import SHA1

from tests.support.admin_session import AdminSession, session_after_setup
from tests.support.canaries import files_below, leaks
from tests.support.certificates import Signer
from tests.support.cli_runner import CliResult
from tests.support.issuer import Issuer, running_issuer
from tests.support.total_credentials import NOW, PASSPHRASE, TOTAL, key_pem, pfx, private_key_lines
from total_onboard.core.credential import ENTRA_AUDIENCE
from total_onboard.sandbox.http.recorder import Exchange

SUBJECT = "contoso"
STRANGER = Signer()


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Issuer, Path]]:
    with running_issuer(tmp_path_factory.mktemp("issuer")) as running:
        yield running


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory, issuer: tuple[Issuer, Path]) -> Iterator[AdminSession]:
    """A tenant that was set up, whose application takes TOTAL's certificate and tokens of TOTAL's issuer."""
    home = tmp_path_factory.mktemp("session")
    (home / "total.key").write_bytes(key_pem())
    (home / "locked.key").write_bytes(key_pem(PASSPHRASE))
    (home / "total.pfx").write_bytes(pfx(PASSPHRASE))
    (home / "other.key").write_text(STRANGER.pem)
    with session_after_setup(home) as made:
        _give_credentials(made, *issuer)
        yield made


def _give_credentials(session: AdminSession, issuer: Issuer, bundle: Path) -> None:
    session.tenant.trust_issuers_of(bundle)
    names = {"name": "total", "issuer": issuer.url, "subject": SUBJECT, "audiences": [ENTRA_AUDIENCE]}
    app = session.tenant.store.applications.truth(session.resources["application_object_id"])
    assert app
    app["keyCredentials"] = [TOTAL.credential]
    app["federatedIdentityCredentials"] = [{"id": "1", **names}]


def handed(session: AdminSession, credential: dict[str, Any]) -> str:
    """A hand-off of this tenant that names a credential."""
    document = json.loads((session.home / "first.totalhandoff").read_text(encoding="utf-8"))
    without = dict.fromkeys(("client_secret", "client_secret_key_id", "client_secret_expires_at"))
    document["handoff"] |= {**without, "credential": credential}
    file = session.home / f"{credential['kind']}.totalhandoff"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file.name


def certificate_of(session: AdminSession) -> str:
    thumbprint = TOTAL.certificate.fingerprint(SHA1()).hex().upper()
    names = {"key_id": session.resources["client_id"], "thumbprint": thumbprint}
    return handed(session, {"kind": "certificate", **names, "expires_at": f"{NOW:%Y-%m-%dT%H:%M:%SZ}"})


def trust_of(session: AdminSession, issuer: Issuer) -> str:
    names = {"name": "total", "issuer": issuer.url, "subject": SUBJECT, "audience": ENTRA_AUDIENCE}
    return handed(session, {"kind": "federated", **names})


def verifies(session: AdminSession, file: str, *words: str, **environment: str | None) -> CliResult:
    return session.runs("handoff", "open", file, "--verify", "--output", "json", *words, **environment)


@pytest.mark.parametrize(
    ("key", "environment"),
    [
        ("total.key", {}),
        ("locked.key", {"TOTAL_ONBOARD_CERTIFICATE_KEY_PASSPHRASE": PASSPHRASE}),
        ("total.pfx", {"TOTAL_ONBOARD_CERTIFICATE_KEY_PASSPHRASE": PASSPHRASE}),
    ],
)
def test_private_key_of_the_certificate_gets_a_token(
    session: AdminSession, key: str, environment: dict[str, str]
) -> None:
    done = verifies(session, certificate_of(session), "--certificate-key", key, **environment)
    assert done.status == 0, done.err
    assert done.document["handoff"]["credentials"] == "work"


def test_another_key_is_refused_with_the_meaning_of_the_number(session: AdminSession) -> None:
    done = verifies(session, certificate_of(session), "--certificate-key", "other.key")
    assert done.status == 4, done.err
    problem = done.document["problems"][0]
    assert "AADSTS700027" in problem["message"]
    assert "doesn't accept the certificate" in problem["message"]
    assert "belongs to the certificate with the thumbprint in the hand-off" in problem["remedy"]


@pytest.mark.parametrize("by_variable", [False, True], ids=["option", "variable"])
def test_token_of_totals_issuer_gets_a_token(
    session: AdminSession, issuer: tuple[Issuer, Path], *, by_variable: bool
) -> None:
    (session.home / "token.jwt").write_text(issuer[0].token(SUBJECT) + "\n", encoding="utf-8")
    words = () if by_variable else ("--federated-token", "token.jwt")
    variable = {"AZURE_FEDERATED_TOKEN_FILE": str(session.home / "token.jwt")} if by_variable else {}
    done = verifies(session, trust_of(session, issuer[0]), *words, **variable)
    assert done.status == 0, done.err
    assert done.document["handoff"]["credentials"] == "work"


@pytest.mark.parametrize(
    ("subject", "changed", "number"),
    [("fabrikam", {}, "700213"), ("Contoso", {}, "7002138"), (SUBJECT, {"exp": 1_700_000_000}, "700024")],
)
def test_token_that_is_not_trusted_is_refused_with_the_next_step(
    session: AdminSession, issuer: tuple[Issuer, Path], subject: str, changed: dict[str, Any], number: str
) -> None:
    (session.home / "token.jwt").write_text(issuer[0].token(subject, **changed), encoding="utf-8")
    done = verifies(session, trust_of(session, issuer[0]), "--federated-token", "token.jwt")
    assert done.status == 4, done.err
    problem = done.document["problems"][0]
    assert f"AADSTS{number}" in problem["message"]
    assert "token" in problem["remedy"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "its private key isn't here"),
        (("--federated-token", "token.jwt"), "is for another credential"),
        (("--certificate-key", "nowhere.key"), "can't be read"),
        (("--certificate-key", "locked.key"), "The passphrase of locked.key"),
    ],
)
def test_verify_without_what_is_needed_says_what_to_give(
    session: AdminSession, words: tuple[str, ...], says: str
) -> None:
    done = verifies(session, certificate_of(session), *words)
    assert done.status == 2, done.err
    assert says in done.document["problems"][0]["message"]


def test_key_without_verify_is_refused_before_it_is_read(session: AdminSession) -> None:
    done = session.runs(
        "handoff", "open", certificate_of(session), "--certificate-key", "total.key", "--output", "json"
    )
    assert done.status == 2
    assert "--certificate-key is for --verify" in done.document["problems"][0]["message"]


def test_private_key_is_nowhere_after_success_and_refusal(session: AdminSession) -> None:
    canaries = dict.fromkeys(private_key_lines(), "private key")
    kept = {"total.key", "locked.key", "total.pfx", "other.key", "token.jwt"}
    places = []
    for key in ("total.key", "other.key"):
        words = ("--certificate-key", key, "--verbose", "--log-file", f"{key}.log")
        done = verifies(session, certificate_of(session), *words)
        assert done.status == (0 if key == "total.key" else 4), done.err
        places += [("out", done.out.encode()), ("err", done.err.encode())]
    canaries |= {
        parse_qs(one.body)["client_assertion"][0]: "signature" for one in session.tenant.requests if _signed(one)
    }
    assert "signature" in canaries.values()
    assert (
        leaks(dict.fromkeys(private_key_lines(), "key"), [("", one.body.encode()) for one in session.tenant.requests])
        == []
    )
    places += [(name, content) for name, content in files_below(session.home) if Path(name).name not in kept]
    assert any(name.endswith("total.key.log") for name, _ in places)
    assert leaks(canaries | dict.fromkeys(_lines(STRANGER), "other private key"), places) == []


def _signed(request: Exchange) -> bool:
    return request.host == "sign_in" and "client_assertion=" in request.body


def _lines(signer: Signer) -> list[str]:
    return [line for line in signer.pem.splitlines() if len(line) > 40 and "-" not in line]
