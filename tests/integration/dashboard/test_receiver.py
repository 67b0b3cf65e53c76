"""The receiver of hand-offs that setups send: the protocol's answers, limits, and the way into the inbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

import pytest
from httpx import Response
from starlette.testclient import TestClient

from tests.integration.dashboard.signed_in import BASE, PASSPHRASE, Browser, Dashboard
from tests.integration.dashboard.test_files import SECRET, answer_to, drop, issue
from tests.unit.exchange.samples import OTHERS, handoff, made
from total_onboard.dashboard.receiver import IN_ALL, MEDIA_TYPE, PATH, PER_SENDER, RateLimit, receiver_app
from total_onboard.exchange.handoff.receipt import Receipt
from total_onboard.exchange.ledger.team.posted_handoffs import MOST_UNOPENED
from total_onboard.exchange.parsing.strict_json import LARGEST


@pytest.fixture
def receiver(dashboard: Dashboard) -> Iterator[TestClient]:
    with TestClient(receiver_app(dashboard.services)) as client:
        yield client


def post(receiver: TestClient, body: str | bytes, **headers: str) -> Response:
    content = body.encode() if isinstance(body, str) else body
    own = {"content-type": MEDIA_TYPE, "idempotency-key": f'"{sha256(content).hexdigest()}"'}
    answer: Response = receiver.post(PATH, content=content, headers=own | headers)
    return answer


def test_sent_hand_off_is_stored_and_repeated_gets_the_first_receipt(
    dashboard: Dashboard, receiver: TestClient
) -> None:
    text = answer_to(issue(dashboard))
    first, again = post(receiver, text), post(receiver, text)
    receipt = Receipt.model_validate_json(first.content)
    assert (first.status_code, again.status_code) == (201, 200)
    assert receipt.sha256 == sha256(text.encode()).hexdigest()
    assert Receipt.model_validate_json(again.content) == receipt
    assert dashboard.ledger.posted_file(receipt.sha256) == text
    assert dashboard.ledger.lines()[0].handoffs == (), "nothing is believed before it is opened"


def test_sent_hand_off_waits_in_the_inbox_until_it_is_opened(
    dashboard: Dashboard, browser: Browser, receiver: TestClient
) -> None:
    post(receiver, answer_to(issue(dashboard)))
    (action,) = re.findall(rf'action="{BASE}(/posts/[0-9a-f]+/open)"', browser.page("/"))
    path = browser.sends(action, "/")
    opened = browser.sends(f"{path}/open", path, data={"passphrase": PASSPHRASE})
    assert "Verified." in browser.page(opened)
    assert SECRET not in browser.page(opened)
    assert "Sent by customers" not in browser.page("/")


def test_discarded_hand_off_leaves_the_inbox_and_is_recorded(
    dashboard: Dashboard, browser: Browser, receiver: TestClient
) -> None:
    post(receiver, answer_to(issue(dashboard)))
    (action,) = re.findall(rf'formaction="{BASE}(/posts/[0-9a-f]+/discard)"', browser.page("/"))
    browser.sends(action, "/")
    assert "Sent by customers" not in browser.page("/")
    assert dashboard.ledger.events()[0].action == "sent hand-off discarded"


def test_foreign_hand_offs_are_refused(dashboard: Dashboard, receiver: TestClient) -> None:
    sheet = issue(dashboard)
    others = made(OTHERS, tenant=None).sheet.recipient
    stolen = others.model_copy(update={"sheet_id": str(sheet.sheet.id)})
    assert post(receiver, answer_to(made(tenant=None))).status_code == 409
    assert post(receiver, handoff().model_copy(update={"recipient": stolen}).content()).status_code == 409
    assert dashboard.ledger.unopened_posts() == ()


def test_what_is_no_sealed_hand_off_is_refused(dashboard: Dashboard, receiver: TestClient) -> None:
    text = answer_to(issue(dashboard))
    plain = handoff().model_copy(update={"recipient": None}).content()
    for body in (plain, "x", b"\xff\xfe", b"", made().text):
        assert post(receiver, body).status_code == 400
    assert post(receiver, text, **{"idempotency-key": '"0"'}).status_code == 400
    assert post(receiver, text, **{"content-type": "text/plain"}).status_code == 415
    assert post(receiver, "x" * (LARGEST + 1)).status_code == 413
    assert receiver.get(PATH).status_code == 405
    assert receiver.get("/").status_code == 404
    assert dashboard.ledger.unopened_posts() == ()


def test_too_many_requests_of_a_sender_are_told_to_wait(receiver: TestClient) -> None:
    answers = [post(receiver, "x", **{"x-forwarded-for": f"{at}, 192.0.2.1"}) for at in range(PER_SENDER + 1)]
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 61
    assert post(receiver, "x", **{"x-forwarded-for": "192.0.2.2"}).status_code == 400


def test_rate_limit_counts_all_senders_and_begins_anew_each_minute() -> None:
    now = [0.0]
    limit = RateLimit(lambda: now[0])
    assert not any(limit.seconds_to_wait(str(at)) for at in range(IN_ALL))
    assert limit.seconds_to_wait("another") == 61
    now[0] = 60.0
    assert not limit.seconds_to_wait("another")


def test_hand_offs_of_one_sheet_that_nobody_opens_have_a_limit(dashboard: Dashboard) -> None:
    sheet = issue(dashboard)
    with TestClient(receiver_app(dashboard.services, RateLimit(lambda: 0.0))) as receiver:
        for at in range(MOST_UNOPENED):
            assert post(receiver, answer_to(sheet), **{"x-forwarded-for": str(at)}).status_code == 201
        assert post(receiver, answer_to(sheet), **{"x-forwarded-for": "x"}).status_code == 429


def test_refused_requests_of_one_sender_leave_the_others_alone() -> None:
    limit = RateLimit(lambda: 0.0)
    assert [limit.seconds_to_wait("one") for _ in range(IN_ALL)].count(0) == PER_SENDER
    assert not limit.seconds_to_wait("another")


def test_sent_hand_off_that_came_by_mail_first_leaves_the_inbox(
    dashboard: Dashboard, browser: Browser, receiver: TestClient
) -> None:
    text = answer_to(issue(dashboard))
    post(receiver, text)
    path = drop(browser, text.rstrip())
    browser.sends(f"{path}/open", path, data={"passphrase": PASSPHRASE})
    assert dashboard.ledger.unopened_posts() == ()
    post(receiver, text)
    assert dashboard.ledger.unopened_posts() == (), "it was opened"


def test_discarded_hand_off_that_is_sent_again_waits_again(
    dashboard: Dashboard, browser: Browser, receiver: TestClient
) -> None:
    text = answer_to(issue(dashboard))
    first = post(receiver, text)
    (action,) = re.findall(rf'formaction="{BASE}(/posts/[0-9a-f]+/discard)"', browser.page("/"))
    browser.sends(action, "/")
    browser.sends(action, "/")
    assert [one.action for one in dashboard.ledger.events()].count("sent hand-off discarded") == 1
    again = post(receiver, text)
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(dashboard.ledger.unopened_posts()) == 1
