"""From an HTTP answer of Graph to an error of ours; bodies are read with suspicion, because proxies write some."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from total_onboard.entra import graph_errors as errors

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True)
class Envelope:
    """The parts of an error body that matter; all may be empty."""

    code: str = ""
    message: str = ""
    request_id: str | None = None
    target: str = ""


def read_envelope(body: bytes) -> Envelope:
    """Read Graph's error body, whatever became of it.

    ``message`` may be a text, an object ``{"lang", "value"}``, empty, or a JSON document inside a string (the
    synchronization service); the inner error is spelled in two ways; the whole may be HTML or nothing at all.
    """
    error = _mapping(_mapping(_parsed(body)).get("error"))
    inner = _mapping(error.get("innerError") or error.get("innererror"))
    code, message = str(error.get("code") or ""), _text(error.get("message"))
    nested = _mapping(_parsed(message))
    nested = _mapping(nested.get("error")) or nested
    return Envelope(
        code=str(nested.get("code") or code),
        message=_text(nested.get("message")) or ("" if nested else message),
        request_id=inner.get("request-id"),
        target=_target(error.get("details")),
    )


def _parsed(text: bytes | str) -> Any:  # noqa: ANN401
    try:
        return json.loads(text)
    except ValueError:
        return None


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("value") or "")
    return str(value or "")


def _target(details: object) -> str:
    entries = details if isinstance(details, list) else [details]
    return next((str(each["target"]) for each in map(_mapping, entries) if each.get("target")), "")


def is_html(response: httpx.Response) -> bool:
    """Whether a web page came instead of JSON."""
    kind = str(response.headers.get("content-type", ""))
    return "html" in kind.casefold() or response.content.lstrip()[:1] == b"<"


def error_from(response: httpx.Response, path: str) -> errors.GraphError:
    """The error that a refused request stands for."""
    if is_html(response):
        return proxy_answered(response, path)
    envelope = read_envelope(response.content)
    cls, what = _kind(response.status_code, path)
    return cls(
        what,
        status=response.status_code,
        path=path,
        graph_code=envelope.code,
        graph_message=f"{envelope.message} ({envelope.target})" if envelope.target else envelope.message,
        request_id=response.headers.get("request-id") or envelope.request_id,
    )


def proxy_answered(response: httpx.Response, path: str) -> errors.GraphError:
    """The error for a web page in the place of an answer."""
    return errors.AnsweredByProxy(
        f"A web page came back for {path} (status {response.status_code}) where Microsoft Graph answers JSON; "
        "a proxy on the way wrote it.",
        status=response.status_code,
        path=path,
    )


def _kind(status: int, path: str) -> tuple[type[errors.GraphError], str]:
    known: dict[int, tuple[type[errors.GraphError], str]] = {
        400: (errors.BadRequest, f"Microsoft Graph did not accept the request to {path}."),
        401: (errors.Unauthorized, f"Microsoft Graph did not accept the sign-in for {path}."),
        403: (
            errors.Forbidden,
            f"Microsoft Graph does not allow this account to use {path}: the sign-in lacks a permission (scope), "
            "or the account lacks a directory role.",
        ),
        404: (errors.NotFound, f"Microsoft Graph does not find {path}."),
        409: (errors.Conflict, f"Microsoft Graph reports a conflicting change at {path}."),
        429: (errors.TooManyRequests, f"Microsoft Graph keeps asking to slow down at {path}."),
    }
    if status in known:
        return known[status]
    if status >= 500:
        return errors.ServiceFailed, f"Microsoft Graph failed at {path} (status {status})."
    return errors.GraphError, f"Microsoft Graph refused {path} (status {status})."
