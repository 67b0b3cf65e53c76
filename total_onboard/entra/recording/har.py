"""HTTP Archive 1.2: one entry for each exchange, with stand-ins.

Format: http://www.softwareishard.com/blog/har-12-spec/. Members with an underscore are ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit

from total_onboard.entra.recording.addresses import AddressReplacer
from total_onboard.entra.recording.bodies import LARGEST, BodyReplacer
from total_onboard.entra.recording.stand_ins import StandIns
from total_onboard.entra.recording.tap import Exchange
from total_onboard.entra.recording.texts import Texts

if TYPE_CHECKING:
    import httpx

_AS_SENT: Final = frozenset(
    {
        "accept",
        "client-request-id",
        "consistencylevel",
        "content-type",
        "date",
        "odata-version",
        "prefer",
        "preference-applied",
        "request-id",
        "retry-after",
        "retry-attempt",
        "sunset",
        "deprecation",
        "user-agent",
        "x-ms-request-id",
    }
)
"""Headers that are kept. Authorization and cookies are in no recording."""
_ADDRESSES: Final = frozenset({"location", "content-location"})
_MESSAGES: Final = frozenset({"www-authenticate"})
_NO_SIZE: Final = -1


class Replacer:
    """Everything that replaces, with one table of stand-ins."""

    def __init__(self) -> None:
        self.stand_ins = StandIns()
        self.texts = Texts(self.stand_ins)
        self.addresses = AddressReplacer(self.texts)
        self.texts.urls = self.addresses.url
        self.bodies = BodyReplacer(self.texts, self.addresses)


def entry_of(exchange: Exchange, replace: Replacer) -> dict[str, Any]:
    """Return the entry of one exchange."""
    milliseconds = round(exchange.seconds * 1000, 1)
    _keep_request_ids(exchange, replace)
    entry = {
        "startedDateTime": exchange.started.isoformat(timespec="milliseconds"),
        "time": milliseconds,
        "request": _request(exchange.request, replace),
        "response": _response(exchange.response, replace),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "_service": exchange.service.value,
    }
    if exchange.response is None:
        entry["_error"] = replace.texts.message(exchange.failure)
    if _is_left_out(exchange):
        entry["_left_out"] = True
    if claims := _claims(exchange.request, replace):
        entry["_claims"] = claims
    return entry


def _request(request: httpx.Request, replace: Replacer) -> dict[str, Any]:
    url = replace.addresses.url(str(request.url))
    found = {
        "method": request.method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(request.headers.multi_items(), replace),
        "queryString": [
            {"name": name, "value": value} for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True)
        ],
        "headersSize": _NO_SIZE,
        "bodySize": _NO_SIZE,
    }
    content = request.read()
    if content:
        kind = request.headers.get("content-type", "")
        found["postData"] = {"mimeType": kind, "text": _body(content, kind, replace)}
    return found


def _response(response: httpx.Response | None, replace: Replacer) -> dict[str, Any]:
    """Describe an answer; the status of none is 0, as browsers write it."""
    status = response.status_code if response is not None else 0
    headers = response.headers if response is not None else {}
    kind = headers.get("content-type", "")
    content = response.content if response is not None else b""
    text = _body(content, kind, replace) if content else ""
    return {
        "status": status,
        "statusText": _phrase(status),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(response.headers.multi_items(), replace) if response is not None else [],
        "content": {"size": len(text.encode()), "mimeType": kind, "text": text},
        "redirectURL": "",
        "headersSize": _NO_SIZE,
        "bodySize": _NO_SIZE,
    }


def _is_left_out(exchange: Exchange) -> bool:
    answer = exchange.response.content if exchange.response is not None else b""
    return max(len(exchange.request.read()), len(answer)) > LARGEST


def _body(content: bytes, kind: str, replace: Replacer) -> str:
    return "" if len(content) > LARGEST else replace.bodies.body(content, kind)


def _headers(headers: Iterable[tuple[str, str]], replace: Replacer) -> list[dict[str, str]]:
    return [
        {"name": name.lower(), "value": shown}
        for name, value in headers
        if (shown := _header(name.lower(), value, replace)) is not None
    ]


def _header(name: str, value: str, replace: Replacer) -> str | None:
    if name in _AS_SENT:
        return value[:200]
    if name in _ADDRESSES:
        return replace.addresses.url(value) if "://" in value else replace.addresses.path(value)
    return replace.texts.message(value) if name in _MESSAGES else None


def _claims(request: httpx.Request, replace: Replacer) -> Any:  # noqa: ANN401
    """Return who the token of a request was for, without the token."""
    from total_onboard.entra.sign_in.token_claims import claims_of

    claims = claims_of(request.headers.get("authorization", "").removeprefix("Bearer "))
    permissions = [replace.texts.value(one) for one in str(claims.get("scp", "")).split()]
    return replace.bodies.json(claims) | ({"scp": " ".join(permissions)} if permissions else {})


def _keep_request_ids(exchange: Exchange, replace: Replacer) -> None:
    """Leave the ids as they are under which the logs of Microsoft and of TOTAL hold a request."""
    headers = [exchange.request.headers, *([exchange.response.headers] if exchange.response is not None else [])]
    for found in headers:
        for name in ("request-id", "client-request-id", "x-ms-request-id"):
            replace.stand_ins.keep(found.get(name, ""))


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
