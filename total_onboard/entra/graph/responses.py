"""Translation of Graph's HTTP answers to errors; bodies are read with suspicion, because proxies write some."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from total_onboard.core.known_secrets import abridged
from total_onboard.entra.graph import errors
from total_onboard.entra.graph.model import GraphModel
from total_onboard.entra.graph.refusal_tables import Reason, Transient, reason_in_details, refusal_reason, transient
from total_onboard.entra.http.connection_problems import certificate_problem, reason_of

if TYPE_CHECKING:
    import httpx

Model = TypeVar("Model", bound=GraphModel)
_LONGEST_NAME = 200
_LATER = (
    "Other programs use up the limit. Run the same command again later, for example in an hour; it continues where it "
    "stopped."
)
_GATEWAY = frozenset({502, 503, 504})


def decoded(response: httpx.Response, model: type[Model]) -> Model:
    """Return the object that an accepted request was answered with. Raises ServiceFailed when it is none."""
    return _fitted(_document(response), model, response)


def page_of(response: httpx.Response, model: type[Model]) -> tuple[list[Model], str | None]:
    """Return the objects on one page of a collection, and the address of the next page."""
    document = _document(response)
    values, link = document.get("value") or [], document.get("@odata.nextLink")
    if not isinstance(values, list) or not isinstance(link, str | None):
        raise _unreadable(response)
    return [_fitted(item, model, response) for item in values], link


def count_of(response: httpx.Response) -> int:
    """Return how many objects the whole collection has; 0 if unknown."""
    count = _document(response).get("@odata.count")
    return count if isinstance(count, int) else 0


def _document(response: httpx.Response) -> dict[str, Any]:
    if is_html(response):
        raise proxy_answered(response, response.url.path)
    document = _parsed(response.content)
    if not isinstance(document, dict):
        raise _unreadable(response)
    return document


def _fitted(item: Any, model: type[Model], response: httpx.Response) -> Model:  # noqa: ANN401
    try:
        return model.model_validate(item)
    except ValidationError:
        # Not as the cause: pydantic's message quotes the answer, which may hold a new secret.
        raise _unreadable(response) from None


def _unreadable(response: httpx.Response) -> errors.GraphError:
    return errors.ServiceFailed(
        f"Microsoft Graph sent an answer for {response.url.path} that can't be read.",
        status=response.status_code,
        path=response.url.path,
        request_id=_request_id(response),
    )


@dataclass(frozen=True)
class Envelope:
    """The parts of an error body that matter; all may be empty."""

    code: str = ""
    message: str = ""
    request_id: str | None = None
    target: str = ""
    detail_codes: tuple[str, ...] = ()


def read_envelope(body: bytes) -> Envelope:
    """Read Graph's error body, however damaged.

    ``message`` may be a text, an object ``{"lang", "value"}``, empty, or a JSON document inside a string (the
    synchronization service); the inner error is spelled in two ways; the whole may be HTML or nothing at all.
    """
    error = _mapping(_mapping(_parsed(body)).get("error"))
    inner = _mapping(error.get("innerError") or error.get("innererror"))
    code, message = str(error.get("code") or ""), _text(error.get("message"))
    nested = _mapping(_parsed(message))
    nested = _mapping(nested.get("error")) or nested
    return Envelope(
        code=abridged(str(nested.get("code") or code), _LONGEST_NAME),
        message=abridged(_text(nested.get("message")) or ("" if nested else message)),
        request_id=abridged(_text(inner.get("request-id")), _LONGEST_NAME) or None,
        target=abridged(_target(error.get("details")), _LONGEST_NAME),
        detail_codes=_detail_codes(error.get("details")),
    )


def _request_id(response: httpx.Response) -> str | None:
    return abridged(response.headers.get("request-id", ""), _LONGEST_NAME) or None


def _parsed(text: bytes | str) -> Any:  # noqa: ANN401
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
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


def _detail_codes(details: object) -> tuple[str, ...]:
    entries = details if isinstance(details, list) else [details]
    return tuple(str(each["code"]) for each in map(_mapping, entries) if each.get("code"))


def is_html(response: httpx.Response) -> bool:
    """Return whether a web page came instead of JSON."""
    kind = str(response.headers.get("content-type", ""))
    return "html" in kind.casefold() or response.content.lstrip()[:1] == b"<"


def error_from(response: httpx.Response, path: str) -> errors.GraphError:
    """Return the error that a refused request stands for."""
    if is_html(response):
        return proxy_answered(response, path)
    envelope = read_envelope(response.content)
    cls, what = _kind(response.status_code, path)
    if is_clear_refusal(response, path):
        cls, what = _kind(409, path)
    remedy = None
    if reason := _reason(response.status_code, envelope, path):
        cls, what, remedy = errors.Restricted, f"Microsoft Graph refuses {path}. {reason.message}", reason.remedy
    elif response.status_code == 429:
        what, remedy = _throttled(response, path)
    return cls(
        what,
        status=response.status_code,
        path=path,
        remedy=remedy,
        graph_code=envelope.code,
        graph_message=f"{envelope.message} ({envelope.target})" if envelope.target else envelope.message,
        request_id=_request_id(response) or envelope.request_id,
    )


def _throttled(response: httpx.Response, path: str) -> tuple[str, str | None]:
    """Return whose limit is reached, and what to do if others in the tenant use it up.

    Source: https://learn.microsoft.com/graph/throttling-limits (``x-ms-throttle-scope``).
    """
    scope = response.headers.get("x-ms-throttle-scope", "").partition("/")[0]
    whose = {"Tenant": "of all applications in the tenant", "Application": "of this application in all tenants"}
    what = f"Microsoft Graph limits the number of requests to {path}"
    if scope not in whose:
        return f"{what}.", None
    return f"{what}: the limit {whose[scope]} is reached.", _LATER


def _reason(status: int, envelope: Envelope, path: str) -> Reason | None:
    """Return the reason other than a role or a scope; of a 400 or 422 only one that its details or message name."""
    if "/synchronization" in path:
        return None
    if status == 403:
        return refusal_reason(envelope.code, envelope.message)
    return reason_in_details(envelope.detail_codes, envelope.message) if status in (400, 422) else None


def is_clear_refusal(response: httpx.Response, path: str) -> bool:
    """Return whether Graph says that it did nothing and would do it moments later, for any status."""
    row = _transient(response, path)
    return row is not None and row.nothing_done


def is_transient(response: httpx.Response, path: str) -> bool:
    """Return whether the same request may succeed moments later; not for a value that is taken or there already."""
    if _transient(response, path) is None:
        return False
    error = error_from(response, path)
    return not errors.is_taken(error) and not errors.is_already_there(error)


def _transient(response: httpx.Response, path: str) -> Transient | None:
    if response.is_success or is_html(response):
        return None
    return transient(response.status_code, read_envelope(response.content).code, path)


def proxy_answered(response: httpx.Response, path: str) -> errors.GraphError:
    """Return the error for a web page in the place of an answer; a gateway that reaches no service writes one, too."""
    if response.status_code in _GATEWAY:
        return errors.GatewayFailed(
            f"A gateway sent an error page for {path} (status {response.status_code}) in place of JSON from Microsoft "
            "Graph. It is Microsoft's own, or a proxy between here and Microsoft.",
            status=response.status_code,
            path=path,
            request_id=_request_id(response),
        )
    return errors.AnsweredByProxy(
        f"A web page came back for {path} (status {response.status_code}) in place of JSON from Microsoft "
        "Graph. A proxy between here and Microsoft wrote it.",
        status=response.status_code,
        path=path,
    )


def unreachable(path: str, error: Exception) -> errors.Unreachable:
    """Return the error for a request that did not come through."""
    if problem := certificate_problem(error):
        message = f"The certificate of Microsoft Graph isn't trusted for {path}: {problem.reason}."
        return errors.Unreachable(message, status=None, path=path, remedy=problem.remedy)
    message = f"Microsoft Graph can't be reached for {path}: {reason_of(error)}."
    return errors.Unreachable(message, status=None, path=path)


def lost_answer(path: str, what: str, response: httpx.Response | None = None) -> errors.AmbiguousAnswer:
    """Return the error for a create of which nobody knows whether it was carried out."""
    return errors.AmbiguousAnswer(
        f"Microsoft Graph was asked to create an object at {path}. In place of a clear answer came {what}.",
        status=response.status_code if response is not None else None,
        path=path,
        request_id=_request_id(response) if response is not None else None,
    )


def _kind(status: int, path: str) -> tuple[type[errors.GraphError], str]:
    known: dict[int, tuple[type[errors.GraphError], str]] = {
        400: (errors.BadRequest, f"Microsoft Graph didn't accept the request to {path}."),
        401: (errors.Unauthorized, f"Microsoft Graph didn't accept the sign-in for {path}."),
        403: (
            errors.Forbidden,
            f"Microsoft Graph doesn't allow this account to use {path}: the sign-in lacks a permission "
            "(scope), or the account lacks a directory role.",
        ),
        404: (errors.NotFound, f"Microsoft Graph doesn't find {path}."),
        409: (errors.Conflict, f"Microsoft Graph reports a conflicting change at {path}."),
        429: (errors.TooManyRequests, f"Microsoft Graph limits the number of requests to {path}."),
    }
    if status == 401 and "/synchronization" in path:
        return errors.ProvisioningRefused, (
            f"Microsoft's provisioning service doesn't allow this account to use {path}."
        )
    if status in known:
        return known[status]
    if 300 <= status < 400:
        return errors.GraphError, f"Microsoft Graph answered {path} with a redirect, which isn't followed."
    if status >= 500:
        return errors.ServiceFailed, f"Microsoft Graph failed at {path} (status {status})."
    return errors.GraphError, f"Microsoft Graph refused {path} (status {status})."
