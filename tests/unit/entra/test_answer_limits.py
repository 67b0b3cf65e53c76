"""What a hostile server can do to this machine: its answers have limits of memory, depth and time."""

from __future__ import annotations

import asyncio
import json
import re
import time
import tracemalloc
from pathlib import Path

import httpx
import pytest
import respx

import total_onboard
from total_onboard.core.errors import SignInFailed
from total_onboard.entra.graph.errors import AmbiguousAnswer, ServiceFailed, Unreachable
from total_onboard.entra.http import response_limits
from total_onboard.entra.http.bounded_transports import async_bounded, bounded
from total_onboard.entra.http.response_limits import (
    DEEPEST_JSON,
    LARGEST_ANSWER,
    AnswerNotReadable,
    AnswerRefused,
    AnswerTooLarge,
    AnswerTooSlow,
    ListingBounds,
    is_too_deep,
)
from total_onboard.entra.sign_in.msal_http import http_for_msal

from . import hostile_server as hostile
from .gateway import ROOT, add_password, me, using

SECONDS = 1.0
PACKAGE = Path(total_onboard.__file__).parent
CLIENTS = ("blocking", "asynchronous")


def _asked(kind: str, method: str, url: str, seconds: float = 20.0, **options: object) -> httpx.Response:
    if kind == "blocking":
        with httpx.Client() as client:
            bounded(client, seconds)
            return client.request(method, url, **options)  # type: ignore[arg-type]

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient() as client:
            async_bounded(client, seconds)
            return await client.request(method, url, **options)  # type: ignore[arg-type]

    return asyncio.run(ask())


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("answer", [hostile.endless_zeros, hostile.gzip_bomb])
def test_answer_too_large_is_refused_in_bounded_memory(kind: str, answer: hostile.Answer) -> None:
    with hostile.answering(answer) as server:
        tracemalloc.start()
        try:
            with pytest.raises(AnswerTooLarge):
                _asked(kind, "GET", server.url)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < LARGEST_ANSWER + 16 * hostile.MEBIBYTE


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("answer", [hostile.unknown_compression, hostile.broken_compression, hostile.deep_json])
def test_answer_that_cannot_be_unpacked_is_refused(kind: str, answer: hostile.Answer) -> None:
    with hostile.answering(answer) as server, pytest.raises(AnswerNotReadable):
        _asked(kind, "GET", server.url)


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("answer", [hostile.slow_body, hostile.slow_head])
def test_answer_of_a_byte_at_a_time_ends_at_the_deadline(kind: str, answer: hostile.Answer) -> None:
    with hostile.answering(answer) as server:
        start = time.monotonic()
        with pytest.raises(AnswerTooSlow):
            _asked(kind, "GET", server.url, SECONDS)
        assert time.monotonic() - start < SECONDS + 2


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_redirect_to_another_host_carries_nothing_there(kind: str, status: int, method: str) -> None:
    with (
        hostile.answering(lambda handler: handler.whole(b"{}")) as other,
        hostile.answering(hostile.redirecting(status, f"{other.url}/there")) as server,
    ):
        answer = _asked(kind, method, server.url, content=None if method == "GET" else b"client_secret=s3cret")
        assert answer.status_code == status
        assert not other.got
        assert len(server.got) == 1


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_redirect_of_a_write_on_the_same_host_is_not_followed(kind: str, method: str) -> None:
    with hostile.answering(hostile.redirecting(307, "/there")) as server:
        assert _asked(kind, method, server.url, content=b"{}").status_code == 307
        assert len(server.got) == 1


@pytest.mark.parametrize("kind", CLIENTS)
def test_redirect_of_a_get_on_the_same_host_is_followed(kind: str) -> None:
    with hostile.answering(hostile.redirecting(302, "/there")) as server:
        assert _asked(kind, "GET", server.url).json() == {"id": "ada"}


@pytest.mark.parametrize("kind", CLIENTS)
def test_redirect_in_a_circle_ends(kind: str) -> None:
    with hostile.answering(hostile.redirecting(302, "/again")) as server:
        assert _asked(kind, "GET", server.url).status_code == 302
        assert len(server.got) == response_limits.MOST_REDIRECTS


@pytest.mark.parametrize(
    ("body", "deep"),
    [
        (b"[" * DEEPEST_JSON + b"]" * DEEPEST_JSON, False),
        (b"[" * (DEEPEST_JSON + 1), True),
        (json.dumps({"text": "[" * 1000}).encode(), False),
        (json.dumps({"text": '\\"' + "[" * 1000}).encode(), False),
        (json.dumps([{}] * 1000).encode(), False),
        (b'"' + b'\\"' * 1_000_000 + b"[" * 100, False),
        (b'"end\\\\"' + b"{" * 100, True),
    ],
)
def test_depth_of_json_counts_brackets_outside_strings(body: bytes, deep: bool) -> None:
    start = time.monotonic()
    assert is_too_deep(body) is deep
    assert time.monotonic() - start < 2


def test_create_with_a_refused_answer_counts_as_lost(network: respx.MockRouter) -> None:
    network.post("/applications/app-1/addPassword").respond(200, content=b"[" * 1000)
    with pytest.raises(AmbiguousAnswer):
        using(add_password)


def test_read_with_a_refused_answer_is_not_repeated(network: respx.MockRouter) -> None:
    route = network.get("/me").mock(side_effect=AnswerTooLarge("the answer is larger than 32 MiB"))
    with pytest.raises(Unreachable, match="larger than 32 MiB"):
        using(me)
    assert route.call_count == 1
    assert issubclass(AnswerTooLarge, AnswerRefused)


def test_listing_that_never_ends_is_refused(network: respx.MockRouter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_limits, "MOST_PAGES", 3)
    count = iter(range(100))
    network.get(url__startswith=ROOT).mock(
        side_effect=lambda _: httpx.Response(200, json={"value": [], "@odata.nextLink": f"{ROOT}/x?p={next(count)}"})
    )
    with pytest.raises(ServiceFailed, match="more than 3 pages"):
        using(lambda tenant: tenant.groups.members("group-1"))


def test_listing_bounds_slow_pages_end_after_ten_minutes() -> None:
    now = 0.0
    bounds = ListingBounds(lambda: now)
    assert bounds.add(1) == ""
    now = response_limits.LISTING_SECONDS + 1
    assert bounds.add(1) == "took longer than 10 minutes for one listing"


def test_listing_that_is_too_large_is_refused(network: respx.MockRouter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_limits, "LARGEST_LISTING", 10)
    network.get(url__startswith=ROOT).respond(200, json={"value": [], "@odata.nextLink": f"{ROOT}/x?p=1"})
    with pytest.raises(ServiceFailed, match="for one listing"):
        using(lambda tenant: tenant.groups.members("group-1"))


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ({"value": [], "@odata.nextLink": f"{ROOT}/same"}, "same page twice"),
        ({"value": [], "@odata.nextLink": "https://graph.microsoft.com.evil.example/v1.0/x"}, "evil.example"),
        ({"value": [], "@odata.nextLink": "https://evil@graph.microsoft.com/v1.0/x"}, "evil@"),
        ({"value": [], "@odata.nextLink": "http://graph.microsoft.com/v1.0/x"}, "next page"),
        ({"value": [], "@odata.nextLink": "https://[broken"}, "no host"),
        ({"value": [], "@odata.nextLink": {"a": 1}}, "can't be read"),
        ({"value": 7}, "can't be read"),
    ],
)
def test_listing_with_a_strange_page_is_refused(network: respx.MockRouter, page: object, says: str) -> None:
    network.get(url__startswith=ROOT).respond(200, json=page)
    with pytest.raises(ServiceFailed, match=says):
        using(lambda tenant: tenant.groups.members("group-1"))


_CLIENT_MADE = re.compile(
    r"\b(?:httpx\.|Recorded|_Msal)(?:Async)?Client\(|httpx\.(?:get|post|request|stream)\(|urlopen\(|follow_redirects"
)


def test_every_http_client_has_limits() -> None:
    """The one in tls_probe.py ends before it sends; recorded.py only derives its classes."""
    made = {
        f"{file.parent.name}/{file.name}"
        for file in PACKAGE.rglob("*.py")
        if "sandbox" not in file.parts and _CLIENT_MADE.search(file.read_text(encoding="utf-8"))
    }
    assert made == {
        "graph/transport.py",
        "sign_in/msal_http.py",
        "unattended/managed_identity.py",
        "scim/client.py",
        "handoff/sending.py",
        "entra/tls_probe.py",
        "http/logged_clients.py",
    }
    for name in made - {"entra/tls_probe.py", "http/logged_clients.py"}:
        text = next(PACKAGE.rglob(name)).read_text(encoding="utf-8")
        assert re.search(r"\bbounded\(client|async_bounded\(", text), name


def test_sign_in_that_redirects_is_refused_and_sends_no_secret() -> None:
    with (
        hostile.answering(lambda handler: handler.whole(b"{}")) as other,
        hostile.answering(hostile.redirecting(307, f"{other.url}/token")) as server,
        http_for_msal(None) as client,
    ):
        with pytest.raises(SignInFailed, match="redirect"):
            client.post(server.url, data={"client_secret": "s3cret"})
        assert not other.got


def test_proxied_requests_have_limits_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with hostile.answering(hostile.endless_zeros) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        with pytest.raises(AnswerTooLarge):
            _asked("blocking", "GET", "http://tenant.example/")
