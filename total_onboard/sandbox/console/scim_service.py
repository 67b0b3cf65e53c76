"""TOTAL's SCIM 2.0 service provider (RFC 7643, RFC 7644), open to every holder of the token."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection
from typing import Any, Final, Union

from scim2_models import (
    AuthenticationScheme,
    EnterpriseUser,
    External,
    Group,
    ListResponse,
    PatchOp,
    Reference,
    ResourceType,
    ResponseParameters,
    ScimPolicy,
    ScimProvider,
    SearchRequest,
    UnauthorizedException,
    User,
)
from scim2_server.applications.asgi import ASGIApplication
from scim2_server.memory import AsyncInMemoryStorage, InMemoryStorage
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.service import ScimService
from scim2_server.utils import load_default_service_provider_config

from total_onboard.sandbox.console.scim_refusals import Refusal
from total_onboard.sandbox.console.strictness import check_strictly

_FOR_ENTRA = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)
"""Understands PATCH as Microsoft Entra spells it by default; what of that is refused is in strictness.py."""


_KEPT: Final[tuple[Any, ...]] = (
    ListResponse[Union[User[EnterpriseUser], Group]],  # noqa: UP007 – the other spelling is another class
    *(made[User[EnterpriseUser]] for made in (SearchRequest, ResponseParameters, PatchOp)),
    *(made[Group] for made in (SearchRequest, ResponseParameters, PatchOp)),
)
"""The service asks for these classes with each request, and pydantic forgets what nobody holds."""


class TokenProtectedScim(ASGIApplication):
    """The service, behind the bearer token that the console shows now, as strict as the console is."""

    def __init__(
        self, storage: InMemoryStorage, token: Callable[[], str], refused: Callable[[], Collection[Refusal]]
    ) -> None:
        provider = _provider()
        super().__init__(AsyncInMemoryStorage(storage), provider, ScimService(provider))
        self._token = token
        self._refused = refused

    async def dispatch_request(self, request: ScimRequest) -> ScimResponse:
        """Serve what is authorized and not refused."""
        if self.needs_auth(request):
            self.check_auth(request)
        check_strictly(request.method, request.body, self._refused())
        return await super().dispatch_request(request)

    def check_auth(self, request: ScimRequest) -> None:
        """Raise UnauthorizedException without the right token."""
        scheme, _, token = (request.header("Authorization") or "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(token.encode(), self._token().encode()):
            raise UnauthorizedException


def _provider() -> ScimProvider:
    config = load_default_service_provider_config()
    config.authentication_schemes = [
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="Secret token",
            description="The secret token that the console shows under Settings, SSO & Provisioning",
            spec_uri=Reference[External]("https://www.rfc-editor.org/rfc/rfc6750"),
        )
    ]
    resource_types = [ResourceType.from_resource(User[EnterpriseUser]), ResourceType.from_resource(Group)]
    return ScimProvider([User, EnterpriseUser, Group], resource_types, config=config, policy=_FOR_ENTRA)
