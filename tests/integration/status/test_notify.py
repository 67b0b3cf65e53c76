"""``status --notify``: each finding once, with its severity, without secrets and names; failing changes no status."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.admin_session import AdminSession, session_after_setup, session_with_rare_cycles
from tests.support.cli_runner import CliResult
from tests.support.mailboxes import Webhook, running_mail_server, running_webhook
from total_onboard.sandbox.http.tls import LoopbackTls

STRANGER = "https://stranger.example/callback"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[AdminSession]:
    with session_after_setup(tmp_path, session_with_rare_cycles()) as made:
        yield made


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with running_webhook() as made:
        yield made


def notified(session: AdminSession, address: str, *words: str) -> CliResult:
    return session.types("status", "--notify", "--no-input", *words, TOTAL_ONBOARD_NOTIFY_URL=address)


def add_redirect_uri(session: AdminSession, *uris: str) -> None:
    store = session.tenant.store
    (app,) = [
        one for one in store.applications.all_current() if one["id"] == session.resources["application_object_id"]
    ]
    app["web"]["redirectUris"] += list(uris)


def remove_redirect_uri(session: AdminSession, uri: str) -> None:
    store = session.tenant.store
    (app,) = [
        one for one in store.applications.all_current() if one["id"] == session.resources["application_object_id"]
    ]
    app["web"]["redirectUris"].remove(uri)


def test_tenant_without_findings_sends_nothing(session: AdminSession, webhook: Webhook) -> None:
    assert notified(session, webhook.url).status == 0
    assert webhook.posted == []


def test_finding_is_sent_once_and_again_when_it_comes_back(session: AdminSession, webhook: Webhook) -> None:
    add_redirect_uri(session, STRANGER)
    assert [notified(session, webhook.url).status for _ in range(2)] == [7, 7]
    (first,) = webhook.posted
    assert (first["type"], first["title"]) == ("warning", "TOTAL in Contoso: 1 finding")

    add_redirect_uri(session, f"{STRANGER}/2")
    notified(session, webhook.url)
    assert webhook.posted[1]["title"] == "TOTAL in Contoso: 1 finding"

    remove_redirect_uri(session, STRANGER)
    remove_redirect_uri(session, f"{STRANGER}/2")
    assert [notified(session, webhook.url).status for _ in range(2)] == [0, 0]
    assert [(one["type"], one["title"]) for one in webhook.posted[2:]] == [("info", "TOTAL in Contoso: all is well")]

    add_redirect_uri(session, STRANGER)
    notified(session, webhook.url)
    assert len(webhook.posted) == 4


def test_names_are_sent_only_on_request(session: AdminSession, webhook: Webhook) -> None:
    add_redirect_uri(session, STRANGER)
    notified(session, webhook.url)
    assert "stranger.example" not in str(webhook.posted)
    add_redirect_uri(session, f"{STRANGER}/2")
    notified(session, webhook.url, "--notify-names")
    assert "stranger.example" in webhook.posted[1]["message"]


def test_quarantine_is_a_failure(session: AdminSession, webhook: Webhook) -> None:
    session.puts_into_quarantine("EncounteredQuarantineException", "The SCIM endpoint refused the token.")
    assert notified(session, webhook.url).status == 7
    (sent,) = webhook.posted
    assert (sent["type"], "in quarantine" in sent["message"]) == ("failure", True)


def test_expiry_is_sent_within_the_days_that_were_asked_for(session: AdminSession, webhook: Webhook) -> None:
    assert notified(session, webhook.url, "--notify-days", "700").status == 0
    assert webhook.posted == []
    assert notified(session, webhook.url, "--notify-days", "800").status == 0
    assert "Client secret: expires on" in webhook.posted[0]["message"]


def test_failed_notification_is_said_and_changes_no_exit_status(session: AdminSession, webhook: Webhook) -> None:
    add_redirect_uri(session, STRANGER)
    webhook.status = 500
    end = notified(session, webhook.url, "--output", "json")
    assert (end.status, end.document["exit_code"]) == (7, 7)
    assert "couldn't be sent" in end.document["warnings"][0]
    webhook.status = 200
    notified(session, webhook.url)
    assert len(webhook.posted) == 2


def test_address_is_a_secret_of_the_environment_or_the_own_file(session: AdminSession, webhook: Webhook) -> None:
    add_redirect_uri(session, STRANGER)
    log = session.home / "log"
    webhook.status = 500
    end = notified(session, webhook.url, "--verbose", "--log-file", str(log))
    said = end.out + end.err + log.read_text()
    assert [word for word in ("webhook-password", "0123456789abcdef") if word in said] == []

    config = session.home / "given.toml"
    config.write_text(f'notify_url = "{webhook.url}"\n')
    end = session.types("status", "--notify", "--config", str(config))
    assert (end.status, "notify_url" in end.err) == (2, True)


@pytest.mark.parametrize(("address", "says"), [(None, "requires an address"), ("nonsense://x y", "can't be used")])
def test_unusable_address_is_refused_before_the_sign_in(session: AdminSession, address: str | None, says: str) -> None:
    before = len(session.tenant.requests)
    end = session.types("status", "--notify", TOTAL_ONBOARD_NOTIFY_URL=address)
    assert (end.status, len(session.tenant.requests)) == (2, before)
    assert says in " ".join(end.err.split())
    assert "nonsense" not in end.err


def test_what_was_sent_is_private_and_names_nobody(session: AdminSession, webhook: Webhook) -> None:
    add_redirect_uri(session, STRANGER)
    notified(session, webhook.url)
    (kept,) = (session.home / "state").rglob("*.notified.json")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "stranger" not in kept.read_text()


def test_mail_is_sent(session: AdminSession) -> None:
    add_redirect_uri(session, STRANGER)
    with running_mail_server() as (address, messages):
        end = notified(session, address)
    assert end.status == 7, end.err
    (message,) = messages
    assert "Subject: TOTAL in Contoso: 1 finding" in message


def refusing(path: str) -> dict[str, object]:
    return {"kind": "status", "path": path, "times": 99, "status": 403, "error": "Authorization_RequestDenied"}


def test_part_that_cannot_be_read_is_sent_once(session: AdminSession, webhook: Webhook) -> None:
    session.tenant.faults.add(refusing(".*/groups/.*/members.*"))
    assert [notified(session, webhook.url).status for _ in range(2)] == [3, 3]
    (sent,) = webhook.posted
    assert (sent["type"], sent["message"].splitlines()[0]) == (
        "warning",
        "warning: Members of the admin group: not read",
    )
    session.tenant.faults.clear()
    assert notified(session, webhook.url).status == 0
    assert webhook.posted[1]["title"] == "TOTAL in Contoso: all is well"


def test_failed_run_is_sent_once_without_names(session: AdminSession, webhook: Webhook) -> None:
    words = ("--sign-in", "azure")
    nowhere = {"PATH": "/nonexistent", "AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://192.0.2.1"}

    def blind(*more: str) -> int:
        given = {"TOTAL_ONBOARD_NOTIFY_URL": webhook.url, "TOTAL_ONBOARD_TENANT": "contoso.com", **nowhere}
        return session.types("status", "--notify", "--no-input", *words, *more, **given).status

    assert [blind(), blind()] == [2, 2]
    (sent,) = webhook.posted
    assert (sent["type"], sent["title"]) == ("failure", "TOTAL in contoso.com: status failed")
    assert "bad-value: " in sent["message"]
    assert "AZURE_POD" not in sent["message"]
    assert notified(session, webhook.url, "--tenant", "contoso.com").status == 0
    assert webhook.posted[1]["title"] == "TOTAL in Contoso: all is well"
    assert blind("--notify-names") == 2
    assert "AZURE_POD_IDENTITY_AUTHORITY_HOST" in webhook.posted[2]["message"]


def test_missing_setup_is_sent(tmp_path: Path, webhook: Webhook) -> None:
    session = AdminSession(tmp_path)
    try:
        webhook.status = 500
        end = session.types("status", "--notify", TOTAL_ONBOARD_NOTIFY_URL=webhook.url)
        assert (end.status, "couldn't be sent" in end.err) == (3, True)
        webhook.status = 200
        assert [notified(session, webhook.url).status for _ in range(2)] == [3, 3]
    finally:
        session.tenant.stop()
    assert len(webhook.posted) == 2
    assert "prerequisite-missing: " in webhook.posted[1]["message"]


def test_address_with_a_certificate_of_the_own_bundle_takes_notifications(session: AdminSession) -> None:
    add_redirect_uri(session, STRANGER)
    bundle, before = Path(session.environment["TOTAL_ONBOARD_CA_BUNDLE"]), dict(os.environ)
    with closing(LoopbackTls()) as tls, running_webhook(tls) as webhook:
        notified(session, webhook.url)
        assert webhook.posted == []
        bundle.write_bytes(bundle.read_bytes() + tls.bundle.read_bytes())
        notified(session, webhook.url)
    assert len(webhook.posted) == 1
    assert dict(os.environ) == before
