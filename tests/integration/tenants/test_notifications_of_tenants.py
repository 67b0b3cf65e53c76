"""``status --tenants --notify``: one notification of what is new in any tenant, each finding once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cli_runner import CliResult
from tests.support.mailboxes import Webhook, running_webhook
from tests.support.partner_session import PartnerSession

WELL, DRIFTED, BROKEN = 1, 2, 3
STRANGER = "https://stranger.example/callback"


@pytest.fixture
def partner(tmp_path: Path) -> Iterator[PartnerSession]:
    session = PartnerSession(tmp_path, ["ready", "drifted", "ready"])
    with session.tenants as tenants:
        session.sets_up(WELL)
        application, group = tenants.customers[DRIFTED - 1].store.persona.prepared
        session.writes_file({DRIFTED: {"app_id": application.object_id, "group_id": group.object_id}})
        tenants.customers[BROKEN - 1].faults.add({"kind": "malformed", "host": "graph", "times": 0})
        yield session


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with running_webhook() as made:
        yield made


def notified(partner: PartnerSession, webhook: Webhook, *words: str) -> CliResult:
    return partner.runs(
        "status", "--tenants", "customers.csv", "--notify", *words, TOTAL_ONBOARD_NOTIFY_URL=webhook.url
    )


def add_redirect_uri(partner: PartnerSession, number: int) -> None:
    store = partner.tenants.customers[number - 1].store
    (app,) = [one for one in store.applications.all_current() if one["displayName"] == "TOTAL"]
    app["web"]["redirectUris"].append(STRANGER)


def test_news_of_all_tenants_are_one_notification_and_sent_once(partner: PartnerSession, webhook: Webhook) -> None:
    assert [notified(partner, webhook).status for _ in range(2)] == [1, 1]

    (sent,) = webhook.posted
    lines = sent["message"].splitlines()
    assert sent["type"] == "failure"
    assert [line.partition(":")[0] for line in lines if not line.startswith(" ")] == [
        "TOTAL in Customer 002",
        "TOTAL in customer-003.example",
        "Details",
    ]
    assert sent["title"] == f"{sum(line.startswith('  ') for line in lines)} findings in 2 tenants"


def test_finding_that_comes_later_is_sent_alone(partner: PartnerSession, webhook: Webhook) -> None:
    notified(partner, webhook)
    add_redirect_uri(partner, WELL)

    notified(partner, webhook)

    assert webhook.posted[1]["title"] == "1 finding in 1 tenant"
    assert webhook.posted[1]["message"].splitlines()[0] == "TOTAL in Customer 001: 1 finding"
    assert "stranger.example" not in str(webhook.posted)


def test_tenant_that_can_be_read_again_is_well(partner: PartnerSession, webhook: Webhook) -> None:
    notified(partner, webhook)
    partner.tenants.customers[BROKEN - 1].faults.clear()
    partner.sets_up(BROKEN)

    notified(partner, webhook)

    assert webhook.posted[1]["title"] == "All is well again in 1 tenant"


def test_end_of_a_failure_is_sent_after_a_resumed_run(partner: PartnerSession, webhook: Webhook) -> None:
    notified(partner, webhook)
    partner.tenants.customers[BROKEN - 1].faults.clear()
    partner.sets_up(BROKEN)
    partner.runs("status", "--tenants", "customers.csv", TOTAL_ONBOARD_NOTIFY_URL=webhook.url)

    notified(partner, webhook, "--resume")
    assert len(webhook.posted) == 1
    notified(partner, webhook)

    assert webhook.posted[1]["title"] == "All is well again in 1 tenant"


def test_notification_that_fails_is_a_warning_and_sent_next_time(partner: PartnerSession, webhook: Webhook) -> None:
    webhook.status = 500
    document = notified(partner, webhook, "--output", "json").document
    webhook.status = 200
    notified(partner, webhook)

    assert (document["exit_code"], "couldn't be sent" in document["warnings"][0]) == (1, True)
    assert webhook.posted[0]["title"] == webhook.posted[1]["title"]


def test_run_that_reaches_no_tenant_is_sent(partner: PartnerSession, webhook: Webhook) -> None:
    (partner.home / "customers.csv").write_text("tenant\n\x00\n")

    assert notified(partner, webhook).status == 2
    assert webhook.posted[0]["title"] == "status --tenants: status failed"
