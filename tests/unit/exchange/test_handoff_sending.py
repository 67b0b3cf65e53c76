"""The sealed hand-off is sent as docs/handoff-delivery.md says, and only a receipt for its very bytes counts."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.handoff_receiver import Receiver, running_receiver
from total_onboard.exchange.handoff.receipt import SentHandoff
from total_onboard.exchange.handoff.sending import send

CONTENT = b"eyJ0eXAiOiJ0b3RhbC1oYW5kb2ZmK2p3ZSJ9.a.b.c.d\n"
DIGEST = sha256(CONTENT).hexdigest()
Answer = tuple[int, dict[str, str], bytes | None]


def sends(receiver: Receiver, pauses: list[float] | None = None, bundle: Path | None = None) -> SentHandoff:
    async def pause(seconds: float) -> None:
        (pauses if pauses is not None else []).append(seconds)

    return asyncio.run(send(CONTENT, receiver.url, bundle or receiver.bundle, pause))


def test_request_is_as_documented_and_the_receipt_is_kept(tmp_path: Path) -> None:
    with running_receiver(tmp_path) as receiver:
        sent = sends(receiver)
    (request,) = receiver.requests
    assert request.content == CONTENT
    assert request.headers["content-type"] == "application/jose"
    assert request.headers["idempotency-key"] == f'"{DIGEST}"'
    assert not {"authorization", "cookie"} & request.headers.keys()
    assert (sent.status, sent.receipt_id, sent.sha256, sent.problem) == (201, "r-1", DIGEST, None)


def test_repeated_delivery_is_delivered_too(tmp_path: Path) -> None:
    with running_receiver(tmp_path, (200, {}, None)) as receiver:
        assert sends(receiver).is_delivered


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((400, {}, b"x"), "isn't a sealed hand-off (status 400)"),
        ((404, {}, b"x"), "no receiver at this address (status 404)"),
        ((409, {}, b"secret of the server"), "didn't issue the value sheet"),
        ((413, {}, b""), "too large"),
        ((302, {"location": "https://localhost:1/"}, b""), "didn't take it (status 302)"),
        ((307, {"location": "https://localhost:1/"}, b""), "didn't take it (status 307)"),
        ((201, {}, b"{}"), "isn't a receipt"),
        ((201, {}, b"<html>"), "isn't a receipt"),
        ((201, {}, b" " * 20_000), "isn't a receipt"),
        ((201, {}, b'{"id": "\\u001b[2J", "received_at": "2026-11-30T11:20:00Z", "sha256": "x"}'), "isn't a receipt"),
        (
            (201, {}, b'{"id": "r", "received_at": "2026-11-30T11:20:00Z", "sha256": "%s"}' % (b"0" * 64)),
            "for something else",
        ),
        ((429, {"retry-after": "3600"}, b""), "too many requests"),
    ],
)
def test_answer_that_is_no_receipt_means_not_delivered_and_is_not_repeated(
    tmp_path: Path, answer: Answer, says: str
) -> None:
    with running_receiver(tmp_path, answer) as receiver:
        sent = sends(receiver)
    assert not sent.is_delivered
    assert sent.problem and says in sent.problem
    assert "secret of the server" not in sent.model_dump_json()
    assert len(receiver.requests) == 1


@pytest.mark.parametrize(
    ("first", "pause"),
    [
        ((429, {"retry-after": "7"}, b""), 7.0),
        ((503, {}, b""), 1.0),
        ((500, {"retry-after": "soon"}, b""), 1.0),
        ((0, {}, b""), 1.0),
    ],
    ids=["429", "503", "500", "lost"],
)
def test_passing_trouble_is_tried_once_more_with_the_same_bytes(tmp_path: Path, first: Answer, pause: float) -> None:
    pauses: list[float] = []
    with running_receiver(tmp_path, first, (201, {}, None)) as receiver:
        sent = sends(receiver, pauses)
    assert sent.is_delivered
    assert pauses == [pause]
    assert len({(one.content, one.headers["idempotency-key"]) for one in receiver.requests}) == 1


def test_receiver_of_an_untrusted_authority_gets_nothing(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with running_receiver(tmp_path) as receiver, running_receiver(tmp_path / "other") as other:
        sent = sends(receiver, bundle=other.bundle)
    assert receiver.requests == []
    assert sent.status is None
    assert sent.problem and "certificate" in sent.problem.lower()
