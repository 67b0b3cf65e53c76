"""``/oidc/userinfo``: claims about the person who calls, outside of the versions of Graph.

Source: https://learn.microsoft.com/entra/identity-platform/userinfo
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.errors import denied, not_found
from total_onboard.sandbox.sign_in.access_tokens import AccessTokens, Caller


def userinfo_routes(tokens: AccessTokens) -> list[BaseRoute]:
    """Return the one route; it needs the permission ``openid``."""

    async def userinfo(request: Request) -> Response:
        caller: Caller = request.state.caller
        if caller.kind == "app" or "openid" not in caller.scopes:
            raise denied()
        if (person := request.app.state.store.users.seen(caller.oid)) is None:
            raise not_found(caller.oid)
        return JSONResponse({"sub": tokens.subject(person, caller.app_id), **_claims(request, person, caller)})

    return [Route("/oidc/userinfo", userinfo, methods=["GET", "POST"])]


def _claims(request: Request, person: Body, caller: Caller) -> Body:
    picture = f"{request.url.scheme}://{request.url.netloc}/v1.0/me/photo/$value"
    names = {"name": "displayName", "family_name": "surname", "given_name": "givenName"}
    claims = {claim: person.get(name) for claim, name in names.items() if "profile" in caller.scopes}
    claims |= {"email": person.get("mail")} if "email" in caller.scopes else {}
    return {claim: value for claim, value in claims.items() if value} | {"picture": picture}
