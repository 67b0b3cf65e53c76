"""Microsoft Graph v1.0 as one ASGI application."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount

from total_onboard.sandbox.directory.store import Store
from total_onboard.sandbox.graph.errors import GraphRefusal
from total_onboard.sandbox.graph.headers_and_authentication import Authentication, GraphHeaders, refused, unrouted
from total_onboard.sandbox.graph.resources import (
    app_role_assignments,
    application_templates,
    applications,
    batch,
    deleted_items,
    directory_audits,
    directory_roles,
    federated_credentials,
    group_eligibility,
    groups,
    me,
    members,
    owners,
    passwords,
    permission_grants,
    policies,
    role_management,
    service_principals,
    users,
)
from total_onboard.sandbox.graph.resources import organization_and_skus as organization
from total_onboard.sandbox.graph.resources.userinfo import userinfo_routes
from total_onboard.sandbox.graph.synchronization.routes import synchronization_routes
from total_onboard.sandbox.sign_in.access_tokens import AccessTokens

_RESOURCES = (
    app_role_assignments,
    application_templates,
    applications,
    batch,
    deleted_items,
    directory_audits,
    directory_roles,
    federated_credentials,
    group_eligibility,
    groups,
    members,
    organization,
    owners,
    passwords,
    permission_grants,
    policies,
    role_management,
    service_principals,
    me,
    users,
)


def graph_app(store: Store, tokens: AccessTokens) -> Starlette:
    """Build Graph of one tenant, under ``/v1.0``; under ``/beta`` nothing but what is nowhere else."""
    routes: list[BaseRoute] = [route for resource in _RESOURCES for route in resource.ROUTES]
    routes += synchronization_routes(store)

    async def refuse(request: Request, error: Exception) -> Response:
        refusal = error if isinstance(error, GraphRefusal) else unrouted(request, _status(error))
        return refused(request, store, refusal)

    app = Starlette(
        routes=[
            Mount("/v1.0", routes=routes),
            Mount("/beta", routes=organization.ROUTES_IN_BETA),
            *userinfo_routes(tokens),
        ],
        middleware=[
            Middleware(GraphHeaders),
            Middleware(Authentication, tokens=tokens, store=store),
        ],
        exception_handlers={GraphRefusal: refuse, HTTPException: refuse},
    )
    app.state.store = store
    return app


def _status(error: Exception) -> int:
    return error.status_code if isinstance(error, HTTPException) else 500
