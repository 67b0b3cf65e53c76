"""A captured request in which references have names, as the rules for resources read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

from total_onboard.engine.export.declared_request import Call
from total_onboard.entra.graph.captured_request import RequestCapture

_TYPE: Final = "@odata.type"


@dataclass(frozen=True)
class PlainRequest:
    """Method, address without a leading slash and query, parameters, body without its type, and headers.

    ``shape`` is the address with ``{name}`` in place of each reference.
    """

    method: str
    address: str
    shape: str
    parameters: Mapping[str, list[str]]
    body: Any
    headers: Mapping[str, str]


def plain_request(capture: RequestCapture, call: Call, names: Mapping[str, str]) -> PlainRequest:
    """Capture what a verb sends."""
    request = capture.capture(call)
    address, _, query = request.path.lstrip("/").partition("?")
    shape = unquote(address)
    for reference, name in names.items():
        shape = shape.replace(reference, f"{{{name}}}")
    body = {key: one for key, one in request.body.items() if key != _TYPE} if request.body else request.body
    headers = {"Prefer": request.prefer} if request.prefer else {}
    return PlainRequest(request.method, address, shape, {key: [one] for key, one in parse_qsl(query)}, body, headers)
