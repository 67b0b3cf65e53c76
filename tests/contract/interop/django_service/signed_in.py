"""Who calls."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any


class SignedIn:
    """Middleware that lets everyone in: the test is about SCIM."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        request.user = SimpleNamespace(is_authenticated=True, is_anonymous=False)
        return self.get_response(request)
